// Domain Name System (RFC 1035), as far as one question for an address and its answer. In UDP port 53.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const dns_protocol;

}  // namespace tsuka::proto
