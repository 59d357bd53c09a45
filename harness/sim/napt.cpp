// Bindings of a NAPT: see napt.hpp.
#include "harness/sim/napt.hpp"

#include "harness/sim/well_known_ports.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr unsigned a_flood = 1000;  // mappings, to the planted faults of a full table

}  // namespace

/// Planted faults of a table that a client has filled.
bool Napt::is_flooded(std::uint8_t protocol, SocketAddress internal, Instant now) {
    using namespace std::chrono_literals;
    const bool long_full = faults_("table.stays-full");
    if (protocol != ip_protocol::udp || !(long_full || faults_("table.full-for-a-minute"))) return false;
    if (full_until_ && now >= *full_until_) {
        full_until_.reset();
        asked_.clear();
    }
    if (!full_until_ && ++asked_[internal.address] >= a_flood) full_until_ = now + (long_full ? 6min : 1min);
    return full_until_.has_value();
}

/// table.evicts-oldest.
void Napt::make_room() {
    if (bindings_.size() < a_flood || !faults_("table.evicts-oldest")) return;
    const auto all = bindings_.all();
    const auto oldest = std::min_element(all.begin(), all.end(), [](auto const& one, auto const& two) { return one.used < two.used; });
    bindings_.forget_inside(oldest->protocol, oldest->internal);
}

/// new_bindings: whether there have been as many as are made in a second. Some may come at once, but not more than in ten milliseconds.
bool Napt::too_soon(Instant now) {
    using namespace std::chrono_literals;
    if (spec_.new_bindings == 0) return false;
    if (next_new_ > now + 10ms) return true;
    next_new_ = std::max(next_new_, now) + std::chrono::duration_cast<Duration>(1s) / spec_.new_bindings;
    return false;
}

Binding* Napt::add(Binding binding, Instant now) {
    make_room();
    if (bindings_.size() >= spec_.most_bindings || too_soon(now)) return nullptr;
    binding.made = now;
    auto& kept = bindings_.add(binding);
    refresh(kept, now);
    return &kept;
}

void Napt::refresh(Binding& binding, Instant now) {
    binding.used = now;
    binding.before = binding.expires;
    bindings_.expires_at(binding, std::max(now + lifetime(binding, now), binding.kept_until));
}

void Napt::keep_until(Binding& binding, Instant until) {
    binding.kept_until = until;
    bindings_.expires_at(binding, std::max(binding.expires, until));
}

bool Napt::may_map(std::uint8_t protocol, std::uint16_t port, SocketAddress internal) const {
    const auto those = bindings_.outside(protocol, port);
    return !has_entry(protocol, port) &&
           std::none_of(those.begin(), those.end(), [&](auto const& binding) { return binding.internal != internal; });
}

std::optional<SocketAddress> Napt::owner(std::uint8_t protocol, std::uint16_t external) const {
    const auto those = bindings_.outside(protocol, external);
    return those.empty() ? std::nullopt : std::optional((*those.begin()).internal);
}

std::optional<std::uint16_t> Napt::port_outside(std::uint8_t protocol, SocketAddress internal) const {
    const auto those = bindings_.inside(protocol, internal);
    return those.empty() ? std::nullopt : std::optional((*those.begin()).external.port);
}

Duration Napt::lifetime(Binding const& binding, Instant now) const {
    using namespace std::chrono_literals;
    auto const& timers = spec_.timers;
    if (binding.protocol == ip_protocol::icmp) return faults_("time.icmp-short") ? 30s : timers.icmp;
    if (binding.protocol == ip_protocol::tcp) {
        const bool established = binding.answered && !binding.closing;
        if (faults_("time.tcp-short") && established) return 15min;
        if (faults_("time.tcp-closing-short") && !established) return 60s;
        return established ? timers.tcp_established : timers.tcp_transitory;
    }
    if (faults_("time.udp-short")) return 20s;
    if (faults_("time.udp-nearly-two-minutes")) return 110s;
    if (faults_("time.unanswered-short") && !binding.answered) return 30s;
    const bool stream = binding.answered && now >= binding.made + timers.udp_stream_after;
    return stream ? timers.udp : timers.udp_unanswered;
}

/// Planted faults that keep a client from a new binding.
bool Napt::refused(std::uint8_t protocol, SocketAddress internal, SocketAddress remote) const {
    const auto count = [&](SocketAddress towards, auto const& counts) {
        const auto those = bindings_.towards(protocol, towards);
        return std::count_if(those.begin(), those.end(), counts);
    };
    const auto of_this_client = [&](Binding const& other) { return other.internal.address == internal.address; };
    if (protocol == ip_protocol::tcp) {
        const auto clients = count(remote, [&](auto const& other) { return other.internal != internal; });
        const auto own = count(remote, of_this_client);
        return (faults_("tcp.third-client-dropped") && clients >= 2) || (faults_("tcp.eighth-connection-refused") && own >= 7);
    }
    if (protocol != ip_protocol::udp || remote.port != natt_port) return false;
    const SocketAddress ike{remote.address, ike_port};
    const bool spoke_ike = count(ike, of_this_client) > 0;
    return faults_(spoke_ike ? "natt.float-dropped" : "natt.needs-port-500");
}

std::vector<Ipv4Address> Napt::clients(std::uint8_t protocol, SocketAddress remote) const {
    std::vector<Ipv4Address> found;
    for (auto const& binding : bindings_.towards(protocol, remote)) found.push_back(binding.internal.address);
    return found;
}

void Napt::forget_all_with(std::uint8_t protocol, SocketAddress remote) {
    bindings_.forget_towards(protocol, remote);
}

Binding* Napt::outbound(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, std::uint64_t cookie, Instant now) {
    bindings_.expire(now);
    const auto rule = ports_.policy(protocol, internal, remote);
    for (auto& binding : bindings_.inside(protocol, internal)) {
        if (binding.remote != remote) continue;
        if (rule == model::SharedPort::demultiplexed && binding.cookie != cookie) continue;
        if (faults_("ike.restart-refused") && remote.port == ike_port && !binding.from_outside && binding.cookie != cookie) return nullptr;
        if (binding.from_outside) binding.answered = true;
        if (!faults_("time.refresh-inbound-only")) refresh(binding, now);
        return &binding;
    }
    if (refused(protocol, internal, remote) || is_flooded(protocol, internal, now)) return nullptr;
    // RFC 6886 section 3.3, RFC 6887 section 11: a mapping is one for both directions.
    auto const* map = protocol == ip_protocol::icmp ? nullptr : maps_.of(protocol, internal, now);
    const auto port = map != nullptr ? std::optional(map->external)
                      : rule == model::SharedPort::napt && leaves_by_entry(protocol, internal, remote)
                          ? std::optional(internal.port)
                          : ports_.choose(protocol, internal, remote, bindings_);
    if (!port) return nullptr;
    Binding binding;
    binding.protocol = protocol;
    binding.internal = internal;
    binding.external = {spec_.lab.wan.router_address, *port};
    binding.remote = remote;
    binding.cookie = cookie;
    return add(binding, now);
}

bool Napt::admits(Binding const& binding, SocketAddress remote) const {
    if (faults_("ip.spoofed-source-accepted") && spec_.lab.lan.prefix.contains(remote.address)) return true;
    // Who was let in unasked has opened nothing for others: they come in by what let him in, as long as it is there.
    if (binding.from_outside) return binding.remote == remote;
    const bool by_port = faults_("nat.filter-by-port");
    return same_for(by_port ? model::Dependence::address_and_port_dependent : spec_.filtering, binding.remote, remote);
}

void Napt::keep_alive(std::uint8_t protocol, SocketAddress external, Instant now) {
    for (auto& binding : bindings_.outside(protocol, external.port)) refresh(binding, now);
}

Binding* Napt::choose(std::uint8_t protocol, SocketAddress external, SocketAddress remote, std::uint64_t cookie) {
    Binding* chosen = nullptr;
    for (auto& binding : bindings_.outside(protocol, external.port)) {
        if (!admits(binding, remote)) continue;
        // What bears nobody's cookie is nobody's: a peer that starts anew is not heard (RFC 3715 section 2.3 (n)).
        const auto rule = ports_.policy(protocol, binding.internal, binding.remote);
        if (rule == model::SharedPort::demultiplexed && binding.cookie != cookie) continue;
        if (chosen == nullptr) {
            chosen = &binding;
            continue;
        }
        switch (rule) {
            case model::SharedPort::last_come:
                chosen = &binding;
                break;
            case model::SharedPort::last_sender:
                if (binding.used >= chosen->used) chosen = &binding;
                break;
            case model::SharedPort::napt:
            case model::SharedPort::one_client:
            case model::SharedPort::second_refused:
            case model::SharedPort::demultiplexed:
                // The remote that the binding was made for before others that its filter lets in.
                if (chosen->remote != remote && binding.remote == remote) chosen = &binding;
                break;
            case model::SharedPort::blocked:
            case model::SharedPort::always_translated:
            case model::SharedPort::first_come:
                break;
        }
    }
    return chosen;
}

Binding* Napt::inbound(std::uint8_t protocol, SocketAddress external, SocketAddress remote, std::uint64_t cookie, Instant now) {
    bindings_.expire(now);
    auto* chosen = unless_entry(choose(protocol, external, remote, cookie), protocol, external, remote, now);
    if (chosen == nullptr && faults_("time.refresh-by-filtered")) keep_alive(protocol, external, now);
    if (chosen == nullptr) {
        auto* mapped = protocol == ip_protocol::icmp ? nullptr : through_map(protocol, external, remote, now);
        return mapped != nullptr ? mapped : through_static_entry(protocol, external, remote, now);
    }
    if (faults_("udp.reply-to-other-client") && protocol == ip_protocol::udp) {
        for (auto& binding : bindings_.towards(protocol, remote))
            if (binding.internal.address != chosen->internal.address) chosen = &binding;
    }
    if (faults_("ike.cookie-decides") && remote.port == ike_port && cookie != 0) {
        const auto those = bindings_.towards(protocol, remote);
        const auto first = std::find_if(those.begin(), those.end(), [&](auto const& binding) { return binding.cookie == cookie; });
        if (first != those.end()) chosen = &*first;
    }
    if ((faults_("natt.third-client-starved") && protocol == ip_protocol::udp && remote.port == natt_port) ||
        (faults_("l2tp.third-client-starved") && protocol == ip_protocol::udp && remote.port == l2tp_port)) {
        const auto those = bindings_.towards(protocol, remote);
        const auto before = std::count_if(those.begin(), those.end(), [&](auto const& binding) { return binding.serial < chosen->serial; });
        if (before >= 2) return nullptr;
    }
    if (faults_("l2tp.second-server-displaces") && protocol == ip_protocol::udp && remote.port == l2tp_port) {
        const auto all = bindings_.all();
        const bool displaced = std::any_of(all.begin(), all.end(), [&](auto const& later) {
            return later.protocol == protocol && later.remote.port == l2tp_port && later.remote != remote &&
                   later.serial > chosen->serial && later.internal.address != chosen->internal.address;
        });
        if (displaced) return nullptr;
    }
    if (!chosen->from_outside) chosen->answered = true;
    if (!faults_("time.refresh-outbound-only")) refresh(*chosen, now);
    return chosen;
}

Binding const* Napt::quoted(std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now) const {
    for (auto const& binding : bindings_.outside(protocol, external.port))
        if (binding.remote == remote && binding.expires > now) return &binding;
    return nullptr;
}

Binding const* Napt::quoted_inside(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, Instant now) const {
    for (auto const& binding : bindings_.inside(protocol, internal))
        if (admits(binding, remote) && binding.expires > now) return &binding;
    return nullptr;
}

Binding const* Napt::rival(std::uint8_t protocol, Ipv4Address client, Ipv4Address remote) const {
    for (auto const& binding : bindings_.all())
        if (binding.protocol == protocol && binding.internal.address != client && binding.remote.address == remote) return &binding;
    return nullptr;
}

void Napt::forget(std::uint8_t protocol, SocketAddress internal) {
    bindings_.forget_inside(protocol, internal);
}

}  // namespace tsuka::sim
