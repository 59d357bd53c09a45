// DHCP of a simulated router: its server's and its client's messages as frames. See router.hpp.
#include "harness/sim/router.hpp"

#include "generator/proto/frame.hpp"

namespace tsuka::sim {

namespace {

constexpr Ipv4Address everybody{0xffffffff};

/// UDP in IPv4. libtins puts an address of its own in place of the source 0.0.0.0 that a client without a lease has (RFC 2131 section
/// 4.1), so that is written over the finished datagram.
Octets datagram(Ipv4Address source, std::uint16_t source_port, Ipv4Address destination, std::uint16_t port,
                proto::DhcpMessage const& message) {
    constexpr Ipv4Address stand_in{0x01010101};
    const auto written = source == Ipv4Address{} ? stand_in : source;
    proto::IpParameters ip;
    ip.source = written;
    ip.destination = destination;
    ip.protocol = ip_protocol::udp;
    auto packet =
        Packet::parse(proto::build_ipv4(ip, proto::build_udp(written, destination, source_port, port, proto::build_dhcp(message))));
    if (!packet) return {};
    packet->set_source(source);
    return {packet->octets().begin(), packet->octets().end()};
}

}  // namespace

bool Router::take_dhcp(Side side, Packet const& packet, Instant now) {
    if (packet.protocol() != ip_protocol::udp || packet.is_fragment()) return false;
    const bool asked = side == Side::lan && server_ && packet.destination_port() == proto::dhcp_server_port;
    const bool answered = side == Side::wan && client_ && packet.destination_port() == proto::dhcp_client_port;
    if (!asked && !answered) return false;
    const bool ours = packet.destination() == everybody || packet.destination() == own(side) || answered;
    const auto message = proto::read_dhcp(part(packet.octets(), packet.body() + 8));
    if (!message || !ours) return true;
    if (asked) {
        if (const auto reply = server_->answer(*message, now)) send_reply(*reply);
    } else {
        client_->receive(*message, now);
        follow_client();
    }
    return true;
}

/// RFC 2131 section 4.1: a client that has no address yet cannot answer ARP; unless it asks for a broadcast, its MAC has to do.
void Router::send_reply(proto::DhcpMessage const& reply) {
    const bool everyone = reply.type == proto::DhcpType::nak || (reply.broadcast && reply.ciaddr == Ipv4Address{});
    const auto address = everyone ? everybody : reply.ciaddr != Ipv4Address{} ? reply.ciaddr : reply.yiaddr;
    const auto mac = everyone ? MacAddress::broadcast() : reply.chaddr;
    const auto octets = datagram(own(Side::lan), proto::dhcp_server_port, address, proto::dhcp_client_port, reply);
    out_.push_back({Side::lan, proto::build_ethernet(mac, own_mac(Side::lan), proto::ether_type_ipv4, octets)});
}

void Router::live_at(Ipv4Address address, Ipv4Prefix const& link) {
    auto& wan = spec_.lab.wan;
    if (wan.router_address == address && wan.link == link) return;
    // What was translated to another address finds no way back to it.
    if (wan.router_address != Ipv4Address{} && !faults_("address.old-source-kept")) forget();
    wan.router_address = address;
    wan.link = link;
}

void Router::take_pppoe(View frame, Instant now) {
    Octets inside;
    auto const& line = dialler_->line();
    if (!proto::out_of_pppoe(frame, inside)) {
        dialler_->receive(frame, now);
        return follow_dialler();
    }
    auto const found = proto::read_pppoe(frame);
    if (!line || found->session != line->session || found->source != line->concentrator) return;
    if (auto packet = Packet::parse(part(inside, 14))) take_in(Side::wan, std::move(*packet), now);
}

/// A session is a link with two ends: the far one is the gateway.
void Router::follow_dialler() {
    auto const line = dialler_->line().value_or(PppoeClient::Line{});
    live_at(line.address, line.address == Ipv4Address{} ? Ipv4Prefix{} : Ipv4Prefix{line.gateway, 32});
    for (auto& frame : dialler_->take_frames()) out_.push_back({Side::wan, std::move(frame)});
}

/// Sends what the client has to say, and lives by the lease that it holds: the WAN address and the gateway.
void Router::follow_client() {
    const auto lease = client_->lease().value_or(DhcpClient::Lease{});
    live_at(lease.address, lease.link);
    for (auto const& message : client_->take_messages()) {
        if (client_->asks_server_alone()) {
            transmit(Side::wan, client_->server(),
                     datagram(lease.address, proto::dhcp_client_port, client_->server(), proto::dhcp_server_port, message));
            continue;
        }
        const auto octets = datagram(lease.address, proto::dhcp_client_port, everybody, proto::dhcp_server_port, message);
        out_.push_back({Side::wan, proto::build_ethernet(MacAddress::broadcast(), own_mac(Side::wan), proto::ether_type_ipv4, octets)});
    }
}

}  // namespace tsuka::sim
