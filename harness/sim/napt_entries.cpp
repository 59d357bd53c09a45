// What leads in though nobody has asked: static entries, a DMZ, and mappings that clients have asked for. See napt.hpp.
#include "harness/sim/napt.hpp"
#include "harness/sim/well_known_ports.hpp"

#include <algorithm>

namespace tsuka::sim {

bool Napt::has_entry_for(std::uint8_t protocol) const {
    return std::any_of(spec_.static_entries.begin(), spec_.static_entries.end(),
                       [&](auto const& entry) { return entry.protocol == protocol && entry.port == 0; });
}

bool Napt::has_entry(std::uint8_t protocol, std::uint16_t port) const {
    return spec_.lab.lan.static_client && std::any_of(spec_.static_entries.begin(), spec_.static_entries.end(), [&](auto const& entry) {
               return entry.protocol == protocol && entry.port == port && entry.port != 0;
           });
}

/// An entry is for both directions: what its host begins leaves from the entry's port, unless somebody speaks from there with that remote.
bool Napt::leaves_by_entry(std::uint8_t protocol, SocketAddress internal, SocketAddress remote) {
    if (!has_entry(protocol, internal.port) || internal.address != spec_.lab.lan.static_client) return false;
    const auto those = bindings_.outside(protocol, internal.port);
    return std::none_of(those.begin(), those.end(),
                        [&](auto const& other) { return other.internal != internal && other.remote == remote; });
}

bool Napt::entry_leads_in(std::uint8_t protocol, std::uint16_t port) const {
    return (spec_.dmz && spec_.lab.lan.static_client) || has_entry(protocol, port);
}

/// What somebody has set, or asked for, comes before a filter that lets in whoever comes: to such a port a stranger's packet goes by that.
Binding* Napt::unless_entry(Binding* chosen, std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now) {
    if (chosen == nullptr || chosen->from_outside) return chosen;
    // Whoever is spoken with from there is no stranger, whichever of those who do so gets it.
    for (auto const& binding : bindings_.outside(protocol, external.port))
        if (!binding.from_outside && binding.remote.address == remote.address) return chosen;
    const bool mapped = protocol != ip_protocol::icmp && maps_.at(protocol, external.port, now) != nullptr;
    if (!mapped && !has_entry(protocol, external.port)) return chosen;
    for (auto& binding : bindings_.outside(protocol, external.port))
        if (binding.from_outside && binding.remote == remote) return &binding;
    return nullptr;
}

/// The binding of somebody who was let in unasked.
Binding* Napt::open_inward(std::uint8_t protocol, SocketAddress internal, SocketAddress external, SocketAddress remote, Instant now) {
    Binding binding;
    binding.protocol = protocol;
    binding.internal = internal;
    binding.external = external;
    binding.remote = remote;
    binding.from_outside = true;
    return add(binding, now);
}

Binding* Napt::through_static_entry(std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now) {
    if (faults_("static.l2tp-forgotten") && external.port == l2tp_port) return nullptr;
    const bool too_wide = faults_("static.scope-too-wide") && spec_.lab.lan.static_client;
    if (!too_wide && !entry_leads_in(protocol, external.port)) return nullptr;
    if (spec_.entries_for && remote.address != *spec_.entries_for && !faults_("static.remote-ignored")) return nullptr;
    return open_inward(protocol, {*spec_.lab.lan.static_client, external.port}, external, remote, now);
}

/// What a client has asked for lets in whoever comes.
Binding* Napt::through_map(std::uint8_t protocol, SocketAddress external, SocketAddress remote, Instant now) {
    auto const* map = maps_.inward(protocol, external.port, remote.address, now);
    return map == nullptr ? nullptr : open_inward(protocol, map->internal, external, remote, now);
}

}  // namespace tsuka::sim
