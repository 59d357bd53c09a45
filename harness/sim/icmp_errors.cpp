// ICMP errors through a simulated router (RFC 5508 section 4): the quoted datagram is translated back, then the outer one. Nothing here
// refreshes or ends a session (REQ-6; RFC 4787 REQ-12; RFC 5382 REQ-10), unless a defect is planted.
#include "generator/base/checksum.hpp"
#include "harness/sim/router.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr unsigned unreachable = 3;
constexpr unsigned fragmentation_needed = 4;

bool about(Packet const& packet, unsigned type, unsigned code) {
    return packet.get(packet.body(), 1) == type && packet.get(packet.body() + 1, 1) == code;
}

}  // namespace

std::optional<SocketAddress> Router::internal_of(Quote const& quote, Instant now) const {
    const auto client = [](std::optional<Ipv4Address> address) {
        return address ? std::optional(SocketAddress{*address, 0}) : std::nullopt;
    };
    if (spec_.lab.one_to_one) {
        if (!spec_.lab.one_to_one->contains(quote.own())) return std::nullopt;
        return SocketAddress{same_host_in(quote.own(), spec_.lab.lan.prefix), quote.own_port()};
    }
    if (quote.own() != own(Side::wan)) return std::nullopt;
    switch (quote.protocol()) {
        case ip_protocol::udp:
        case ip_protocol::tcp:
        case ip_protocol::icmp: {
            auto const* binding = napt_.quoted(quote.protocol(), {quote.own(), quote.own_port()}, {quote.peer(), quote.peer_port()}, now);
            return binding == nullptr ? std::nullopt : std::optional(binding->internal);
        }
        case ip_protocol::esp:
            if (const auto owner = esp_.quoted(quote.peer(), quote.spi(), now)) return client(owner);
            return leads_inside(ip_protocol::esp) ? client(spec_.lab.lan.static_client) : std::nullopt;
        case ip_protocol::gre:
            return client(pptp_.quoted(quote.peer(), quote.peer_port()));
        case ip_protocol::ah: {
            const auto found = ah_.find(quote.peer());
            return found == ah_.end() ? std::nullopt : client(found->second);
        }
        default:
            return std::nullopt;
    }
}

std::optional<SocketAddress> Router::external_of(Quote const& quote, Instant now) const {
    if (spec_.lab.one_to_one) return SocketAddress{same_host_in(quote.own(), *spec_.lab.one_to_one), quote.own_port()};
    const auto outside = own(Side::wan);
    switch (quote.protocol()) {
        case ip_protocol::udp:
        case ip_protocol::tcp:
        case ip_protocol::icmp: {
            auto const* binding =
                napt_.quoted_inside(quote.protocol(), {quote.own(), quote.own_port()}, {quote.peer(), quote.peer_port()}, now);
            return binding == nullptr ? std::nullopt : std::optional(SocketAddress{outside, binding->external.port});
        }
        case ip_protocol::esp: {
            const bool entry = leads_inside(ip_protocol::esp) && quote.own() == spec_.lab.lan.static_client;
            return entry || esp_.talks(quote.own(), quote.peer(), now) ? std::optional(SocketAddress{outside, 0}) : std::nullopt;
        }
        case ip_protocol::gre: {
            const auto id = pptp_.external_id(quote.own(), quote.peer(), quote.own_port(), now);
            return id ? std::optional(SocketAddress{outside, *id}) : std::nullopt;
        }
        case ip_protocol::ah: {
            const auto found = ah_.find(quote.peer());
            return found != ah_.end() && found->second == quote.own() ? std::optional(SocketAddress{outside, 0}) : std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

/// RFC 5508 REQ-3: wrong ICMP and quoted IP checksums are dropped, quoted transport checksums are not looked at.
bool Router::lets_error_pass(Packet const& packet, Quote const& quote, bool inward) const {
    if (packet.is_fragment()) return false;
    const auto protocol = quote.protocol();
    const auto& known = spec_.icmp_errors;
    if (std::find(known.begin(), known.end(), protocol) == known.end()) return false;
    const bool right = internet_checksum(part(packet.octets(), packet.body())) == 0;
    if (!right && !faults_("icmp.bad-checksum-forwarded")) return false;
    if (spec_.icmp_quotes_checked && !quote.header_right() && !faults_("icmp.bad-quote-forwarded")) return false;
    const bool esp = protocol == ip_protocol::esp;
    const bool gre = protocol == ip_protocol::gre;
    if (!inward) {
        return !faults_("icmp.outbound-error-dropped") && !(esp && faults_("icmp.outbound-error-of-esp-dropped")) &&
               !(gre && faults_("icmp.outbound-error-of-gre-dropped"));
    }
    if (faults_("icmp.error-of-tcp-dropped") && protocol == ip_protocol::tcp) return false;
    if (faults_("icmp.error-of-gre-dropped") && gre) return false;
    if (faults_("icmp.frag-needed-for-esp-lost") && esp && about(packet, unreachable, fragmentation_needed)) return false;
    if (faults_("icmp.error-from-path-dropped") && packet.source() != quote.peer()) return false;
    constexpr std::size_t tcp_header = 20;
    if (faults_("icmp.short-quote-dropped") && quote.octets_behind_header() < tcp_header) return false;
    return !(faults_("icmp.quoted-udp-checksum-checked") && !quote.udp_right());
}

/// Planted defects: whom an error reaches instead of its owner.
SocketAddress Router::astray(Quote const& quote, SocketAddress owner) const {
    if (faults_("icmp.error-to-other-client"))
        if (auto const* rival = napt_.rival(quote.protocol(), owner.address, quote.peer())) return rival->internal;
    if (faults_("icmp.esp-error-to-other-client") && quote.protocol() == ip_protocol::esp)
        if (const auto rival = esp_.rival(owner.address, quote.peer())) return {*rival, 0};
    return owner;
}

/// Planted defects: what an error ends.
void Router::forget_quoted(Quote const& quote, SocketAddress client, Ipv4Address peer) {
    if (faults_("icmp.error-kills-mapping")) napt_.forget(quote.protocol(), client);
    if (!faults_("icmp.error-kills-tunnel")) return;
    if (quote.protocol() == ip_protocol::esp) esp_.forget(client.address, peer);
    if (quote.protocol() == ip_protocol::gre) pptp_.forget(client.address, peer);
}

bool Router::inward_error(Packet& packet, Instant now) {
    if (!spec_.lab.one_to_one && packet.destination() != own(Side::wan)) return false;
    Quote quote(packet, QuotedEnd::source);
    const bool cut = faults_("icmp.cut-quote-guessed") && !quote.readable() && quote.octets_behind_header() >= 4;
    if ((!quote.readable() && !cut) || !lets_error_pass(packet, quote, true)) return false;
    auto client = internal_of(quote, now);
    if (!client && faults_("icmp.unmatched-error-guessed"))
        if (auto const* any = napt_.rival(quote.protocol(), {}, quote.peer())) client = any->internal;
    if (!client) return false;
    forget_quoted(quote, *client, quote.peer());
    *client = astray(quote, *client);
    if (faults_("icmp.next-hop-mtu-lost") && about(packet, unreachable, fragmentation_needed)) packet.set(packet.body() + 6, 0, 2);
    if (!cut && !faults_("icmp.inner-header-untranslated")) {
        quote.set_own(client->address, !faults_("icmp.inner-checksum-wrong"));
        if (!faults_("icmp.inner-port-untranslated")) quote.set_own_port(client->port);
    }
    packet.set_destination(client->address);
    return true;
}

bool Router::outward_error(Packet& packet, Instant now) {
    Quote quote(packet, QuotedEnd::destination);
    if (!quote.readable() || !lets_error_pass(packet, quote, false)) return false;
    const auto outside = external_of(quote, now);
    if (!outside) return false;
    if (faults_("time.refresh-by-errors")) napt_.keep_alive(quote.protocol(), *outside, now);
    if (faults_("icmp.outbound-error-kills-mapping")) napt_.forget(quote.protocol(), {quote.own(), quote.own_port()});
    if (!faults_("icmp.outbound-error-leaks-private")) {
        quote.set_own(outside->address);
        if (!faults_("icmp.outbound-port-untranslated")) quote.set_own_port(outside->port);
    }
    packet.set_source(spec_.lab.one_to_one ? same_host_in(packet.source(), *spec_.lab.one_to_one) : own(Side::wan));
    return true;
}

}  // namespace tsuka::sim
