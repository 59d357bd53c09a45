// The yardstick of sending: frames by AF_XDP and nothing else. One UDP datagram without a checksum, of which source port and four octets
// of payload differ, no clock a frame, written against libxdp alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

namespace tsuka::bench {

/// How many frames the kernel took in that time; 0: there is no AF_XDP on this interface. Behind Ethernet stand IPv4 without options, UDP
/// and at least four octets.
[[nodiscard]] std::uint64_t send_bare(std::string const& interface, std::span<std::uint8_t const> frame, std::uint32_t flows,
                                      std::chrono::nanoseconds duration);

}  // namespace tsuka::bench
