// Who forwards: see forwarders.hpp.
#include "harness/run/forwarders.hpp"

#include <algorithm>

namespace tsuka::run {

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

}  // namespace tsuka::run
