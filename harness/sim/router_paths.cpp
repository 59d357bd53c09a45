// How a simulated router translates: one path per protocol and direction. See router.hpp.
#include "harness/sim/router.hpp"
#include "harness/sim/well_known_ports.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr unsigned echo_reply = 0;
constexpr unsigned echo_request = 8;
constexpr std::size_t icmp_identifier = 4;
constexpr std::size_t tcp_flags = 13;
constexpr unsigned fin_or_rst = 5;
constexpr unsigned rst = 4;
constexpr unsigned syn = 2;

/// Initiator's cookie of an IKE message on port 500 (RFC 2408 section 3.1).
std::uint64_t cookie_of(Packet const& packet) {
    if (packet.protocol() != ip_protocol::udp) return 0;
    const bool ike = packet.source_port() == ike_port || packet.destination_port() == ike_port;
    return ike ? packet.get(packet.body() + 8, 8) : 0;
}

std::uint32_t spi_of(Packet const& packet) {
    return static_cast<std::uint32_t>(packet.get(packet.body(), 4));
}

}  // namespace

bool Router::leads_inside(std::uint8_t protocol) const {
    if (!spec_.lab.lan.static_client || (faults_("static.esp-forgotten") && protocol == ip_protocol::esp)) return false;
    return std::any_of(spec_.static_entries.begin(), spec_.static_entries.end(),
                       [&](auto const& entry) { return entry.protocol == protocol && entry.port == 0; }) ||
           (spec_.dmz && !faults_("static.dmz-for-ports-only"));
}

/// What nobody else gets goes to the DMZ host, if there is one.
bool Router::to_dmz(Packet& packet) const {
    if (!spec_.dmz) return false;
    packet.set_destination(*spec_.lab.lan.static_client);
    return true;
}

/// What tells replies apart that come to one port: the initiator's cookie (K4), the client that a Tunnel ID belongs to (L4).
std::uint64_t Router::told_apart_by(Packet& packet, Side from, Instant now) {
    const bool both = packet.source_port() == l2tp_port && packet.destination_port() == l2tp_port;
    if (packet.protocol() != ip_protocol::udp || !both || spec_.l2tp != model::SharedPort::demultiplexed) return cookie_of(packet);
    if (from == Side::wan) return l2tp_.inbound(packet, now).value_or(Ipv4Address{}).number;
    l2tp_.outbound(packet, now);
    return packet.source().number;
}

// --- from the LAN

bool Router::outward(Packet& packet, Instant now) {
    if (faults_("ip.foreign-source-forwarded") && !spec_.lab.lan.prefix.contains(packet.source())) return true;
    // The DMZ host may be one that has the router's own address outside.
    const bool of_lan = spec_.lab.lan.prefix.contains(packet.source()) || in_dmz(packet.source());
    if (!of_lan || spec_.lab.lan.prefix.contains(packet.destination())) return false;
    if (packet.is_icmp_error()) return outward_error(packet, now);
    if (spec_.lab.one_to_one) {
        packet.set_source(same_host_in(packet.source(), *spec_.lab.one_to_one));
        return true;
    }
    const auto client = packet.source();
    if (leaves_shared(packet.protocol())) {
        packet.set_source(own(Side::wan));
        return true;
    }
    switch (packet.protocol()) {
        case ip_protocol::udp:
        case ip_protocol::tcp:
        case ip_protocol::icmp:
            return outward_ports(packet, now);
        case ip_protocol::esp:
            return outward_esp(packet, now);
        case ip_protocol::gre:
            if (!pptp_.outbound(packet, now) && !is_static(client, packet.protocol()) &&
                maps_.of(packet.protocol(), {client, 0}, now) == nullptr)
                return false;
            pptp_.sent(packet.source(), packet.destination(), static_cast<std::uint16_t>(packet.get(packet.body() + 6, 2)));
            if (!faults_("leak.private-source-of-gre")) packet.set_source(own(Side::wan));
            return true;
        case ip_protocol::ah:
            if (!spec_.ah_open) return false;
            ah_.emplace(packet.destination(), packet.source());  // first come
            if (!faults_("leak.private-source-of-ah")) packet.set_source(own(Side::wan));
            return true;
        default:
            if (!is_static(client, packet.protocol())) return outward_other(packet);
            packet.set_source(own(Side::wan));
            return true;
    }
}

bool Router::outward_other(Packet& packet) {
    if (faults_("leak.private-source-of-others")) return true;
    if (!spec_.others_open || faults_("ip.unknown-protocols-dropped")) return false;
    auto& client = others_.try_emplace({packet.protocol(), packet.destination()}, packet.source()).first->second;
    if (faults_("ip.unknown-protocols-to-last")) client = packet.source();
    if (client != packet.source()) return false;
    packet.set_source(own(Side::wan));
    return true;
}

bool Router::inward_other(Packet& packet) {
    const auto client = others_.find({packet.protocol(), packet.source()});
    if (client == others_.end() || faults_("ip.unknown-protocols-one-way")) return to_static(packet);
    packet.set_destination(client->second);
    return true;
}

bool Router::outward_ports(Packet& packet, Instant now) {
    const auto at = packet.body();
    const bool icmp = packet.protocol() == ip_protocol::icmp;
    if (icmp && in_dmz(packet.source()) && packet.get(at, 1) == echo_reply) {
        packet.set_source(own(Side::wan));  // it was asked with its own identifier, see inward_ports()
        return true;
    }
    if (packet.left() < 8 || (icmp && packet.get(at, 1) != echo_request)) return false;
    const auto client = packet.source();
    const auto server = packet.destination();
    const auto port = icmp ? static_cast<std::uint16_t>(packet.get(at + icmp_identifier, 2)) : packet.source_port();
    const SocketAddress remote{server, icmp ? std::uint16_t{0} : packet.destination_port()};
    const bool udp = packet.protocol() == ip_protocol::udp;
    if (udp && remote.port == natt_port && (!spec_.natt_open || refuses_behind_carrier())) return false;
    if (udp && remote.port == ike_port && spec_.ike == model::SharedPort::blocked) return false;
    if (udp && remote.port == l2tp_port && spec_.l2tp == model::SharedPort::blocked) return false;
    if (faults_("l2tp.needs-port-1701") && udp && remote.port == l2tp_port && port != l2tp_port) return false;
    if (faults_("ike.needs-port-500") && udp && remote.port == ike_port && port != ike_port) return false;
    auto* binding = napt_.outbound(packet.protocol(), {client, port}, remote, told_apart_by(packet, Side::lan, now), now);
    if (binding == nullptr) return false;
    if (packet.protocol() == ip_protocol::tcp) {
        if ((packet.get(at + tcp_flags, 1) & fin_or_rst) != 0) napt_.closing(*binding);
        if (!follow_pptp(packet, Side::lan, *binding, now)) return false;
    }
    if (udp && remote.port == ike_port) esp_.ike_passed(client, server);
    if (udp && remote.port == natt_port) natt_servers_.insert(server);
    const bool new_cookie = cookies_.insert(cookie_of(packet)).second;
    const bool first_message = udp && remote.port == ike_port && packet.get(at + 16, 8) == 0;  // the responder's cookie is not known yet
    auto internal = binding->internal;
    sort_by_spi(packet, Side::lan, remote, internal);
    if (udp && remote.port == natt_port && faults_("natt.keepalive-closes") && packet.left() == 9)
        napt_.expires_at(*binding, now + std::chrono::seconds(1));
    if (udp && remote.port == natt_port && faults_("natt.keepalive-ignored") && packet.left() == 9)
        napt_.expires_at(*binding, binding->before);
    packet.set_source(binding->external.address);
    packet.set(icmp ? at + icmp_identifier : at, binding->external.port, 2);
    if (faults_("mapping.replies-from-other-port") && binding->from_outside &&
        maps_.of(packet.protocol(), binding->internal, now) != nullptr)
        packet.set(at, binding->external.port ^ 1U, 2);
    if (faults_("static.port-moved") && binding->from_outside && udp) packet.set(at, binding->external.port ^ 0x0100U, 2);
    if (faults_("ike.repeat-moves-port") && first_message && !new_cookie) packet.set(at, binding->external.port ^ 1U, 2);
    const bool marked = udp && remote.port == natt_port && packet.left() > 12 && packet.get(at + 8, 4) == 0;
    if (faults_("natt.port-moves") && marked) packet.set(at, binding->external.port ^ 1U, 2);
    if (faults_("l2tp.port-moves") && udp && remote.port == l2tp_port && napt_.clients(ip_protocol::udp, remote).size() > 1)
        packet.set(at, binding->external.port ^ 1U, 2);
    if (faults_("static.passed-on-port-moved") && client == own(Side::wan)) packet.set(at, binding->external.port ^ 1U, 2);
    close_all(packet, remote);
    return true;
}

bool Router::outward_esp(Packet& packet, Instant now) {
    if (leads_inside(ip_protocol::esp) && packet.source() == spec_.lab.lan.static_client) {
        packet.set_source(own(Side::wan));
        return true;
    }
    if (faults_("esp.dropped-beside-natt") && natt_servers_.contains(packet.destination())) return false;
    switch (esp_.outbound(packet.source(), packet.destination(), spi_of(packet), now)) {
        case EspTable::Verdict::drop:
            return false;
        case EspTable::Verdict::wait:
            held_.push_back({Side::lan, packet, now + spec_.timers.esp_pending + std::chrono::milliseconds(1), 0});
            return false;
        case EspTable::Verdict::pass:
            break;
    }
    if (spec_.esp != model::EspHandling::leaks && !faults_("leak.private-source-of-esp")) packet.set_source(own(Side::wan));
    if (faults_("esp.leaves-from-other-address")) packet.set_source({own(Side::wan).number ^ 1U});
    return true;
}

bool Router::follow_pptp(Packet& packet, Side from, Binding const& binding, Instant now) {
    const auto control = binding.from_outside ? binding.external.port : binding.remote.port;
    const bool by_client = faults_("pptp.read-by-client-port") && binding.internal.port == pptp_port;
    if (control != pptp_port && !by_client) return true;
    const auto serial = binding.serial;
    const auto original = packet;
    switch (pptp_.segment(packet, from, serial, binding.internal.address, binding.remote.address, now)) {
        case Pptp::Verdict::drop:
            return false;
        case Pptp::Verdict::wait:
            held_.push_back({from, original, now + std::chrono::seconds(3), serial});
            return false;
        case Pptp::Verdict::pass:
            break;
    }
    release(now, serial);
    return true;
}

// --- from the WAN

bool Router::inward(Packet& packet, Instant now) {
    if (packet.is_icmp_error()) return inward_error(packet, now);
    if (spec_.lab.one_to_one) {
        if (!spec_.lab.one_to_one->contains(packet.destination())) return false;
        packet.set_destination(same_host_in(packet.destination(), spec_.lab.lan.prefix));
        return true;
    }
    if (packet.destination() != own(Side::wan)) return false;
    const auto held = held_.size();
    if (inward_known(packet, now)) return true;
    if (held_.size() > held) return false;  // it is known, and waits
    if (const auto client = stun_client(packet)) {
        packet.set_destination(client->address);
        packet.set(packet.body() + 2, client->port, 2);
        return true;
    }
    const auto host = lets_in_unasked(packet);
    if (host) packet.set_destination(*host);
    return host.has_value();
}

bool Router::inward_known(Packet& packet, Instant now) {
    switch (packet.protocol()) {
        case ip_protocol::udp:
        case ip_protocol::tcp:
        case ip_protocol::icmp:
            return inward_ports(packet, now);
        case ip_protocol::esp:
            return inward_esp(packet, now);
        case ip_protocol::gre: {
            const auto host = pptp_.inbound(packet, now);
            const bool follows = !faults_("static.gre-does-not-follow") || host != spec_.lab.lan.static_client;
            if (!host) return to_mapped(packet, now) || to_static(packet);
            if (!follows) return false;
            packet.set_destination(*host);
            return true;
        }
        case ip_protocol::ah: {
            const auto found = ah_.find(packet.source());
            if (found == ah_.end()) return to_static(packet);
            packet.set_destination(found->second);
            return true;
        }
        default:
            return to_mapped(packet, now) || inward_other(packet);
    }
}

bool Router::inward_ports(Packet& packet, Instant now) {
    const auto at = packet.body();
    const bool icmp = packet.protocol() == ip_protocol::icmp;
    if (icmp && packet.left() >= 8 && packet.get(at, 1) == echo_request) return to_dmz(packet);
    if (packet.left() < 8 || (icmp && packet.get(at, 1) != echo_reply)) return false;
    const auto port = icmp ? static_cast<std::uint16_t>(packet.get(at + icmp_identifier, 2)) : packet.destination_port();
    const SocketAddress remote{packet.source(), icmp ? std::uint16_t{0} : packet.source_port()};
    const auto cookie = cookie_of(packet);
    if (faults_("ike.unknown-cookie-dropped") && !cookies_.contains(cookie)) return false;
    auto* binding = napt_.inbound(packet.protocol(), {packet.destination(), port}, remote, told_apart_by(packet, Side::wan, now), now);
    if (binding == nullptr && packet.protocol() == ip_protocol::tcp && faults_("tcp.let-in-by-udp-mapping"))
        binding = napt_.inbound(ip_protocol::udp, {packet.destination(), port}, remote, 0, now);
    if (binding == nullptr) return false;
    std::optional<SocketAddress> ended;
    if (packet.protocol() == ip_protocol::tcp) {
        const auto flags = packet.get(at + tcp_flags, 1);
        if ((flags & fin_or_rst) != 0) napt_.closing(*binding);
        if (!follow_pptp(packet, Side::wan, *binding, now)) return false;
        const bool resets = faults_("tcp.blind-reset-ends") && (flags & rst) != 0;
        if (resets || (faults_("tcp.blind-syn-ends") && flags == syn && binding->answered)) ended = binding->internal;
    }
    if (binding->from_outside && faults_("static.source-hidden")) packet.set_source(own(Side::lan));
    auto client = binding->internal;
    sort_by_spi(packet, Side::wan, remote, client);
    if (faults_("ike.reply-to-other-port") && cookie != 0) client.port ^= 1U;
    copy_to_others(packet, *binding, now);
    packet.set_destination(client.address);
    packet.set(icmp ? at + icmp_identifier : at + 2, client.port, 2);
    if (ended) napt_.forget(ip_protocol::tcp, *ended);
    return true;
}

bool Router::inward_esp(Packet& packet, Instant now) {
    const auto hosts = esp_.inbound(packet.source(), spi_of(packet), now);
    if (hosts.empty()) {
        if (faults_("esp.unsolicited-accepted")) return false;
        if (to_mapped(packet, now)) return true;
        if (!leads_inside(ip_protocol::esp)) return false;
        if (faults_("static.source-hidden")) packet.set_source(own(Side::lan));
        packet.set_destination(*spec_.lab.lan.static_client);
        return true;
    }
    for (std::size_t copy = 1; copy < hosts.size(); ++copy) {
        auto other_copy = packet;
        other_copy.set_destination(hosts[copy]);
        emit(Side::lan, std::move(other_copy), now);
    }
    packet.set_destination(hosts.front());
    // A reply may have ended somebody's turn (E6).
    release(now, 0);
    return true;
}

}  // namespace tsuka::sim
