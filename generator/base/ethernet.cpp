// Ethernet headers: see ethernet.hpp.
#include "generator/base/ethernet.hpp"

#include <algorithm>

namespace tsuka {

namespace {

constexpr std::size_t both_addresses = 12;

MacAddress read_mac(View frame, std::size_t at) {
    MacAddress mac;
    std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), mac.octets.size(), mac.octets.begin());
    return mac;
}

}  // namespace

std::optional<EthernetHeader> read_ethernet(View frame) {
    if (frame.size() < ethernet_header_size) return std::nullopt;
    return EthernetHeader{read_mac(frame, 0), read_mac(frame, 6),
                          static_cast<std::uint16_t>(frame[both_addresses] << 8U | frame[both_addresses + 1])};
}

std::optional<View> ethernet_payload(View frame) {
    if (frame.size() < ethernet_header_size) return std::nullopt;
    return frame.subspan(ethernet_header_size);
}

namespace {

Writer begin_ethernet(EthernetHeader const& header) {
    Writer frame;
    frame.octets(header.destination.octets).octets(header.source.octets).u16(header.type);
    return frame;
}

std::optional<std::uint16_t> tag_of(View frame, std::uint16_t type) {
    if (read_bits(frame, both_addresses * 8, 16) != type) return std::nullopt;
    const auto vlan = read_bits(frame, both_addresses * 8 + 20, 12);
    return vlan ? std::optional(static_cast<std::uint16_t>(*vlan)) : std::nullopt;
}

}  // namespace

Octets write_ethernet(EthernetHeader const& header) {
    return begin_ethernet(header).take();
}

std::optional<std::uint16_t> vlan_of(View frame) {
    return tag_of(frame, ether_type_vlan);
}

std::optional<std::uint16_t> service_vlan_of(View frame) {
    return tag_of(frame, ether_type_service_vlan);
}

VlanTags vlan_tags_of(View frame) {
    const auto named = [](std::optional<std::uint16_t> vlan) { return vlan.value_or(0) != 0 ? vlan : std::nullopt; };
    const auto service = service_vlan_of(frame);
    // The octets in front of the second tag are not the addresses, but as many.
    return {named(service), named(vlan_of(service ? frame.subspan(vlan_tag_size) : frame))};
}

std::size_t vlan_tags_size(View frame) {
    const std::size_t outer = service_vlan_of(frame) ? vlan_tag_size : 0;
    return outer + (vlan_of(frame.subspan(outer)) ? vlan_tag_size : 0);
}

std::optional<std::uint16_t> inner_type_of(View frame) {
    const auto type = read_bits(frame, (both_addresses + vlan_tags_size(frame)) * 8, 16);
    return type ? std::optional(static_cast<std::uint16_t>(*type)) : std::nullopt;
}

void put_vlan_tag(Octets& frame, std::uint16_t control, std::uint16_t type) {
    if (frame.size() < both_addresses) return;
    const auto tag = Writer{}.u16(type).u16(control).take();
    frame.insert(frame.begin() + both_addresses, tag.begin(), tag.end());
}

void without_vlan_tag(View frame, Octets& into) {
    into.assign(frame.begin(), frame.begin() + both_addresses);
    into.insert(into.end(), frame.begin() + both_addresses + vlan_tag_size, frame.end());
}

std::uint64_t to_number(MacAddress const& address) {
    std::uint64_t number = 0;
    for (const auto octet : address.octets) number = (number << 8U) | octet;
    return number;
}

MacAddress mac_of(std::uint64_t number) {
    MacAddress mac;
    for (std::size_t at = 0; at < mac.octets.size(); ++at)
        mac.octets[at] = static_cast<std::uint8_t>(number >> (8 * (mac.octets.size() - 1 - at)));
    return mac;
}

Octets build_ethernet(MacAddress destination, MacAddress source, std::uint16_t ether_type, View payload) {
    const auto size = ethernet_header_size + payload.size();
    auto frame = begin_ethernet({destination, source, ether_type});
    return frame.octets(payload).zeros(size < least_frame_size ? least_frame_size - size : 0).take();
}

}  // namespace tsuka
