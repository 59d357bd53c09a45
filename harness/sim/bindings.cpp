// The table of bindings: see bindings.hpp.
#include "harness/sim/bindings.hpp"

#include <vector>

namespace tsuka::sim {

Binding& Bindings::add(Binding binding) {
    binding.serial = next_serial_++;
    auto& kept = all_.emplace(binding.serial, binding).first->second;
    by_inside_.emplace(std::pair(key(kept.protocol, kept.internal), kept.serial), &kept);
    by_outside_[key(kept.protocol, {{}, kept.external.port})].push_back(&kept);
    by_remote_.emplace(std::pair(key(kept.protocol, kept.remote), kept.serial), &kept);
    by_end_.emplace(kept.expires, kept.serial);
    return kept;
}

void Bindings::expires_at(Binding& binding, Instant at) {
    if (at == binding.expires) return;
    by_end_.erase({binding.expires, binding.serial});
    binding.expires = at;
    by_end_.emplace(at, binding.serial);
}

void Bindings::expire(Instant now) {
    while (!by_end_.empty() && by_end_.begin()->first <= now) erase(by_end_.begin()->second);
}

void Bindings::forget(Index const& index, Key key) {
    std::vector<std::uint64_t> serials;
    for (auto const& binding : part(index, key)) serials.push_back(binding.serial);
    for (const auto serial : serials) erase(serial);
}

void Bindings::erase(std::uint64_t serial) {
    const auto found = all_.find(serial);
    auto const& gone = found->second;
    by_inside_.erase({key(gone.protocol, gone.internal), serial});
    const auto outside = by_outside_.find(key(gone.protocol, {{}, gone.external.port}));
    std::erase(outside->second, &gone);
    if (outside->second.empty()) by_outside_.erase(outside);
    by_remote_.erase({key(gone.protocol, gone.remote), serial});
    by_end_.erase({gone.expires, serial});
    all_.erase(found);
}

}  // namespace tsuka::sim
