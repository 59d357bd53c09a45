// Mappings that clients have asked for: see port_maps.hpp.
#include "harness/sim/port_maps.hpp"

#include <algorithm>

namespace tsuka::sim {

void PortMaps::begin(Instant now) {
    if (!faults_("mapping.kept-over-restart")) maps_.clear();
    if (!faults_("natpmp.epoch-survives-restart")) since_ = now;
}

std::uint32_t PortMaps::epoch(Instant now) const {
    if (faults_("natpmp.epoch-stands")) return 1;
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now - since_).count());
}

bool PortMaps::holds(PortMap const& map, Instant now) const {
    return map.until > now || faults_("mapping.never-expires");
}

PortMap const* PortMaps::inward(std::uint8_t protocol, std::uint16_t external, Ipv4Address remote, Instant now) {
    const bool tcp_too = faults_("mapping.opens-tcp-too") && protocol == ip_protocol::tcp;
    for (auto& map : maps_) {
        const bool fits = map.protocol == protocol || (tcp_too && map.protocol == ip_protocol::udp);
        if (!fits || map.external != external || !holds(map, now)) continue;
        if (map.only_remote != Ipv4Address{} && map.only_remote != remote) continue;
        if (!map.first_remote) map.first_remote = remote;
        if (faults_("mapping.one-remote") && *map.first_remote != remote) continue;
        return &map;
    }
    return nullptr;
}

PortMap* PortMaps::of(std::uint8_t protocol, SocketAddress internal, Instant now) {
    const auto found = std::find_if(maps_.begin(), maps_.end(), [&](auto const& map) {
        return map.protocol == protocol && map.internal == internal && holds(map, now);
    });
    return found == maps_.end() ? nullptr : &*found;
}

bool PortMaps::taken(std::uint8_t protocol, std::uint16_t external, Ipv4Address client, Instant now) const {
    return std::any_of(maps_.begin(), maps_.end(), [&](auto const& map) {
        const bool companion = map.protocol != protocol;
        return map.external == external && map.internal.address != client && holds(map, now) &&
               !faults_(companion ? "mapping.companion-given-away" : "mapping.taken-over");
    });
}

/// The latest stands in front, so that it is found first.
void PortMaps::keep(PortMap map) {
    end(map.protocol, map.internal);
    maps_.insert(maps_.begin(), std::move(map));
}

PortMap const* PortMaps::at(std::uint8_t protocol, std::uint16_t external, Instant now) const {
    const auto found = std::find_if(maps_.begin(), maps_.end(), [&](auto const& map) {
        return map.protocol == protocol && map.external == external && holds(map, now);
    });
    return found == maps_.end() ? nullptr : &*found;
}

std::size_t PortMaps::count(Instant now) const {
    return static_cast<std::size_t>(std::count_if(maps_.begin(), maps_.end(), [&](auto const& map) { return holds(map, now); }));
}

void PortMaps::keep_at(PortMap map) {
    end_at(map.protocol, map.external);
    maps_.insert(maps_.begin(), std::move(map));
}

void PortMaps::end_at(std::uint8_t protocol, std::uint16_t external) {
    std::erase_if(maps_, [&](auto const& map) { return map.protocol == protocol && map.external == external; });
}

void PortMaps::keep_last(std::size_t count) {
    if (maps_.size() > count) maps_.resize(count);
}

void PortMaps::end(std::uint8_t protocol, SocketAddress internal) {
    std::erase_if(maps_, [&](auto const& map) { return map.protocol == protocol && map.internal == internal; });
}

void PortMaps::end_all(std::uint8_t protocol, Ipv4Address client) {
    std::erase_if(maps_, [&](auto const& map) { return map.protocol == protocol && map.internal.address == client; });
}

}  // namespace tsuka::sim
