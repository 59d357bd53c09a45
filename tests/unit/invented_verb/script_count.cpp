// How `count` runs. See harness/engine/script.hpp.
#include "harness/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

CaseEngine::Script::Progress CaseEngine::Script::run(model::CountStep const& step, Instant now) {
    if (!entered_) {
        entered_ = true;
        timer_ = now + step.during;
    }
    if (now < *timer_) return Progress::waiting;
    const auto came = std::count_if(state_.arrivals.begin(), state_.arrivals.end(),
                                    [&](auto const& one) { return one.actor == step.at && one.message == step.message; });
    if (came >= static_cast<std::ptrdiff_t>(step.least)) return finish_step(model::StepStatus::held, {}, now);
    return fail_case(model::Outcome::violated, fmt::format("{} of {} came", came, step.least), model::StepStatus::failed, now);
}

}  // namespace tsuka::engine
