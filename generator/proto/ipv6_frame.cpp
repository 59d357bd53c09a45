#include "generator/proto/ipv6_frame.hpp"

#include "generator/base/checksum.hpp"

namespace tsuka::proto {

Octets build_ipv6(Ipv6Parameters const& ip, View payload) {
    constexpr std::uint32_t version = 6U << 28U;
    constexpr std::uint32_t label = 0xfffff;
    Writer writer;
    writer.u32(version | std::uint32_t{ip.traffic_class} << 20U | (ip.flow_label & label)).u16(payload.size());
    writer.u8(ip.next_header).u8(ip.hop_limit).octets(ip.source.octets()).octets(ip.destination.octets()).octets(payload);
    return writer.take();
}

Octets build_udp_v6(IpAddress const& source, IpAddress const& destination, std::uint16_t source_port, std::uint16_t destination_port,
                    View payload) {
    constexpr std::size_t udp_header = 8;
    Writer writer;
    writer.u16(source_port).u16(destination_port).u16(udp_header + payload.size()).u16(0).octets(payload);
    const auto checksum = transport_checksum(source, destination, number(IpProtocol::udp), writer.view());
    writer.patch(6, checksum == 0 ? 0xffffU : checksum, 2);
    return writer.take();
}

void write_icmpv6_checksum(Octets& message, IpAddress const& source, IpAddress const& destination) {
    (void)write_bits(message, 16, 16, 0);
    (void)write_bits(message, 16, 16, transport_checksum(source, destination, number(IpProtocol::icmpv6), message));
}

Octets build_icmpv6(IpAddress const& source, IpAddress const& destination, std::uint8_t type, std::uint8_t code,
                    std::uint32_t rest_of_header, View payload) {
    Writer writer;
    writer.u8(type).u8(code).u16(0).u32(rest_of_header).octets(payload);
    auto message = writer.take();
    write_icmpv6_checksum(message, source, destination);
    return message;
}

}  // namespace tsuka::proto
