// Ethernet II framing (IEEE 802.3 clause 3): the link both sides of the router are reached through. Padding and FCS are the card's and
// frame.hpp's business.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ethernet_protocol;

inline constexpr std::uint16_t ether_type_ipv4 = 0x0800;
inline constexpr std::uint16_t ether_type_arp = 0x0806;

}  // namespace tsuka::proto
