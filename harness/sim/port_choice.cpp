// Which external port a client gets: see port_choice.hpp.
#include "harness/sim/port_choice.hpp"

#include "harness/sim/well_known_ports.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

/// Ports of well-known protocols that some routers keep at any price.
std::optional<std::uint16_t> shared_port(model::SharedPort policy, std::uint8_t protocol, Endpoint internal, Endpoint remote,
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

model::SharedPort PortChoice::policy(std::uint8_t protocol, Endpoint internal, Endpoint remote) const {
    if (protocol != ip_protocol::udp || internal.port != remote.port) return model::SharedPort::napt;
    if (remote.port == ike_port) {
        if (faults_("ike.second-client-refused")) return model::SharedPort::second_refused;
        if (faults_("ike.last-client-wins")) return model::SharedPort::last_come;
        return spec_.ike;
    }
    if (remote.port != l2tp_port) return model::SharedPort::napt;
    return faults_("l2tp.port-stolen") ? model::SharedPort::last_come : spec_.l2tp;
}

bool PortChoice::taken(std::uint8_t protocol, std::uint16_t port, Endpoint internal, Endpoint remote, Bindings const& bindings) const {
    const bool shared = may_overlap(protocol, internal.port);
    const auto those = bindings.outside(protocol, port);
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

std::optional<std::uint16_t> PortChoice::choose(std::uint8_t protocol, Endpoint internal, Endpoint remote, Bindings const& bindings) {
    const auto rule = policy(protocol, internal, remote);
    if (rule != model::SharedPort::napt && rule != model::SharedPort::always_translated)
        return shared_port(rule, protocol, internal, remote, bindings);
    if (faults_("icmp.identifier-shared") && protocol == ip_protocol::icmp) return internal.port;
    // RFC 4787 section 4.1: a mapping that the same endpoint has already is used again where the mapping behaviour says so.
    for (auto const& binding : bindings.inside(protocol, internal))
        if (same_for(mapping(internal, binding.external.port), binding.remote, remote) &&
            !taken(protocol, binding.external.port, internal, remote, bindings))
            return binding.external.port;
    const bool keep = spec_.keep_ports && rule == model::SharedPort::napt;
    if (keep && !taken(protocol, internal.port, internal, remote, bindings)) return internal.port;
    if (overloaded(protocol, internal, remote, bindings)) return internal.port;
    return another_port(protocol, internal, remote, bindings);
}

/// RFC 4787 REQ-3 a and REQ-4 recommend the range and the parity of the client's own port. They are about ports, not about identifiers.
std::optional<std::uint16_t> PortChoice::another_port(std::uint8_t protocol, Endpoint internal, Endpoint remote, Bindings const& bindings) {
    constexpr std::uint16_t first_of_the_high = 1024;
    const bool ports = protocol != ip_protocol::icmp;
    const bool low = ports && spec_.keep_range && internal.port < first_of_the_high && !faults_("nat.port-range-lost");
    auto& range = low ? low_ : high_;
    for (int tries = 0; tries <= range.last - range.first; ++tries) {
        const auto port = range.next;
        range.next = port == range.last ? range.first : static_cast<std::uint16_t>(port + 1);
        if (ports && spec_.parity && port % 2 != internal.port % 2) continue;
        if (!taken(protocol, port, internal, remote, bindings)) return port;
    }
    return std::nullopt;
}

/// RFC 4787 section 4.1, and what may be wrong with it.
model::Dependence PortChoice::mapping(Endpoint internal, std::uint16_t external) const {
    const bool moved = external != internal.port;
    if (faults_("nat.mapping-by-destination") || (faults_("nat.mapping-changes") && moved))
        return model::Dependence::address_and_port_dependent;
    return spec_.mapping;
}

/// RFC 4787 section 4.2.1: two clients with one port outside, and only the remote's luck to tell them apart.
bool PortChoice::overloaded(std::uint8_t protocol, Endpoint internal, Endpoint remote, Bindings const& bindings) const {
    constexpr auto enough = 4;
    if (!faults_("nat.port-overloaded")) return false;
    const auto those = bindings.towards(protocol, remote);
    return std::count_if(those.begin(), those.end(), [&](auto const& binding) { return binding.internal != internal; }) >= enough;
}

}  // namespace tsuka::sim
