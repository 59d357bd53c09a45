// PPTP control connection messages over TCP 1723 (RFC 2637 section 2).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const pptp_protocol;

inline constexpr std::uint32_t pptp_magic = 0x1a2b3c4d;

}  // namespace tsuka::proto
