// The little that the lab's own hosts read of a frame: ARP, and IPv4 datagrams for ICMP and DHCP. Cheaper than a full dissection, because
// it looks at every frame that arrives. VLAN-tagged frames are nobody's here.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstdint>
#include <optional>

namespace tsuka::lab {

// Operations of ARP (RFC 826).
inline constexpr std::uint16_t arp_request = 1;
inline constexpr std::uint16_t arp_reply = 2;

struct ArpPacket {
    std::uint16_t operation = 0;
    MacAddress frame_destination;
    MacAddress sender_mac;
    Ipv4Address sender;
    Ipv4Address target;
};
/// ARP over Ethernet for IPv4; nothing for any other frame.
[[nodiscard]] std::optional<ArpPacket> read_arp(View frame);

struct Datagram {
    MacAddress frame_source;
    MacAddress frame_destination;
    Ipv4Address source;
    Ipv4Address destination;
    std::uint8_t protocol = 0;
    View payload = {};  ///< of IPv4, without Ethernet padding
};
/// A whole (not fragmented) IPv4 datagram with a right header checksum; nothing for any other frame.
[[nodiscard]] std::optional<Datagram> read_datagram(View frame);

struct UdpMessage {
    Datagram datagram = {};
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    View payload = {};
};
[[nodiscard]] std::optional<UdpMessage> read_udp(View frame);

/// The frame of a UDP message, TTL 64. Written here and not by libtins, because that puts an address of this machine in place of the
/// source 0.0.0.0, which every DHCP client has before its lease (RFC 2131 section 4.1).
[[nodiscard]] Octets write_udp(UdpMessage const& message);

}  // namespace tsuka::lab
