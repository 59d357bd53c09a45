// WireGuard (J. A. Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel", section 5.4): two messages of handshake, a reply under
// load, and data; all of them in UDP, all little-endian.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const wireguard_protocol;

}  // namespace tsuka::proto
