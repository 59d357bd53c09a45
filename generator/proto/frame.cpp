// Whole frames from parts: see frame.hpp. libtins writes lengths and checksums; ICMP is written here because libtins lays some types out
// in its own way (it appends time stamps and pads quotes).
#include "generator/proto/frame.hpp"

#include "generator/base/checksum.hpp"

#include <arpa/inet.h>
#include <tins/arp.h>
#include <tins/ip.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>
#include <tins/udp.h>

#include <algorithm>

namespace tsuka::proto {

namespace {

constexpr std::size_t ip_head = 20;

Tins::IPv4Address tins_address(Ipv4Address address) {
    return Tins::IPv4Address(htonl(address.number));
}

Tins::HWAddress<6> tins_address(MacAddress const& address) {
    return Tins::HWAddress<6>(address.octets.data());
}

Tins::RawPDU raw(View payload) {
    return Tins::RawPDU(Octets(payload.begin(), payload.end()));
}

/// The transport part of a datagram: libtins computes its checksum only below an IP header.
Octets without_ip(Tins::IP& datagram) {
    auto octets = datagram.serialize();
    octets.erase(octets.begin(), octets.begin() + ip_head);
    return octets;
}

}  // namespace

Octets build_ipv4(IpParameters const& ip, View payload) {
    Tins::IP head(tins_address(ip.destination), tins_address(ip.source));
    head.ttl(ip.ttl);
    head.tos(ip.tos);
    head.id(ip.id);
    head.protocol(ip.protocol);
    auto octets = head.serialize();
    octets.insert(octets.end(), ip.options.begin(), ip.options.end());
    octets.resize((octets.size() + 3) / 4 * 4, 0);
    const auto header = octets.size();
    octets.insert(octets.end(), payload.begin(), payload.end());
    write_bits(octets, 4, 4, header / 4);
    // libtins derives protocol and length from the layers it knows; what was asked for must stand, whatever the payload is.
    Writer fragment;
    fragment.u16((ip.dont_fragment ? 0x4000U : 0U) | (ip.more_fragments ? 0x2000U : 0U) | (ip.fragment_offset & 0x1fffU));
    std::copy(fragment.view().begin(), fragment.view().end(), octets.begin() + 6);
    octets[9] = ip.protocol;
    write_bits(octets, 16, 16, octets.size() & 0xffffU);
    write_bits(octets, 80, 16, 0);
    write_bits(octets, 80, 16, internet_checksum(View(octets).first(header)));
    return octets;
}

Octets build_udp(Ipv4Address source, Ipv4Address destination, std::uint16_t source_port, std::uint16_t destination_port, View payload,
                 bool checksum) {
    auto datagram = Tins::IP(tins_address(destination), tins_address(source)) / Tins::UDP(destination_port, source_port) / raw(payload);
    auto octets = without_ip(datagram);
    if (!checksum) write_bits(octets, 48, 16, 0);
    return octets;
}

Octets build_tcp(Ipv4Address source, Ipv4Address destination, TcpParameters const& tcp, View payload) {
    Tins::TCP head(tcp.destination_port, tcp.source_port);
    head.seq(tcp.seq);
    head.ack_seq(tcp.ack);
    head.flags(tcp.flags);
    head.window(tcp.window);
    if (tcp.mss) head.mss(*tcp.mss);
    if (tcp.window_scale) head.winscale(0);
    if (tcp.sack_permitted) head.sack_permitted();
    auto datagram = Tins::IP(tins_address(destination), tins_address(source)) / head / raw(payload);
    return without_ip(datagram);
}

Octets build_icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest_of_header, View payload) {
    Writer writer;
    writer.u8(type).u8(code).u16(0).u32(rest_of_header).octets(payload);
    writer.patch(2, internet_checksum(writer.view()), 2);
    return writer.take();
}

Octets build_arp(MacAddress destination, std::uint16_t operation, MacAddress sender_mac, Ipv4Address sender, MacAddress target_mac,
                 Ipv4Address target) {
    Tins::ARP arp(tins_address(target), tins_address(sender), tins_address(target_mac), tins_address(sender_mac));
    arp.opcode(static_cast<Tins::ARP::Flags>(operation));
    const auto octets = arp.serialize();
    return build_ethernet(destination, sender_mac, ether_type_arp, octets);
}

}  // namespace tsuka::proto
