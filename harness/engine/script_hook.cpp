// `hook`: something is done to the router, and what that leaves behind. See script.hpp.
#include "harness/engine/script.hpp"

#include <utility>

namespace tsuka::engine {

CaseEngine::Script::Progress CaseEngine::Script::run(model::HookStep const& step, Instant now) {
    if (!entered_) {
        // What is still under way belongs to the time before.
        if (anything_missing())
            for (const auto side : {Side::lan, Side::wan})
                if (const auto open = unless_proven(
                        absence(side, now), "the router stopped forwarding even plain UDP, so nothing can be said of what is missing", now))
                    return *open;
        state_.sentinel.stop();
        watch_at_.reset();
        entered_ = true;
        awaits_ = Awaits::hook;
        request_ = step.hook;
    }
    if (awaits_ == Awaits::hook) return Progress::waiting;
    if (hook_failed_.empty()) return finish_step(model::StepStatus::done, {}, now);
    // What state the router is in nobody knows: that is no fault of its.
    return fail_case(model::Outcome::undetermined, hook_failed_, model::StepStatus::undetermined, now);
}

void CaseEngine::Script::hook_ended(std::string const& why, Instant now) {
    if (awaits_ != Awaits::hook || phase_ != Phase::steps) return;
    awaits_ = Awaits::nothing;
    hook_failed_ = why;
    advance(now);
}

void CaseEngine::Script::router_back(Facts const& facts, Instant now) {
    if (!awaits_router()) return;
    awaits_ = Awaits::nothing;
    // What the case was told of itself stays.
    auto const& before = state_.earlier.emplace_back(now, std::exchange(state_.facts, facts)).second;
    state_.facts.case_number = before.case_number;
    state_.facts.rest = before.rest;
    state_.facts.counting = before.counting;
    state_.facts.hang_up = before.hang_up;
    advance(now);
}

}  // namespace tsuka::engine
