// Which external port a client gets: see port_choice.hpp.
#include "harness/sim/port_choice.hpp"

#include "generator/base/mix.hpp"
#include "harness/sim/well_known_ports.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

/// Ports of well-known protocols that some routers keep at any price.
std::optional<std::uint16_t> shared_port(model::SharedPort policy, std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                         Bindings const& bindings) {
    const auto another = [&](Binding const& binding) {
        return binding.internal.port == internal.port && binding.internal.address != internal.address;
    };
    const auto others = [&](bool any_server) {
        const auto here = bindings.towards(protocol, remote);
        if (!any_server) return std::any_of(here.begin(), here.end(), another);
        const auto all = bindings.all();
        return std::any_of(all.begin(), all.end(), [&](auto const& binding) {
            return binding.protocol == protocol && binding.remote.port == remote.port && another(binding);
        });
    };
    switch (policy) {
        case model::SharedPort::blocked:
            return std::nullopt;
        case model::SharedPort::one_client:
            return others(true) ? std::nullopt : std::optional(internal.port);
        case model::SharedPort::second_refused:
            return others(false) ? std::nullopt : std::optional(internal.port);
        case model::SharedPort::napt:
        case model::SharedPort::always_translated:
        case model::SharedPort::demultiplexed:
        case model::SharedPort::first_come:
        case model::SharedPort::last_come:
        case model::SharedPort::last_sender:
            return internal.port;
    }
    return std::nullopt;
}

}  // namespace

model::SharedPort PortChoice::policy(std::uint8_t protocol, SocketAddress internal, SocketAddress remote) const {
    if (protocol != ip_protocol::udp || internal.port != remote.port) return model::SharedPort::napt;
    if (remote.port == ike_port) {
        if (faults_("ike.second-client-refused")) return model::SharedPort::second_refused;
        if (faults_("ike.last-client-wins")) return model::SharedPort::last_come;
        return spec_.ike;
    }
    if (remote.port != l2tp_port) return model::SharedPort::napt;
    return faults_("l2tp.port-stolen") ? model::SharedPort::last_come : spec_.l2tp;
}

bool PortChoice::taken(std::uint8_t protocol, std::uint16_t port, SocketAddress internal, SocketAddress remote,
                       Bindings const& bindings) const {
    const auto those = bindings.outside(protocol, port);
    if (those.empty()) return false;
    const bool shared = may_overlap(protocol, internal.port);
    return std::any_of(those.begin(), those.end(), [&](auto const& binding) {
        return binding.internal != internal && (!shared || same_for(spec_.filtering, binding.remote, remote));
    });
}

/// RFC 4787 section 4.2.1: "port overlapping".
bool PortChoice::may_overlap(std::uint8_t protocol, std::uint16_t internal_port) const {
    if (faults_("nat.ports-overlap")) return true;
    const bool well_known =
        protocol == ip_protocol::udp && (internal_port == ike_port || internal_port == l2tp_port || internal_port == natt_port);
    return spec_.overlapping == model::Overlapping::all || (spec_.overlapping == model::Overlapping::well_known && well_known);
}

std::optional<std::uint16_t> PortChoice::choose(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                                Bindings const& bindings) {
    const auto rule = policy(protocol, internal, remote);
    if (rule != model::SharedPort::napt && rule != model::SharedPort::always_translated)
        return shared_port(rule, protocol, internal, remote, bindings);
    if (faults_("icmp.identifier-shared") && protocol == ip_protocol::icmp) return internal.port;
    if (faults_("gateway.stun-mapped-alike") && moved_for_others(protocol, internal, remote, bindings))
        return another_port(protocol, internal, remote, bindings);
    // RFC 4787 section 4.1: a mapping that the same endpoint has already is used again where the mapping behaviour says so.
    for (auto const& binding : bindings.inside(protocol, internal))
        if (same_for(mapping(internal, binding.external.port), binding.remote, remote) &&
            !taken(protocol, binding.external.port, internal, remote, bindings))
            return binding.external.port;
    const bool ike = protocol == ip_protocol::udp && internal.port == ike_port && remote.port == ike_port;
    if (ike && spec_.lab.wan.port_set && faults_("ike.port-set-ignored")) return ike_port;
    const bool keep = spec_.keep_ports && rule == model::SharedPort::napt;
    if (keep && may_use(internal.port) && !taken(protocol, internal.port, internal, remote, bindings)) return internal.port;
    if (overloaded(protocol, internal, remote, bindings)) return internal.port;
    if (spec_.lab.wan.port_set) {
        const auto port = port_of_set(protocol, internal, remote, bindings);
        if (port || !faults_("nat.port-set-left-when-full")) return port;
    }
    return another_port(protocol, internal, remote, bindings);
}

/// RFC 7597 section 8: of an address that others share, the ports of its own set alone; identifiers of ICMP queries are as good as ports.
bool PortChoice::may_use(std::uint16_t port) const {
    auto const& set = spec_.lab.wan.port_set;
    return !set || set->contains(port);
}

std::optional<std::uint16_t> PortChoice::port_of_set(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                                     Bindings const& bindings) {
    if (set_.empty())
        for (auto const& [first, last] : spec_.lab.wan.port_set->ranges())
            for (unsigned port = std::max<unsigned>(first, 1); port <= last; ++port) set_.push_back(static_cast<std::uint16_t>(port));
    const auto start = split_mix(high_.drawn++);
    for (std::size_t tries = 0; tries < set_.size(); ++tries)
        if (const auto port = set_[(start + tries) % set_.size()]; !taken(protocol, port, internal, remote, bindings)) return port;
    return std::nullopt;
}

/// RFC 4787 REQ-3 a and REQ-4 recommend the range and the parity of the client's own port. They are about ports, not about identifiers.
std::optional<std::uint16_t> PortChoice::another_port(std::uint8_t protocol, SocketAddress internal, SocketAddress remote,
                                                      Bindings const& bindings) {
    constexpr std::uint16_t first_of_the_high = 1024;
    const bool ports = protocol != ip_protocol::icmp;
    const bool low = ports && spec_.keep_range && internal.port < first_of_the_high && !faults_("nat.port-range-lost");
    auto& range = low ? low_ : high_;
    const auto all = static_cast<std::uint64_t>(range.last - range.first + 1);
    // RFC 7857 section 9 and RFC 6056 section 3: whoever knows one port shall not know the next.
    const bool counts = faults_("nat.ports-counted-up");
    const auto start = counts ? range.drawn : split_mix(range.drawn++);
    for (std::uint64_t tries = 0; tries < all; ++tries) {
        if (counts) ++range.drawn;
        const auto port = static_cast<std::uint16_t>(range.first + (start + tries) % all);
        if (ports && spec_.parity && port % 2 != internal.port % 2) continue;
        if (!taken(protocol, port, internal, remote, bindings)) return port;
    }
    return std::nullopt;
}

/// Whether a client that speaks to a server of STUN from there speaks to another kind of server now.
bool PortChoice::moved_for_others(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, Bindings const& bindings) {
    const auto stun = [](SocketAddress server) { return server.port == stun_port || server.port == stun_port + 1; };
    const auto those = bindings.inside(protocol, internal);
    return protocol == ip_protocol::udp && !stun(remote) &&
           std::any_of(those.begin(), those.end(), [&](auto const& binding) { return stun(binding.remote); });
}

/// RFC 4787 section 4.1, and what may be wrong with it.
model::Dependence PortChoice::mapping(SocketAddress internal, std::uint16_t external) const {
    const bool moved = external != internal.port;
    if (faults_("nat.mapping-by-destination") || (faults_("nat.mapping-changes") && moved))
        return model::Dependence::address_and_port_dependent;
    return spec_.mapping;
}

/// RFC 4787 section 4.2.1: two clients with one port outside, and only the remote's luck to tell them apart.
bool PortChoice::overloaded(std::uint8_t protocol, SocketAddress internal, SocketAddress remote, Bindings const& bindings) const {
    constexpr auto enough = 4;
    if (!faults_("nat.port-overloaded")) return false;
    const auto those = bindings.towards(protocol, remote);
    return std::count_if(those.begin(), those.end(), [&](auto const& binding) { return binding.internal != internal; }) >= enough;
}

}  // namespace tsuka::sim
