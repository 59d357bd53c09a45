#include "generator/proto/ip_view.hpp"

#include <algorithm>

namespace tsuka::proto {

namespace {

constexpr std::size_t ipv4_header = 20;
constexpr std::size_t ipv6_header = 40;
constexpr std::size_t extension_unit = 8;  ///< RFC 8200 section 4: every extension header is a multiple of 8 octets

enum Extension : std::uint8_t { hop_by_hop = 0, routing = 43, fragment = 44, destination_options = 60 };

/// Of a frame that has one. Every frame is looked at several times, so only these two octets of its Ethernet header.
std::uint16_t type_of(View frame) {
    return static_cast<std::uint16_t>(frame[ethernet_header_size - 2] << 8U | frame[ethernet_header_size - 1]);
}

std::optional<IpView> view_ipv4(View datagram) {
    if (datagram.size() < ipv4_header) return std::nullopt;
    const auto two = [&](std::size_t at) { return static_cast<std::uint16_t>(datagram[at] << 8U | datagram[at + 1]); };
    const auto four = [&](std::size_t at) { return std::uint32_t{two(at)} << 16U | two(at + 2); };
    IpView view;
    view.octets = datagram;
    view.transport = (datagram[0] & 0x0fU) * std::size_t{4};
    if (view.transport < ipv4_header || view.transport > datagram.size()) return std::nullopt;
    view.total = two(2);
    view.fragment.id = two(4);
    const auto flags = two(6);
    view.dont_fragment = (flags & 0x4000U) != 0;
    view.fragment.more = (flags & 0x2000U) != 0;
    view.fragment.offset = (flags & 0x1fffU) * std::size_t{8};
    view.hop_limit = datagram[8];
    view.protocol = datagram[9];
    view.protocol_at = 9;
    view.source = Ipv4Address{four(12)};
    view.destination = Ipv4Address{four(16)};
    return view;
}

/// Reads the fragment header at `view.transport`. What follows a later fragment's is data, whatever it says (RFC 8200 section 4.5).
void take_fragment_header(IpView& view) {
    Reader reader(part(view.octets, view.transport, extension_unit));
    view.protocol = reader.u8();
    view.fragment_named_at = view.protocol_at;
    view.protocol_at = view.transport;
    reader.skip(1);
    const auto flags = reader.u16();
    view.fragment = {.offset = flags & 0xfff8U, .more = (flags & 1U) != 0, .id = reader.u32()};
    view.fragment_header = view.transport;
    view.transport += extension_unit;
}

/// One step along the chain; false where it ends.
bool take_extension(IpView& view, std::size_t end) {
    const bool known = (view.protocol == hop_by_hop && view.transport == ipv6_header) || view.protocol == routing ||
                       view.protocol == destination_options || view.protocol == fragment;
    if (!known || view.transport + extension_unit > end) return false;
    if (view.protocol == fragment) {
        if (view.fragment_header) return false;  // a datagram is fragmented once
        take_fragment_header(view);
        return view.fragment.offset == 0;
    }
    const auto length = (view.octets[view.transport + 1] + std::size_t{1}) * extension_unit;
    if (view.transport + length > end) return false;
    view.protocol = view.octets[view.transport];
    view.protocol_at = view.transport;
    view.transport += length;
    return true;
}

std::optional<IpView> view_ipv6(View datagram) {
    if (datagram.size() < ipv6_header) return std::nullopt;
    IpView view;
    view.family = IpFamily::v6;
    view.octets = datagram;
    view.total = ipv6_header + (static_cast<std::size_t>(datagram[4] << 8U) | datagram[5]);
    view.protocol = datagram[6];
    view.protocol_at = 6;
    view.hop_limit = datagram[7];
    view.source = *IpAddress::from_octets(datagram.subspan(8, 16));
    view.destination = *IpAddress::from_octets(datagram.subspan(24, 16));
    view.transport = ipv6_header;
    const auto end = std::min(view.total, datagram.size());
    while (take_extension(view, end)) {
    }
    return view;
}

}  // namespace

std::optional<IpView> view_ip(View datagram) {
    if (datagram.empty()) return std::nullopt;
    switch (datagram.front() >> 4U) {
        case 4:
            return view_ipv4(datagram);
        case 6:
            return view_ipv6(datagram);
        default:
            return std::nullopt;
    }
}

std::uint16_t ether_type_of(View datagram) {
    return !datagram.empty() && datagram.front() >> 4U == 6 ? ether_type_ipv6 : ether_type_ipv4;
}

std::optional<View> datagram_of(View frame) {
    if (frame.size() < ethernet_header_size) return std::nullopt;
    const auto type = type_of(frame);
    if (type != ether_type_ipv4 && type != ether_type_ipv6) return std::nullopt;
    return frame.subspan(ethernet_header_size);
}

std::optional<IpView> view_frame(View frame) {
    const auto datagram = datagram_of(frame);
    if (!datagram || datagram->empty()) return std::nullopt;
    // The link and the header must agree on the family (RFC 791 section 3.1, RFC 8200 section 3).
    const auto version = type_of(frame) == ether_type_ipv4 ? 4U : 6U;
    return datagram->front() >> 4U == version ? view_ip(*datagram) : std::nullopt;
}

}  // namespace tsuka::proto
