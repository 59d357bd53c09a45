// Whole frames from parts: see frame.hpp. What every probe has is written here, octet by octet: it is built for each one anew. TCP and ARP
// are left to libtins; ICMP is not, because libtins lays some types out in its own way (it appends time stamps and pads quotes).
#include "generator/proto/frame.hpp"

#include "generator/base/checksum.hpp"

#include <arpa/inet.h>
#include <tins/arp.h>
#include <tins/ip.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>

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
    const auto header = ip_head + (ip.options.size() + 3) / 4 * 4;
    const auto flags = (ip.dont_fragment ? 0x4000U : 0U) | (ip.more_fragments ? 0x2000U : 0U) | (ip.fragment_offset & 0x1fffU);
    Writer writer;
    writer.u8(0x40U | (header / 4 & 0x0fU)).u8(ip.tos).u16(header + payload.size()).u16(ip.id).u16(flags);
    writer.u8(ip.ttl).u8(ip.protocol).u16(0).u32(ip.source.number).u32(ip.destination.number);
    writer.octets(ip.options).zeros(header - ip_head - ip.options.size());
    writer.patch(10, internet_checksum(writer.view()), 2);
    return writer.octets(payload).take();
}

Octets build_udp(Ipv4Address source, Ipv4Address destination, std::uint16_t source_port, std::uint16_t destination_port, View payload,
                 bool checksum) {
    constexpr std::size_t udp_head = 8;
    Writer writer;
    writer.u16(source_port).u16(destination_port).u16(udp_head + payload.size()).u16(0).octets(payload);
    if (!checksum) return writer.take();
    const auto sum = transport_checksum(source, destination, number(IpProtocol::udp), writer.view());
    // "If the computed checksum is zero, it is transmitted as all ones" (RFC 768): zero says that there is none.
    return writer.patch(6, sum == 0 ? 0xffffU : sum, 2).take();
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
