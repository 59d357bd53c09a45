// Traversal Using Relays around NAT (RFC 8656): a client has a relay send and receive in its place. In UDP port 3478, which is STUN's, too.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const turn_protocol;

}  // namespace tsuka::proto
