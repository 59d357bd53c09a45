// Session Traversal Utilities for NAT (RFC 8489): a client asks a server under which address and port it is seen. In UDP port 3478.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const stun_protocol;

}  // namespace tsuka::proto
