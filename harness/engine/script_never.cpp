// `never`: what must not arrive, and by what silence is proven. See script.hpp.
#include "harness/engine/script.hpp"

#include "generator/proto/ike.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

bool CaseEngine::Script::forbidden(model::NeverStep const& step, Arrival const& arrival) const {
    // What an expectation at the same place has claimed was wanted there.
    if (arrival.foreign && !arrival.probe) return false;
    if (arrival.claimed || arrival.actor != step.at || proto::wire_shape(arrival.message) != proto::wire_shape(step.message)) return false;
    if (!step.on.empty() && (!arrival.flow || state_.flows[*arrival.flow].name != step.on)) return false;
    if (!step.from.empty() && (!arrival.probe || state_.probes[*arrival.probe].sender != step.from)) return false;
    auto const* sent = arrival.probe ? &state_.probes[*arrival.probe].sent() : nullptr;
    auto symbols = state_.symbols;  // looking at what may be something else binds nothing
    const Scope scope{state_.facts_at(arrival.at), state_.hosts, symbols};
    return std::all_of(step.fields.begin(), step.fields.end(), [&](auto const& constraint) {
        return compare(constraint, arrival.reading.find(constraint.field), sent == nullptr ? nullptr : sent->find(constraint.field),
                       arrival.validity, scope)
            .holds;
    });
}

CaseEngine::Script::Progress CaseEngine::Script::run(model::NeverStep const& step, Instant now) {
    if (!entered_) {
        entered_ = true;
        if (step.during) timer_ = now + *step.during;
    }
    for (auto const& arrival : state_.arrivals) {
        if (!forbidden(step, arrival)) continue;
        record().checks.push_back({"never", fmt::format("no {} at {}", step.message, step.at), "arrived", false});
        return fail_case(model::Outcome::violated, fmt::format("{} arrived at {}, where it must never be", step.message, step.at),
                         model::StepStatus::failed, now);
    }
    if (timer_ && now < *timer_) return Progress::waiting;
    timer_.reset();
    if (const auto open =
            unless_proven(absence(side_of_peer(step.at), now), "silence proves nothing: the control flow did not pass either", now))
        return *open;
    record().checks.push_back({"never", fmt::format("no {} at {}", step.message, step.at), "absent, while the control flow passes", true});
    return finish_step(model::StepStatus::held, {}, now);
}

}  // namespace tsuka::engine
