// Hairpinning (RFC 4787 section 6, RFC 5382 section 7.2): a LAN host reaches another one by the router's WAN address. The sender is inside,
// so no filter applies. UDP and TCP, as far as a port leads to a host; a PPTP control connection passes unread, because its GRE would not.
#include "harness/sim/router.hpp"

#include <algorithm>

namespace tsuka::sim {

bool Router::turns_back(Side from, Packet const& packet) const {
    return from == Side::lan && spec_.hairpinning != model::Hairpinning::none && !spec_.lab.one_to_one &&
           (packet.destination() == own(Side::wan) || is_of_pool(packet.destination())) &&
           (packet.protocol() == ip_protocol::udp || packet.protocol() == ip_protocol::tcp || packet.is_icmp_error());
}

/// RFC 5508 REQ-7 a: whom the quoted datagram came from gets the error. What it quotes is first as its receiver had it, then as a host
/// outside would have seen it, then as its sender knows it.
bool Router::hairpin_error(Packet& packet, Instant now) {
    if (faults_("icmp.hairpin-error-dropped") || packet.destination() != own(Side::wan)) return false;
    Quote received(packet, QuotedEnd::destination);
    if (!received.readable() || !lets_error_pass(packet, received, false)) return false;
    const auto outside = external_of(received, now);
    if (!outside) return false;
    received.set_own(outside->address);
    received.set_own_port(outside->port);
    Quote sent(packet, QuotedEnd::source);
    const auto sender = internal_of(sent, now);
    if (!sender) return false;
    if (!faults_("icmp.hairpin-error-untranslated")) {
        sent.set_own(sender->address);
        sent.set_own_port(sender->port);
    }
    packet.set_source(own(Side::wan));
    packet.set_destination(sender->address);
    return true;
}

bool Router::hairpin(Packet& packet, Instant now) {
    const auto at = packet.body();
    if (packet.left() < 8) return false;
    if (packet.is_icmp_error()) return hairpin_error(packet, now);
    const SocketAddress sender{packet.source(), packet.source_port()};
    const auto asked_for = packet.destination();
    from_pool(packet);
    const SocketAddress called{packet.destination(), packet.destination_port()};
    const bool udp = packet.protocol() == ip_protocol::udp;
    if (faults_(udp ? "nat.hairpin-dropped" : "nat.hairpin-tcp-dropped")) return false;
    if (faults_("nat.hairpin-one-way") && turner_.value_or(sender.address) != sender.address) return false;
    turner_ = sender.address;
    auto from = sender;
    const bool outer = spec_.hairpinning == model::Hairpinning::external_source && !faults_("nat.hairpin-source-inside");
    if (outer) {
        if (!napt_.leads_somewhere(packet.protocol(), called)) return false;
        auto const* mapping = napt_.outbound(packet.protocol(), sender, called, 0, now);
        if (mapping == nullptr) return false;
        from = mapping->external;
    }
    auto const* host = napt_.hairpinned(packet.protocol(), called, from, outer, now);
    if (host == nullptr) return false;
    if (is_of_pool(asked_for) && outside_of(host->internal.address) != asked_for) return false;
    packet.set_source(from.address);
    to_pool(packet, sender.address);
    packet.set(at, from.port, 2);
    packet.set_destination(host->internal.address);
    packet.set(at + 2, host->internal.port, 2);
    return true;
}

// --- the table's part

Binding const* Napt::any_at(std::uint8_t protocol, SocketAddress external) const {
    for (auto const& binding : bindings_.outside(protocol, external.port))
        if (binding.external == external) return &binding;
    return nullptr;
}

bool Napt::leads_somewhere(std::uint8_t protocol, SocketAddress external) const {
    return any_at(protocol, external) != nullptr || entry_leads_in(protocol, external.port);
}

/// With `bind`, what the host answers to `remote` gets a binding of its own, so that it comes from the address that was called.
Binding const* Napt::hairpinned(std::uint8_t protocol, SocketAddress external, SocketAddress remote, bool bind, Instant now) {
    bindings_.expire(now);
    for (auto& binding : bindings_.outside(protocol, external.port)) {
        if (binding.external != external || binding.remote != remote) continue;
        refresh(binding, now);
        return &binding;
    }
    // A static entry leads to its host whoever else has the port towards somebody.
    if (entry_leads_in(protocol, external.port) && !spec_.dmz)
        return faults_("static.hairpin-dropped") ? nullptr : through_static_entry(protocol, external, remote, now);
    auto const* open = any_at(protocol, external);
    if (open == nullptr || !bind) return open != nullptr ? open : through_static_entry(protocol, external, remote, now);
    return open_inward(protocol, open->internal, external, remote, now);
}

}  // namespace tsuka::sim
