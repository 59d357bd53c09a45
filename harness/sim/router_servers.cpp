// What a simulated router says by itself to its LAN: pings, and requests for mappings. See router.hpp.
#include "generator/proto/frame.hpp"
#include "harness/sim/router.hpp"

namespace tsuka::sim {

namespace {

bool asks_for_a_mapping(Packet const& packet) {
    return packet.protocol() == ip_protocol::udp && !packet.is_fragment() && packet.left() > udp_header &&
           packet.destination_port() == map_server_port;
}

}  // namespace

/// False: it is nothing for its UPnP.
bool Router::serve_upnp(Packet const& packet, Instant now) {
    if (!spec_.upnp || spec_.lab.one_to_one || own(Side::wan) == Ipv4Address{} || packet.is_fragment()) return false;
    if (packet.protocol() == ip_protocol::tcp && packet.destination() == own(Side::lan)) {
        const bool open = packet.destination_port() == gateway_device_port;
        const auto program = [&](View request) { return gateway_device_.answer(packet.source(), request, now); };
        for (auto const& datagram : tcp_server_.receive(packet, open ? TcpServer::Program(program) : TcpServer::Program{}))
            transmit(Side::lan, packet.source(), datagram);
        return true;
    }
    const bool search = packet.protocol() == ip_protocol::udp && packet.left() > udp_header && packet.destination_port() == ssdp_port &&
                        (packet.destination() == own(Side::lan) || packet.destination() == ssdp_group);
    const auto answer = search ? gateway_device_.found(packet.octets().subspan(packet.body() + udp_header)) : std::nullopt;
    if (!answer) return search;
    proto::IpParameters ip;
    ip.source = own(Side::lan);
    ip.destination = packet.source();
    ip.protocol = ip_protocol::udp;
    transmit(Side::lan, ip.destination,
             proto::build_ipv4(ip, proto::build_udp(ip.source, ip.destination, ssdp_port, packet.source_port(), *answer)));
    return true;
}

void Router::serve(Side side, Packet const& packet, Instant now) {
    if (side == Side::lan && serve_upnp(packet, now)) return;
    if (!asks_for_a_mapping(packet) || spec_.lab.one_to_one || own(Side::wan) == Ipv4Address{}) return answer_ping(side, packet);
    const auto request = packet.octets().subspan(packet.body() + udp_header);
    const auto answer = map_server_.answer(packet.source(), request, napt_, now);
    if (!answer) return;
    proto::IpParameters ip;
    ip.source = packet.destination();
    ip.destination = packet.source();
    ip.protocol = ip_protocol::udp;
    const auto datagram = proto::build_udp(ip.source, ip.destination, map_server_port, packet.source_port(), *answer);
    transmit(side, side == Side::wan ? spec_.lab.wan.link.address : ip.destination, proto::build_ipv4(ip, datagram));
}

/// RFC 6886 section 3.3, RFC 6887 section 15.1: on the WAN nobody is served. Planted faults do.
void Router::serve_stranger(Packet const& packet, Instant now) {
    if (packet.destination() != own(Side::wan) || !asks_for_a_mapping(packet)) return;
    if (faults_("mapping.wan-requests-answered")) return serve(Side::wan, packet, now);
    if (faults_("mapping.wan-requests-obeyed"))
        (void)map_server_.answer(newest_client_, packet.octets().subspan(packet.body() + udp_header), napt_, now);
}

/// A protocol without ports that a client has asked for.
bool Router::to_mapped(Packet& packet, Instant now) {
    auto const* map = maps_.inward(packet.protocol(), 0, packet.source(), now);
    if (map == nullptr) return false;
    packet.set_destination(map->internal.address);
    return true;
}

}  // namespace tsuka::sim
