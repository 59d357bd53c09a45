// ICMPv6 (RFC 4443): echo and errors, and the two messages by which neighbours find each other (RFC 4861).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const icmpv6_protocol;

/// Types 0 to 127: their body quotes the datagram they are about (RFC 4443 section 2.1).
[[nodiscard]] constexpr bool is_icmpv6_error(std::uint8_t type) {
    return type < 128;
}

inline constexpr std::uint8_t icmpv6_echo_request = 128;
inline constexpr std::uint8_t icmpv6_echo_reply = 129;
inline constexpr std::uint8_t icmpv6_neighbor_solicitation = 135;
inline constexpr std::uint8_t icmpv6_neighbor_advertisement = 136;

}  // namespace tsuka::proto
