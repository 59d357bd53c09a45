// All defects there are: see defect.hpp.
#include "harness/sim/defect.hpp"

#include "harness/sim/faults/groups.hpp"

#include <algorithm>

namespace tsuka::sim {

std::vector<Defect const*> const& all_defects() {
    static auto const all = [] {
        std::vector<Defect const*> found;
        for (auto const& group :
             {faults::pptp(), faults::gre(), faults::esp(), faults::ike(), faults::natt(), faults::l2tp(), faults::udp(), faults::tcp(),
              faults::icmp(), faults::ip(), faults::ipv6(), faults::nat(), faults::time(), faults::fragment(), faults::reboot(),
              faults::change(), faults::mapping(), faults::gateway(), faults::frame()})
            for (auto const& defect : group) found.push_back(&defect);
        return found;
    }();
    return all;
}

Defect const* find_defect(std::string_view name) {
    auto const& all = all_defects();
    const auto found = std::find_if(all.begin(), all.end(), [&](auto const* defect) { return defect->name == name; });
    return found == all.end() ? nullptr : *found;
}

model::RouterSpec with_defect(model::RouterSpec spec, std::string_view name, model::Onset onset) {
    spec.defects.push_back({std::string(name), onset});
    return spec;
}

}  // namespace tsuka::sim
