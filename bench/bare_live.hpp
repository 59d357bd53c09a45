// The yardstick of live frames: the kernel sends a frame that it holds ready, of which a program changes source port and some octets of
// payload where they are, so that the checksum stays right. Written against the system call alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

namespace tsuka::bench {

/// How many frames the kernel has made in that time; 0: it runs no such program. Ethernet, IPv4 without options, UDP with its checksum and
/// ten octets.
[[nodiscard]] std::uint64_t send_bare_live(std::string const& interface, std::span<std::uint8_t const> frame,
                                           std::chrono::nanoseconds duration);

}  // namespace tsuka::bench
