// A router that stumbles: see oddities.hpp.
#include "harness/sim/oddities.hpp"

#include "harness/sim/well_known_ports.hpp"

namespace tsuka::sim {

namespace {

Ipv4Address server_of(Side from, Packet const& packet) {
    return from == Side::lan ? packet.destination() : packet.source();
}
std::uint16_t server_port(Side from, Packet const& packet) {
    return from == Side::lan ? packet.destination_port() : packet.source_port();
}
/// Where the payload of a TCP segment starts, and whether it has any.
std::size_t tcp_data(Packet const& packet) {
    return packet.body() + static_cast<std::size_t>(packet.get(packet.body() + 12, 1) >> 4U) * 4;
}

}  // namespace

bool Oddities::fragments(Side from, Packet const& packet) {
    constexpr std::size_t small = 16;
    if (faults_("fragment.small-first-dropped") && packet.is_fragment() && !packet.is_later_fragment() && packet.left() <= small)
        return false;
    constexpr unsigned ninth = 8 * 1392;  // octets in front of it
    if (faults_("fragment.ninth-dropped") && (packet.get(6, 2) & 0x1fffU) * 8 >= ninth) return false;
    // RFC 6864 section 4.1: where Don't Fragment is set an identification names nothing.
    if (faults_("ip.same-id-dropped") && packet.dont_fragment() && from == Side::lan) {
        const auto known = last_id_.try_emplace({packet.source(), packet.destination()}, packet.id());
        if (!known.second && known.first->second == packet.id()) return false;
        known.first->second = packet.id();
    }
    return true;
}

bool Oddities::tcp_ports(Side from, Packet const& packet) {
    const auto port = server_port(from, packet);
    if (faults_("tcp.port-4500-blocked") && port == natt_port) return false;
    if (faults_("tcp.turn-blocked") && (port == 3478 || port == 5349)) return false;
    const auto data = tcp_data(packet);
    if (data >= packet.size()) return true;
    const auto first = packet.get(data, 1);
    // RFC 8446 section 5.1: content types of TLS records.
    if (faults_("tcp.not-tls-on-443-dropped") && port == 443 && first == 0 && packet.get(data, 2) < packet.size()) return false;
    constexpr std::uint64_t magic = 0x1a2b3c4d;  // RFC 2637 section 1.4
    return !faults_("tcp.lookalike-dropped") || port == pptp_port || packet.get(data + 4, 4) != magic;
}

bool Oddities::tcp(Side from, Packet const& packet) {
    if (!tcp_ports(from, packet)) return false;
    const auto server = server_of(from, packet);
    constexpr unsigned fin = 1;
    constexpr unsigned syn = 2;
    const auto flags = packet.get(packet.body() + 13, 1);
    if (faults_("tcp.half-close-cut")) {
        if (from == Side::lan && (flags & fin) != 0) stuck_.insert(server);
        if (from == Side::wan && stuck_.contains(server) && tcp_data(packet) < packet.size()) return false;
    }
    constexpr std::size_t places = 4;
    if (faults_("pptp.fifth-client-refused") && from == Side::lan && (flags & syn) != 0 && server_port(from, packet) == pptp_port) {
        users_[server].insert({packet.source(), 0});
        return users_[server].size() <= places;
    }
    return true;
}

/// What filters of contents look for.
bool Oddities::udp_contents(Packet const& packet) const {
    const auto data = packet.body() + udp_header;
    constexpr std::size_t esp_header = 8;
    for (auto const at : {data, data + esp_header}) {
        const auto word = packet.get(at, 4);
        const bool known = word == 0x48454c4fU || word == 0x47455420U || word == 0x58354f21U;  // HELO, GET, X5O!
        if (faults_("udp.contents-filtered") && known) return false;
    }
    const bool stun = packet.destination_port() == stun_port || packet.source_port() == stun_port;
    if (faults_("udp.channel-data-dropped") && stun && packet.get(data, 1) >= 0x40U) return false;
    if (faults_("udp.dtls-blocked") && packet.get(data, 3) == 0x16fefdU) return false;
    return !faults_("udp.quic-blocked") || packet.get(data, 5) != 0xc000000001U;
}

bool Oddities::natt(Side from, Packet const& packet) {
    if (from != Side::lan) return true;
    const auto port = packet.destination_port();
    const auto data = packet.body() + udp_header;
    if (faults_("natt.wedged-by-zero-cookie")) {
        if (port == ike_port && packet.left() > 2 * udp_header && packet.get(data, 8) == 0) stuck_.insert(packet.source());
        if (port == natt_port && stuck_.contains(packet.source())) return false;
    }
    if (!faults_("natt.sixteen-places") || port != natt_port) return true;
    constexpr std::size_t places = 16;
    const SocketAddress client{packet.source(), packet.source_port()};
    auto& users = users_[packet.destination()];
    users.insert(client);
    const auto first = first_.try_emplace(packet.destination(), client).first->second;
    return client != first || users.size() <= places;
}

/// Mappings that have come to an end: fifteen minutes of silence are more than any table of the faithful router has.
bool Oddities::remembers(Side from, Packet const& packet, Instant now) {
    constexpr auto long_ago = std::chrono::minutes(10);
    const auto server = server_of(from, packet);
    if (from == Side::wan)
        return !faults_("nat.old-port-poisoned") || !users_.contains(server) || !users_[server].contains({server, packet.source_port()});
    const SocketAddress client{packet.source(), packet.source_port()};
    const auto [place, fresh] = last_use_.try_emplace({server, client.port}, std::pair(client, now));
    auto& [owner, used] = place->second;
    const bool old = !fresh && now - used > long_ago;
    const bool natt = packet.protocol() == ip_protocol::udp && packet.destination_port() == natt_port;
    if (faults_("nat.old-client-refused") && old && natt && owner == client) return false;
    if (faults_("nat.old-port-poisoned") && old && owner != client) users_[server].insert({server, packet.destination_port()});
    used = now;
    return true;
}

bool Oddities::udp(Side from, Packet& packet, Instant now) {
    if (!udp_contents(packet) || !natt(from, packet) || !remembers(from, packet, now)) return false;
    const auto data = packet.body() + udp_header;
    constexpr unsigned most = 500;
    if (faults_("udp.dies-after-five-hundred") && from == Side::wan && ++counts_[{packet.source(), packet.source_port()}] > most)
        return false;
    const auto port = server_port(from, packet);
    constexpr unsigned vendor_id = 13;
    const bool version_one = packet.get(data + 17, 1) == 0x10;
    if (faults_("ike.vendor-id-first-dropped") && port == ike_port && version_one && packet.get(data + 16, 1) == vendor_id) return false;
    if (port != l2tp_port) return true;
    constexpr unsigned version = 2;
    if (faults_("l2tp.other-versions-dropped") && (packet.get(data, 2) & 0x0fU) != version) return false;
    constexpr unsigned stop_ccn = 4;
    const bool stops = (packet.get(data, 1) & 0x80U) != 0 && packet.get(data + 18, 2) == stop_ccn && from == Side::wan;
    constexpr std::size_t with_text = 60;
    if (faults_("l2tp.error-text-edited") && stops && packet.left() > with_text) {
        for (auto at = data + 20; at + 4 <= packet.size(); ++at)
            if (packet.get(at, 4) == 0x3230332eU) packet.set(at, 0x3139382eU, 4);  // "203." to "198."
    }
    return true;
}

bool Oddities::esp(Side from, Packet const& packet, Instant now) {
    const auto server = server_of(from, packet);
    const auto spi = packet.get(packet.body(), 4);
    const bool known = users_.contains(server);
    if (from == Side::wan) {
        if (faults_("esp.reflected-spi-dropped") && spis_.contains({server, spi})) return false;
        if (faults_("esp.early-packet-locks") && !known) stuck_.insert(server);
        if (faults_("esp.early-packet-locks") && stuck_.contains(server)) return false;
        if (!known) ++strangers_;
        return true;
    }
    if (faults_("esp.wedged-by-short-one")) {
        // Shorter than SPI and sequence number: the next other client pays for it, whatever its server.
        if (packet.left() < 8)
            cut_ = packet.source();
        else if (cut_ && *cut_ != packet.source()) {
            stuck_.insert(packet.source());
            cut_.reset();
        }
        if (stuck_.contains(packet.source())) return false;
    }
    constexpr unsigned places = 50;
    if (faults_("esp.filled-from-wan") && !known && strangers_ > places) return false;
    spis_.insert({server, spi});
    users_[server].insert({packet.source(), 0});
    if (!faults_("esp.place-never-freed")) return true;
    constexpr auto silence = std::chrono::seconds(30);
    const auto [place, fresh] = last_use_.try_emplace({server, std::uint16_t{0}}, std::pair(SocketAddress{packet.source(), 0}, now));
    auto& [owner, used] = place->second;
    if (owner.address == packet.source()) used = now;
    return owner.address == packet.source() || now - used < silence;
}

bool Oddities::gre(Side from, Packet const& packet) {
    const auto server = server_of(from, packet);
    constexpr unsigned version = 7;
    const bool plain = (packet.get(packet.body(), 2) & version) == 0;
    if (!faults_("gre.plain-displaces")) return true;
    if (from == Side::lan && plain && packet.get(packet.body() + 2, 2) == 0x0800U) stuck_.insert(server);
    return from == Side::lan || !stuck_.contains(server);
}

/// Headers that cannot be true.
bool Oddities::lies(Packet const& packet) const {
    const auto at = packet.body();
    const auto data = at + udp_header;
    const auto size = packet.size();
    switch (packet.protocol()) {
        case ip_protocol::tcp: {
            const auto content = tcp_data(packet);
            const auto length = packet.get(content, 2);
            const bool control = packet.get(content + 4, 4) == 0x1a2b3c4dU;
            constexpr unsigned longest = 220;
            return faults_("pptp.wedged-by-length") && control && (length < 16 || length > longest || length == 169);
        }
        case ip_protocol::udp: {
            const bool ike = packet.destination_port() == ike_port && packet.source_port() == ike_port;
            const bool l2tp = packet.destination_port() == l2tp_port && packet.source_port() == l2tp_port;
            const bool short_ike = data + 28 > size && !packet.is_fragment();
            const bool offset = (packet.get(data, 1) & 0x82U) == 2;  // data with an offset, RFC 2661 section 3.1
            return (faults_("ike.wedged-by-short-one") && ike && short_ike) ||
                   (faults_("l2tp.wedged-by-offset") && l2tp && offset && packet.get(data + 6, 2) > size);
        }
        case ip_protocol::gre:
            return faults_("gre.wedged-by-recursion") && (packet.get(at, 1) & 7U) != 0;
        default:
            return false;
    }
}

/// After one such packet nothing of that protocol passes between the LAN and that server. A first fragment as small as can be (RFC 791
/// section 3.2) stops all fragments of the router.
bool Oddities::wedged(Side from, Packet const& packet) {
    const auto server = server_of(from, packet);
    if (faults_("fragment.wedged-by-tiny-one")) {
        constexpr std::size_t tiny = 8;
        if (packet.is_fragment() && !packet.is_later_fragment() && packet.left() <= tiny && from == Side::lan) stuck_.insert(Ipv4Address{});
        return !packet.is_fragment() || !stuck_.contains(Ipv4Address{});
    }
    if (packet.is_later_fragment()) return true;
    if (lies(packet)) stuck_.insert(server);
    const bool tcp_control = packet.protocol() == ip_protocol::tcp && faults_("pptp.wedged-by-length");
    const bool udp = packet.protocol() == ip_protocol::udp;
    const auto port = server_port(from, packet);
    const bool ike = udp && (port == ike_port || port == natt_port) && faults_("ike.wedged-by-short-one");
    const bool l2tp = udp && port == l2tp_port && faults_("l2tp.wedged-by-offset");
    const bool gre = packet.protocol() == ip_protocol::gre && faults_("gre.wedged-by-recursion");
    return !(tcp_control || ike || l2tp || gre) || !stuck_.contains(server);
}

bool Oddities::before(Side from, Packet& packet, Instant now) {
    if (!faults_.any()) return true;
    if (!fragments(from, packet) || !wedged(from, packet)) return false;
    if (packet.is_later_fragment()) return true;
    switch (packet.protocol()) {
        case ip_protocol::tcp:
            return tcp(from, packet);
        case ip_protocol::udp:
            return udp(from, packet, now);
        case ip_protocol::esp:
            return esp(from, packet, now);
        case ip_protocol::gre:
            return gre(from, packet);
        default:
            return true;
    }
}

}  // namespace tsuka::sim
