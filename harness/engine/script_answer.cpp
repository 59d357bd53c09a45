// What a router says by itself to a send of the case: an answer that may come or not. See script.hpp.
#include "harness/engine/incoming.hpp"
#include "harness/engine/outgoing.hpp"
#include "harness/engine/script.hpp"

#include "generator/proto/ike.hpp"
#include "generator/proto/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

/// From where the question went to where it came from, as a client looks for answers (RFC 6886 section 3.2). What was asked of a group its
/// members answer under addresses and ports of their own (UPnP Device Architecture 1.0 section 1.2.3), and the router is the member meant.
bool answers(State const& state, Probe const& question, Arrival const& arrival) {
    if (arrival.answers) return &state.probes[*arrival.answers] == &question;
    if (question.in_stream() || endpoint(arrival.reading, false) != endpoint(question.sent(), true)) return false;
    const auto asked = endpoint(question.sent(), false);
    const auto from = endpoint(arrival.reading, true);
    return is_multicast(asked.address) ? from.address == IpAddress(state.facts.dut_lan) : from == asked;
}

}  // namespace

std::optional<std::size_t> CaseEngine::Script::find_answer(model::ExpectStep const& step, Probe const& question) const {
    for (std::size_t at = claimed_; at < state_.arrivals.size(); ++at) {
        auto const& arrival = state_.arrivals[at];
        const bool wanted = !arrival.claimed && !arrival.probe && !arrival.foreign && arrival.actor == step.at &&
                            proto::wire_shape(arrival.message) == proto::wire_shape(step.message);
        if (wanted && answers(state_, question, arrival)) return at;
    }
    return std::nullopt;
}

/// Classes, and steps that depend on it, know the answer as they know a probe: one that came, or one that nobody has sent.
void CaseEngine::Script::keep_answer(model::ExpectStep const& step, std::size_t flow, std::optional<std::size_t> arrival) {
    const auto entry = proto::find_message(step.message);
    Probe answer;
    answer.name = step.as;
    answer.step = state_.step;
    answer.protocol = entry.protocol;
    answer.message = entry.message;
    answer.flow = flow;
    answer.speaker = flow::Speaker::server;
    answer.receiver = step.at;
    answer.by_router = true;
    answer.unasked = !arrival;
    if (arrival) {
        answer.arrivals.push_back(*arrival);
        answer.keep_reading(state_.arrivals[*arrival].reading);
        for (const auto evidence : state_.arrivals[*arrival].evidence) {
            state_.evidence[evidence].record.probe = step.as;
            state_.evidence[evidence].record.step = state_.step;
        }
    } else {
        answer.unsent = fmt::format("nothing answered {}", step.answers);
    }
    state_.probes.push_back(std::move(answer));
}

CaseEngine::Script::Progress CaseEngine::Script::await_answer(model::ExpectStep const& step, Instant now) {
    const auto asked = std::find_if(state_.probes.rbegin(), state_.probes.rend(),
                                    [&](auto const& probe) { return probe.name == step.answers && probe.unsent.empty(); });
    if (asked == state_.probes.rend()) {
        keep_answer(step, 0, std::nullopt);
        return finish_step(model::StepStatus::undetermined, fmt::format("{} was not sent", step.answers), now);
    }
    if (const auto found = find_answer(step, *asked)) {
        auto& arrival = state_.arrivals[*found];
        arrival.claimed = true;
        record().checks.push_back({"arrives", step.message + " at " + step.at, "arrived", true});
        keep_answer(step, asked->flow, found);
        if (check_fields(arrival, step.fields, {})) return finish_step(model::StepStatus::held, {}, now);
        auto const& checks = record().checks;
        const auto wrong = std::find_if(checks.begin(), checks.end(), [](auto const& check) { return !check.holds; });
        return fail_case(model::Outcome::violated,
                         fmt::format("{} at {}: {} is {}, expected {}", step.message, step.at, wrong->what, wrong->found, wrong->wanted),
                         model::StepStatus::failed, now);
    }
    if (!entered_) {
        entered_ = true;
        if (step.within) timer_ = now + *step.within;
    }
    const auto question = static_cast<std::size_t>(std::distance(state_.probes.begin(), asked.base()) - 1);
    if (timer_ && now < *timer_ && !is_over(state_, question)) return Progress::waiting;
    timer_.reset();
    if (const auto open = unless_proven(absence(state_.host(step.at)->side, now),
                                        "the router stopped forwarding even plain UDP, so nothing can be said of what is missing", now))
        return *open;
    keep_answer(step, asked->flow, std::nullopt);
    return finish_step(model::StepStatus::held, "no answer came", now);
}

}  // namespace tsuka::engine
