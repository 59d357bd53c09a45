// A small table of ESP tunnels: see esp_slots.hpp.
#include "harness/sim/esp_slots.hpp"

#include <algorithm>

namespace tsuka::sim {

void EspSlots::expire(Instant now) {
    std::erase_if(flows_, [&](auto const& flow) { return flow.expires <= now; });
    for (auto& slot : slots_)
        if (slot.used && slot.expires <= now) slot = {};
}

std::size_t EspSlots::by_spi(Ipv4Address from, std::uint32_t spi) {
    for (std::size_t at = 0; at < slots_.size(); ++at) {
        auto& slot = slots_[at];
        if (!slot.used || (slot.near_spi != spi && slot.far_spi != spi)) continue;
        if (slot.near_spi == spi && slot.far == from) slot.far_spi = spi;  // both ends have chosen the same
        return at;
    }
    return none;
}

std::size_t EspSlots::by_address(Ipv4Address from, Ipv4Address to, std::uint32_t spi) {
    for (std::size_t at = 0; at < slots_.size(); ++at) {
        auto& slot = slots_[at];
        if (!slot.used) continue;
        if (slot.near == from && spec_.esp_slots_lan.contains(from)) {
            slot.near_spi = spi;
            if (slot.far != to) slot.far_spi = 0;
            slot.far = to;
            return at;
        }
        if (slot.far == from && slot.far_spi == 0) {
            slot.far_spi = spi;
            return at;
        }
    }
    return none;
}

std::size_t EspSlots::slot_of(Ipv4Address from, Ipv4Address to, std::uint32_t spi, Instant now) {
    expire(now);
    auto at = by_spi(from, spi);
    if (at == none) at = by_address(from, to, spi);
    if (at == none) {
        const auto free = std::find_if(slots_.begin(), slots_.end(), [](auto const& slot) { return !slot.used; });
        if (free == slots_.end()) return none;
        *free = {true, from, to, spi, 0, {}};
        at = static_cast<std::size_t>(free - slots_.begin());
    }
    slots_[at].expires = now + spec_.timers.esp;
    return at;
}

EspSlots::Flow* EspSlots::flow_of(Ipv4Address server, std::size_t slot) {
    const auto found =
        std::find_if(flows_.begin(), flows_.end(), [&](auto const& flow) { return flow.server == server && flow.slot == slot; });
    return found == flows_.end() ? nullptr : &*found;
}

bool EspSlots::outbound(Ipv4Address client, Ipv4Address server, std::uint32_t spi, Instant now) {
    const auto slot = slot_of(client, server, spi, now);
    if (slot == none) return false;
    auto* flow = flow_of(server, slot);
    // Two clients with one SPI share a slot; replies of one server could not be told apart, so the second has no way out.
    if (flow != nullptr && flow->client != client) return false;
    if (flow == nullptr) flow = &flows_.emplace_back(Flow{client, server, slot, {}});
    flow->expires = now + spec_.timers.esp;
    return true;
}

std::vector<Ipv4Address> EspSlots::inbound(Ipv4Address server, std::uint32_t spi, Instant now) {
    const auto slot = slot_of(server, spec_.lab.wan.router_address, spi, now);
    auto* flow = slot == none ? nullptr : flow_of(server, slot);
    if (flow == nullptr) return {};
    flow->expires = now + spec_.timers.esp;
    return {flow->client};
}

}  // namespace tsuka::sim
