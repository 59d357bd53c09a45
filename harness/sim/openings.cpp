// A router that minds who began: see openings.hpp.
#include "harness/sim/openings.hpp"

#include "harness/sim/well_known_ports.hpp"

namespace tsuka::sim {

/// The server's data is lost until a client has sent some.
bool Openings::first_data(Side from, bool data, SocketAddress server) {
    if (!data) return true;
    if (from == Side::lan) spoken_.insert(server);
    return from == Side::lan || spoken_.contains(server);
}

bool Openings::wireguard(Side from, Packet const& packet, SocketAddress server) {
    constexpr std::uint64_t initiation = 0x01000000;
    if (server.port != wireguard_port || packet.get(packet.body() + udp_header, 4) != initiation) return true;
    if (from == Side::wan) return !faults_("udp.wireguard-server-initiation-dropped");
    if (faults_("udp.wireguard-one-server") &&
        first_server_.try_emplace(packet.source_port(), server.address).first->second != server.address)
        return false;
    const SocketAddress client{packet.source(), packet.source_port()};
    return introduced_.try_emplace(client, server.address).second || !faults_("udp.wireguard-restart-dropped");
}

bool Openings::udp(Side from, Packet const& packet) {
    const auto data = packet.body() + udp_header;
    const SocketAddress server = from == Side::lan ? SocketAddress{packet.destination(), packet.destination_port()}
                                                   : SocketAddress{packet.source(), packet.source_port()};
    constexpr std::uint64_t control = 0x80;  // RFC 2661 section 3.1: T
    const bool l2tp_data = server.port == l2tp_port && (packet.get(data, 1) & control) == 0;
    if (faults_("l2tp.server-data-first-dropped") && !first_data(from, l2tp_data, server)) return false;
    if (faults_("l2tp.first-fragment-dropped") && server.port == l2tp_port && packet.is_fragment()) return false;
    // RFC 3948 section 2.2: IKE has four zeros there, a keepalive is one octet.
    const bool esp = server.port == natt_port && packet.left() > udp_header + 4 && packet.get(data, 4) != 0;
    if (faults_("natt.server-esp-first-dropped") && !first_data(from, esp, server)) return false;
    return wireguard(from, packet, server);
}

/// A SYN of a client to port 443.
bool Openings::tls_opens(Packet const& packet, Ipv4Address server) {
    const auto client = packet.source();
    if (faults_("tcp.one-client-on-443") && first_client_.try_emplace(server, client).first->second != client) return false;
    if (faults_("tcp.one-server-per-client-port") && first_server_.try_emplace(packet.source_port(), server).first->second != server)
        return false;
    return !faults_("tcp.closed-client-refused") || !closed_.contains({client, server});
}

bool Openings::tls(Side from, Packet const& packet, Instant now) {
    const bool outward = from == Side::lan;
    if ((outward ? packet.destination_port() : packet.source_port()) != tls_port) return true;
    const auto server = outward ? packet.destination() : packet.source();
    constexpr unsigned fin = 1;
    constexpr unsigned syn = 2;
    const auto flags = packet.get(packet.body() + 13, 1);
    const auto header = static_cast<std::size_t>(packet.get(packet.body() + 12, 1) >> 4U) * 4;
    const bool data = packet.left() > header;
    if (outward && (flags & syn) != 0) return tls_opens(packet, server);
    if (outward && (flags & fin) != 0) closed_.insert({packet.source(), server});
    if (outward && data) last_data_[server] = now;
    constexpr auto silence = std::chrono::milliseconds(1500);
    const bool late = !outward && data && last_data_.contains(server) && now - last_data_[server] > silence;
    return !late || !faults_("tcp.silent-client-forgotten");
}

/// Connections that both ends begin (RFC 9293 section 3.5), and resets.
bool Openings::both_begin(Side from, Packet const& packet) {
    constexpr unsigned syn = 2;
    constexpr unsigned rst = 4;
    constexpr unsigned syn_alone = 0x17;  // of FIN, SYN, RST and ACK
    const auto flags = packet.get(packet.body() + 13, 1);
    const bool opens = (flags & syn_alone) == syn;
    const SocketAddress server = from == Side::lan ? SocketAddress{packet.destination(), packet.destination_port()}
                                                   : SocketAddress{packet.source(), packet.source_port()};
    if (from == Side::lan) {
        if (opens) called_.insert(server);
        return !blocked_.contains(server);
    }
    if (faults_("tcp.reset-dropped") && (flags & rst) != 0) return false;
    if (faults_("tcp.early-syn-blocks") && opens && !called_.contains(server)) blocked_.insert(server);
    return !faults_("tcp.simultaneous-open-dropped") || !opens || !called_.contains(server);
}

bool Openings::before(Side from, Packet const& packet, Instant now) {
    if (!faults_.any() || packet.is_later_fragment()) return true;
    if (packet.protocol() == ip_protocol::udp) return udp(from, packet);
    return packet.protocol() != ip_protocol::tcp || (tls(from, packet, now) && both_begin(from, packet));
}

}  // namespace tsuka::sim
