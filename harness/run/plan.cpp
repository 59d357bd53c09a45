// What a run is to do: see plan.hpp.
#include "harness/run/plan.hpp"

#include <algorithm>

namespace tsuka::run {

bool too_long(Plan const& plan, model::Case const& scenario) {
    return plan.longest && scenario.waits() > *plan.longest;
}

LeftOut left_out(Plan const& plan) {
    LeftOut all;
    for (auto const& scenario : plan.cases) {
        if (!too_long(plan, scenario)) continue;
        ++all.cases;
        all.longest = std::max(all.longest, scenario.waits());
    }
    return all;
}

}  // namespace tsuka::run
