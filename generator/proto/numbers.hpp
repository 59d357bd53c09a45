// Assigned numbers that several layers look at: IP protocol numbers, well-known ports. They stand here and nowhere
// else, except in the simulated routers, which read frames on their own on purpose (docs/adr/0007).
#pragma once

#include "generator/base/ethernet.hpp"

#include <cstddef>
#include <cstdint>

namespace tsuka::proto {

// Of the link: see generator/base/ethernet.hpp.
using tsuka::ether_type_arp;
using tsuka::ether_type_ipv4;
using tsuka::ether_type_ipv6;
using tsuka::ethernet_header_size;

/// IP protocol numbers that the harness speaks.
enum class IpProtocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17, gre = 47, esp = 50, ah = 51, icmpv6 = 58 };

[[nodiscard]] constexpr std::uint8_t number(IpProtocol protocol) {
    return static_cast<std::uint8_t>(protocol);
}

inline constexpr std::uint16_t ike_port = 500;     ///< RFC 2408 section 2.5.1
inline constexpr std::uint16_t nat_t_port = 4500;  ///< RFC 3947 section 4

}  // namespace tsuka::proto
