// The Ethernet II header and its 802.1Q tag: the one place that knows where their fields stand (IEEE 802.3 clause 3.2, IEEE 802.1Q
// clause 9). Whole frames are built here, too.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tsuka {

inline constexpr std::size_t ethernet_header_size = 14;
inline constexpr std::size_t vlan_tag_size = 4;
inline constexpr std::size_t least_frame_size = 60;  ///< without the FCS, which is the card's

// EtherTypes (RFC 9542).
inline constexpr std::uint16_t ether_type_ipv4 = 0x0800;
inline constexpr std::uint16_t ether_type_arp = 0x0806;
inline constexpr std::uint16_t ether_type_vlan = 0x8100;
inline constexpr std::uint16_t ether_type_service_vlan = 0x88a8;
inline constexpr std::uint16_t ether_type_ipv6 = 0x86dd;
inline constexpr std::uint16_t ether_type_pppoe_discovery = 0x8863;
inline constexpr std::uint16_t ether_type_pppoe_session = 0x8864;

struct EthernetHeader {
    MacAddress destination;
    MacAddress source;
    std::uint16_t type = 0;  ///< that of a tag when there is one
};

/// Nothing when the frame is shorter than its header.
[[nodiscard]] std::optional<EthernetHeader> read_ethernet(View frame);
/// What stands behind the header; nothing when the frame is shorter.
[[nodiscard]] std::optional<View> ethernet_payload(View frame);
/// The octets of the header.
[[nodiscard]] Octets write_ethernet(EthernetHeader const& header);

/// The VLAN that the outermost tag names; nothing when there is no tag, or not the whole of it.
[[nodiscard]] std::optional<std::uint16_t> vlan_of(View frame);
/// The service VLAN of an S-TAG (IEEE 802.1ad) in front; nothing when there is none.
[[nodiscard]] std::optional<std::uint16_t> service_vlan_of(View frame);
/// By which links on one wire are told apart. VLAN 0 only gives a priority (IEEE 802.1Q clause 6.9.1) and counts as none.
struct VlanTags {
    std::optional<std::uint16_t> service;  ///< IEEE 802.1ad
    std::optional<std::uint16_t> vlan;     ///< IEEE 802.1Q, behind it
    [[nodiscard]] bool operator==(VlanTags const&) const = default;
};
[[nodiscard]] VlanTags vlan_tags_of(View frame);
/// Octets of those tags, one of each kind at most.
[[nodiscard]] std::size_t vlan_tags_size(View frame);
/// The EtherType behind them, or the one of an untagged frame; nothing when the frame ends before it.
[[nodiscard]] std::optional<std::uint16_t> inner_type_of(View frame);
/// Puts a tag behind the addresses: type and the 16 bits of priority and VLAN. A frame shorter than them stays as it is.
void put_vlan_tag(Octets& frame, std::uint16_t control, std::uint16_t type = ether_type_vlan);
/// The frame without its outermost tag; `frame` has one.
void without_vlan_tag(View frame, Octets& into);

/// A MAC address as a number below 2^48, to look it up by, and back.
[[nodiscard]] std::uint64_t to_number(MacAddress const& address);
[[nodiscard]] MacAddress mac_of(std::uint64_t number);

/// Ethernet II frame, padded with zeros to 60 octets.
[[nodiscard]] Octets build_ethernet(MacAddress destination, MacAddress source, std::uint16_t ether_type, View payload);

}  // namespace tsuka
