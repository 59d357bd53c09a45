// Who forwards: see forwarders.hpp.
#include "harness/run/forwarders.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

constexpr std::size_t most_claimants = 4;

}  // namespace

std::set<MacAddress> Forwarders::known() const {
    std::set<MacAddress> known = resolved_;
    std::set<MacAddress> repeaters;
    for (auto const& [number, bearers] : bearers_) {
        // The first is the one whose frame the others are copies of, unless the one that answers ARP is among them.
        const auto found = std::find_if(bearers.begin(), bearers.end(), [&](auto const& mac) { return resolved_.contains(mac); });
        const auto original = found == bearers.end() ? bearers.front() : *found;
        known.insert(original);
        for (auto const& mac : bearers)
            if (mac != original) repeaters.insert(mac);
    }
    // A repeater whose copy arrived alone, because the frame itself was lost, is one still.
    for (auto const& mac : repeaters)
        if (!resolved_.contains(mac)) known.erase(mac);
    return known;
}

void Forwarders::claims(MacAddress mac) {
    if (claimants_.size() < most_claimants) claimants_.insert(mac);
}

std::string Forwarders::quarrel(std::string const& address) const {
    if (claimants_.size() < 2) return {};
    std::string names;
    for (auto const& mac : claimants_) names += (names.empty() ? "" : ", ") + to_string(mac);
    return fmt::format("{} is claimed by {}: two devices have this address, or another device lies", address, names);
}

}  // namespace tsuka::run
