// IPv6 with the extension headers that a router leaves alone (RFC 8200).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ipv6_protocol;

}  // namespace tsuka::proto
