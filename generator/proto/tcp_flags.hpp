// Control bits and sequence arithmetic of TCP (RFC 9293 sections 3.1 and 3.4).
#pragma once

#include <cstdint>

namespace tsuka::proto {

constexpr std::uint8_t tcp_fin = 1;
constexpr std::uint8_t tcp_syn = 2;
constexpr std::uint8_t tcp_rst = 4;
constexpr std::uint8_t tcp_psh = 8;
constexpr std::uint8_t tcp_ack = 16;

/// How far `a` lies after `b` on the circle of 2^32; negative: before it.
[[nodiscard]] constexpr std::int32_t seq_distance(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b);
}

}  // namespace tsuka::proto
