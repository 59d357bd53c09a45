// Between whom a datagram passes: as dissected, and by its octets alone.
#include "generator/proto/ip_view.hpp"
#include "harness/engine/incoming.hpp"

namespace tsuka::engine {

std::uint8_t ip_protocol(Reading const& reading) {
    // Every arrival asks several times: the usual family first.
    const auto v4 = reading.number("ip.protocol");
    return static_cast<std::uint8_t>(v4 ? *v4 : reading.number("ipv6.protocol").value_or(0));
}

std::size_t ip_header_size(View datagram) {
    constexpr std::size_t ipv6 = 40;
    if (datagram.empty()) return 0;
    return proto::ether_type_of(datagram) == proto::ether_type_ipv6 ? ipv6 : (datagram[0] & 0x0fU) * std::size_t{4};
}

Endpoint endpoint(Reading const& reading, bool source) {
    const auto protocol = ip_protocol(reading);
    const auto number = [&](std::string_view of_source, std::string_view of_target) {
        return reading.number(source ? of_source : of_target);
    };
    const auto found = protocol == 6    ? number("tcp.src_port", "tcp.dst_port")
                       : protocol == 17 ? number("udp.src_port", "udp.dst_port")
                                        : std::nullopt;
    const auto port = static_cast<std::uint16_t>(found.value_or(0));
    if (const auto v4 = number("ip.src", "ip.dst")) return {Ipv4Address{static_cast<std::uint32_t>(*v4)}, port};
    auto const* v6 = reading.find(source ? "ipv6.src" : "ipv6.dst");
    auto const* octets = v6 == nullptr ? nullptr : std::get_if<Octets>(&v6->value);
    return {octets == nullptr ? IpAddress(Ipv4Address{}) : IpAddress::from_octets(*octets).value_or(IpAddress{}), port};
}

Ends ends_of(View datagram) {
    constexpr std::uint8_t tcp = 6;
    constexpr std::uint8_t udp = 17;
    const auto ip = proto::view_ip(datagram);
    if (!ip) return {};
    Ends ends{ip->protocol, {ip->source, 0}, {ip->destination, 0}};
    const auto message = ip->payload();
    if (ip->is_fragment() || message.size() < (ends.protocol == tcp ? std::size_t{20} : std::size_t{8})) return ends;
    if (ends.protocol != tcp && ends.protocol != udp) return ends;
    ends.source.port = static_cast<std::uint16_t>(message[0] << 8U | message[1]);
    ends.destination.port = static_cast<std::uint16_t>(message[2] << 8U | message[3]);
    return ends;
}

}  // namespace tsuka::engine
