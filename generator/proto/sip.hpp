// Session Initiation Protocol (RFC 3261), as far as messages go in which a client names its own address. In UDP port 5060.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const sip_protocol;

}  // namespace tsuka::proto
