// Datagrams of either family: see datagram.hpp.
#include "harness/engine/datagram.hpp"

#include "generator/proto/frame.hpp"
#include "generator/proto/ipv6_frame.hpp"

namespace tsuka::engine {

Octets build_datagram(Parts const& parts, IpAddress const& source, IpAddress const& destination, std::uint8_t protocol,
                      std::optional<PortPair> ports, View message) {
    Octets inner(message.begin(), message.end());
    const auto v4_source = source.v4();
    const auto v4_destination = destination.v4();
    if (v4_source && v4_destination) {
        auto ip = parts.ip;
        ip.source = *v4_source;
        ip.destination = *v4_destination;
        ip.protocol = protocol;
        if (ports && protocol == number(proto::IpProtocol::tcp)) {
            auto tcp = parts.tcp;
            tcp.source_port = ports->source;
            tcp.destination_port = ports->destination;
            inner = proto::build_tcp(*v4_source, *v4_destination, tcp, message);
        } else if (ports)
            inner = proto::build_udp(*v4_source, *v4_destination, ports->source, ports->destination, message, parts.udp_checksum);
        return proto::build_ipv4(ip, inner);
    }
    if (ports) inner = proto::build_udp_v6(source, destination, ports->source, ports->destination, message);
    if (ports && !parts.udp_checksum) write_bits(inner, 48, 16, 0);
    if (protocol == number(proto::IpProtocol::icmpv6) && parts.message.find("checksum") == nullptr)
        proto::write_icmpv6_checksum(inner, source, destination);
    return proto::build_ipv6({source, destination, protocol, parts.ip.ttl, parts.ip.tos, parts.flow_label}, inner);
}

}  // namespace tsuka::engine
