// ESP tunnels of a simulated router: see esp.hpp.
#include "harness/sim/esp.hpp"

#include <algorithm>

namespace tsuka::sim {

using model::EspHandling;

EspHandling EspTable::handling() const {
    if (faults_("esp.last-sender-wins")) return EspHandling::last_come;
    if (faults_("esp.first-sender-wins") || faults_("esp.one-client-in-all")) return EspHandling::first_come;
    if (faults_("esp.copied")) return EspHandling::copied;
    if (faults_("esp.setup-not-serialised")) return EspHandling::guessed;
    return spec_.esp;
}

EspTable::Tunnel* EspTable::find(Ipv4Address client, Ipv4Address server) {
    for (auto& tunnel : tunnels_)
        if (tunnel.client == client && tunnel.server == server) return &tunnel;
    return nullptr;
}

bool EspTable::somebody_waits(Ipv4Address client, Ipv4Address server, Instant now) const {
    return std::any_of(tunnels_.begin(), tunnels_.end(), [&](auto const& tunnel) {
        return tunnel.client != client && tunnel.server == server && tunnel.inbound_spis.empty() &&
               now < tunnel.waits_since + spec_.timers.esp_pending;
    });
}

bool EspTable::make_room() {
    if (spec_.esp_tunnels == 0 || tunnels_.size() < spec_.esp_tunnels) return true;
    if (spec_.esp_full == model::WhenFull::everybody) tunnels_.clear();
    if (spec_.esp_full == model::WhenFull::oldest)
        tunnels_.erase(std::min_element(tunnels_.begin(), tunnels_.end(), [](auto& a, auto& b) { return a.sent < b.sent; }));
    return tunnels_.size() < spec_.esp_tunnels;
}

EspTable::Verdict EspTable::outbound(Ipv4Address client, Ipv4Address server, std::uint32_t spi, Instant now) {
    std::erase_if(tunnels_, [&](auto const& tunnel) { return tunnel.expires <= now; });
    const auto how = handling();
    if (how == EspHandling::blocked) return Verdict::drop;
    if ((spec_.esp_needs_ike || faults_("esp.needs-ike")) && !ike_.contains({client, server})) return Verdict::drop;
    if (spec_.esp_slots != 0) return slots_.outbound(client, server, spi, now) ? Verdict::pass : Verdict::drop;
    auto* tunnel = find(client, server);
    if (tunnel == nullptr) {
        const auto first = std::find_if(tunnels_.begin(), tunnels_.end(), [&](auto const& other) {
            return other.client != client && (one_in_all() || other.server == server);
        });
        if (how == EspHandling::second_muted && first != tunnels_.end()) return Verdict::drop;
        if (how == EspHandling::serialised && somebody_waits(client, server, now)) return Verdict::wait;
        if (faults_("esp.one-server-per-client")) std::erase_if(tunnels_, [&](auto const& other) { return other.client == client; });
        if (!make_room()) return Verdict::drop;
        tunnels_.push_back({client, server, {}, {}, now, now, now});
        tunnel = &tunnels_.back();
    }
    auto& known = tunnel->outbound_spis;
    if (faults_("esp.client-rekey-dropped") && !known.empty() && !known.contains(spi)) return Verdict::drop;
    tunnel->sent = now;
    known.insert(spi);
    tunnel->expires = now + lifetime();
    return Verdict::pass;
}

/// E11: two ends that choose their SPIs by one rule let a router tell whose a reply is before it has seen any. The rule here is the
/// simplest that they could agree on, the same SPI both ways; that of Cisco's "spi-match" is not published.
EspTable::Tunnel* EspTable::matched(Ipv4Address server, std::uint32_t spi) {
    if (!spec_.esp_spi_match) return nullptr;
    for (auto& tunnel : tunnels_) {
        if (tunnel.server != server || !tunnel.outbound_spis.contains(spi)) continue;
        if (tunnel.inbound_spis.empty()) tunnel.inbound_spis.push_back(spi);  // it waits no longer
        return &tunnel;
    }
    return nullptr;
}

/// RFC 3715 section 2.1 (f): the SPI of a reply says nothing of whose it is, until somebody guesses once and remembers.
EspTable::Tunnel* EspTable::learn(Ipv4Address server, std::uint32_t spi) {
    Tunnel* chosen = nullptr;
    for (auto& tunnel : tunnels_) {
        if (tunnel.server != server) continue;
        if (std::find(tunnel.inbound_spis.begin(), tunnel.inbound_spis.end(), spi) != tunnel.inbound_spis.end()) return &tunnel;
        const bool waits = tunnel.inbound_spis.empty();
        const bool better = chosen == nullptr || (waits && !chosen->inbound_spis.empty()) ||
                            (!waits && !chosen->inbound_spis.empty() && tunnel.sent > chosen->sent);
        if (better) chosen = &tunnel;
    }
    if (faults_("esp.cross-wired") && chosen != nullptr) {
        const auto right = chosen->client;
        for (auto& tunnel : tunnels_)
            if (tunnel.server == server && tunnel.client != right) chosen = &tunnel;
    }
    if (chosen != nullptr) chosen->inbound_spis.push_back(spi);
    return chosen;
}

/// Who may get what this server sends.
std::vector<EspTable::Tunnel*> EspTable::candidates(Ipv4Address server, std::uint32_t spi) {
    std::vector<Tunnel*> found;
    const auto knows = [&](Tunnel const& tunnel) {
        return std::find(tunnel.inbound_spis.begin(), tunnel.inbound_spis.end(), spi) != tunnel.inbound_spis.end();
    };
    if (faults_("esp.spi-alone-decides"))
        for (auto& tunnel : tunnels_)
            if (knows(tunnel)) return {&tunnel};
    for (auto& tunnel : tunnels_)
        if (one_in_all() || tunnel.server == server) found.push_back(&tunnel);
    if (found.empty() && faults_("esp.any-server-accepted") && !tunnels_.empty()) return {&tunnels_.back()};
    if (faults_("esp.server-rekey-dropped"))
        std::erase_if(found, [&](auto const* tunnel) { return !tunnel->inbound_spis.empty() && !knows(*tunnel); });
    return found;
}

std::vector<Ipv4Address> EspTable::inbound(Ipv4Address server, std::uint32_t spi, Instant now) {
    if (spec_.esp_slots != 0) return slots_.inbound(server, spi, now);
    std::erase_if(tunnels_, [&](auto const& tunnel) { return tunnel.expires <= now; });
    if (auto* tunnel = matched(server, spi)) {
        tunnel->expires = now + lifetime();
        return {tunnel->client};
    }
    const auto possible = candidates(server, spi);
    if (possible.empty()) return {};
    const bool strange = faults_("esp.spi-alone-decides") || faults_("esp.any-server-accepted");
    std::vector<Tunnel*> chosen;
    switch (handling()) {
        case EspHandling::blocked:
        case EspHandling::leaks:
        case EspHandling::outbound:
            break;
        case EspHandling::second_muted:
        case EspHandling::first_come:
            chosen = {possible.front()};
            break;
        case EspHandling::last_come:
            // Of two that sent at the same instant the one that came to the table last.
            chosen = {*std::max_element(possible.rbegin(), possible.rend(), [](auto* a, auto* b) { return a->sent < b->sent; })};
            break;
        case EspHandling::serialised:
        case EspHandling::guessed:
            if (auto* tunnel = learn(strange ? possible.front()->server : server, spi)) chosen = {tunnel};
            break;
        case EspHandling::copied:
            chosen = possible;
            break;
    }
    std::vector<Ipv4Address> hosts;
    for (auto* tunnel : chosen) {
        tunnel->expires = now + lifetime();
        hosts.push_back(tunnel->client);
    }
    return hosts;
}

std::optional<Ipv4Address> EspTable::quoted(Ipv4Address server, std::uint32_t spi, Instant now) const {
    std::vector<Tunnel const*> candidates;
    for (auto const& tunnel : tunnels_)
        if ((one_in_all() || tunnel.server == server) && tunnel.expires > now) candidates.push_back(&tunnel);
    switch (handling()) {
        case EspHandling::blocked:
        case EspHandling::leaks:
        case EspHandling::outbound:
            return std::nullopt;
        case EspHandling::second_muted:
        case EspHandling::first_come:
            return candidates.empty() ? std::nullopt : std::optional(candidates.front()->client);
        case EspHandling::last_come: {
            const auto last = std::max_element(candidates.begin(), candidates.end(), [](auto* a, auto* b) { return a->sent < b->sent; });
            return last == candidates.end() ? std::nullopt : std::optional((*last)->client);
        }
        case EspHandling::serialised:
        case EspHandling::guessed:
        case EspHandling::copied:
            break;
    }
    const auto owner =
        std::find_if(candidates.begin(), candidates.end(), [&](auto* tunnel) { return tunnel->outbound_spis.contains(spi); });
    return owner == candidates.end() ? std::nullopt : std::optional((*owner)->client);
}

bool EspTable::talks(Ipv4Address client, Ipv4Address server, Instant now) const {
    return std::any_of(tunnels_.begin(), tunnels_.end(),
                       [&](auto const& tunnel) { return tunnel.client == client && tunnel.server == server && tunnel.expires > now; });
}

std::optional<Ipv4Address> EspTable::rival(Ipv4Address client, Ipv4Address server) const {
    for (auto const& tunnel : tunnels_)
        if (tunnel.server == server && tunnel.client != client) return tunnel.client;
    return std::nullopt;
}

void EspTable::forget(Ipv4Address client, Ipv4Address server) {
    std::erase_if(tunnels_, [&](auto const& tunnel) { return tunnel.client == client && tunnel.server == server; });
}

}  // namespace tsuka::sim
