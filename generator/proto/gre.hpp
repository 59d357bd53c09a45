// GRE: the enhanced version 1 that carries PPP for PPTP (RFC 2637 section 4.1) and plain version 0 (RFC 2784, RFC 2890).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const gre_protocol;

inline constexpr std::uint16_t gre_protocol_ppp = 0x880b;

}  // namespace tsuka::proto
