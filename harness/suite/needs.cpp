// Needs that come with steps: see needs.hpp.
#include "harness/suite/needs.hpp"

#include <algorithm>
#include <utility>

namespace tsuka::suite {

void bring_needs(model::Case& one) {
    for (auto const& step : one.steps) {
        for (auto& need : model::needs(step.action)) {
            bool const there =
                std::any_of(one.needs.begin(), one.needs.end(), [&](auto const& has) { return has.written == need.written; });
            if (!there) one.needs.push_back(std::move(need));
        }
    }
}

}  // namespace tsuka::suite
