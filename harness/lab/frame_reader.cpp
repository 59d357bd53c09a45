// Reading ARP, IPv4 and UDP: see frame_reader.hpp.
#include "harness/lab/frame_reader.hpp"

#include "generator/base/checksum.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/proto/ip_view.hpp"

#include <algorithm>

namespace tsuka::lab {

namespace {

constexpr std::uint8_t protocol_udp = number(proto::IpProtocol::udp);

MacAddress read_mac(Reader& reader) {
    MacAddress mac;
    const auto octets = reader.take(mac.octets.size());
    std::copy(octets.begin(), octets.end(), mac.octets.begin());
    return mac;
}

}  // namespace

std::optional<ArpPacket> read_arp(View frame) {
    constexpr std::uint64_t ethernet_for_ipv4 = 0x0001'0800'06'04;
    const auto ethernet = read_ethernet(frame);
    if (!ethernet || ethernet->type != ether_type_arp) return std::nullopt;
    Reader reader{*ethernet_payload(frame)};
    const auto kind = (std::uint64_t{reader.u32()} << 16U) | reader.u16();
    ArpPacket arp;
    arp.frame_destination = ethernet->destination;
    arp.operation = reader.u16();
    arp.sender_mac = read_mac(reader);
    arp.sender.number = reader.u32();
    (void)read_mac(reader);
    arp.target.number = reader.u32();
    if (!reader.ok() || kind != ethernet_for_ipv4) return std::nullopt;
    return arp;
}

std::optional<Datagram> read_datagram(View frame) {
    const auto ip = proto::view_frame(frame);
    if (!ip || ip->family != IpFamily::v4 || !ip->is_whole() || ip->is_fragment()) return std::nullopt;
    if (internet_checksum(part(ip->octets, 0, ip->transport)) != 0) return std::nullopt;
    const auto ethernet = read_ethernet(frame);
    return Datagram{.frame_source = ethernet->source,
                    .frame_destination = ethernet->destination,
                    .source = *ip->source.v4(),
                    .destination = *ip->destination.v4(),
                    .protocol = ip->protocol,
                    .payload = ip->payload()};
}

namespace {

/// What Linux leaves in the field for hardware to complete: the sum of the pseudo-header alone. A router that is a virtual machine or a
/// namespace on this host sends its own DHCP replies so, and no hardware follows.
std::uint16_t unfinished_checksum(Datagram const& datagram, std::size_t length) {
    const Octets nothing(length);
    return static_cast<std::uint16_t>(~transport_checksum(datagram.source, datagram.destination, protocol_udp, nothing));
}

}  // namespace

std::optional<UdpMessage> read_udp(View frame) {
    const auto datagram = read_datagram(frame);
    if (!datagram || datagram->protocol != protocol_udp) return std::nullopt;
    Reader reader{datagram->payload};
    UdpMessage udp{.datagram = *datagram, .payload = {}};
    udp.source_port = reader.u16();
    udp.destination_port = reader.u16();
    const std::size_t length = reader.u16();
    const auto checksum = reader.u16();
    if (!reader.ok() || length < 8 || length > datagram->payload.size()) return std::nullopt;
    const auto segment = datagram->payload.first(length);
    // Zero means that the sender made none (RFC 768).
    const bool right = checksum == 0 || transport_checksum(datagram->source, datagram->destination, protocol_udp, segment) == 0;
    if (!right && checksum != unfinished_checksum(*datagram, length)) return std::nullopt;
    udp.payload = segment.subspan(8);
    return udp;
}

Octets write_udp(UdpMessage const& message) {
    constexpr std::size_t ip_header = 20;
    constexpr std::size_t udp_header = 8;
    constexpr std::uint32_t ttl_64 = 64;
    auto const& ip = message.datagram;
    const auto length = udp_header + message.payload.size();
    Writer udp;
    udp.u16(message.source_port).u16(message.destination_port).u16(length).u16(0).octets(message.payload);
    // A checksum that comes out as zero is sent as ones (RFC 768).
    const auto checksum = transport_checksum(ip.source, ip.destination, protocol_udp, udp.view());
    udp.patch(6, checksum == 0 ? 0xffffU : checksum, 2);

    Writer header;
    header.u16(0x4500).u16(ip_header + length).u32(0).u8(ttl_64).u8(protocol_udp).u16(0).u32(ip.source.number).u32(ip.destination.number);
    header.patch(10, internet_checksum(header.view()), 2);

    header.octets(udp.view());
    return build_ethernet(ip.frame_destination, ip.frame_source, ether_type_ipv4, header.view());
}

}  // namespace tsuka::lab
