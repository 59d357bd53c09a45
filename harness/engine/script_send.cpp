// `send`: whom it waits for before it speaks, and its copies. See script.hpp.
#include "harness/engine/emit.hpp"
#include "harness/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

CaseEngine::Script::Absence CaseEngine::Script::await_earlier(std::string_view actor, Instant now) {
    const auto open = [&](Probe const& probe) {
        return probe.receiver == actor && probe.unsent.empty() && !probe.held && !probe.lost &&
               probe.arrivals.size() < std::max(probe.copies, 1U);
    };
    // A series of thousands of copies is looked through once, not once for each copy.
    const auto closed = [](Probe const& probe) {
        return !probe.unsent.empty() || probe.lost || (!probe.held && probe.arrivals.size() >= std::max(probe.copies, 1U));
    };
    while (state_.closed < state_.probes.size() && closed(state_.probes[state_.closed])) ++state_.closed;
    const auto from = state_.probes.begin() + static_cast<std::ptrdiff_t>(state_.closed);
    if (std::none_of(from, state_.probes.end(), open)) return Absence::proven;
    const auto known = absence(side_of_peer(actor), now);
    if (known == Absence::proven) std::for_each(from, state_.probes.end(), [&](auto& probe) { probe.lost = probe.lost || open(probe); });
    return known;
}

bool CaseEngine::Script::may_follow(std::string_view actor, std::size_t flow, Instant now) {
    auto const* host = state_.host(actor);
    const auto in_front = [&](Probe const& probe) {
        // Part of a datagram goes nowhere before the rest, and TCP keeps its own order.
        const bool under_way = !probe.awaited && !probe.lost && !probe.held && probe.unsent.empty() && probe.copies > 0 &&
                               probe.arrivals.size() < probe.copies && !probe.in_stream();
        auto const* sender = under_way ? state_.host(probe.sender) : nullptr;
        if (sender == nullptr || host == nullptr || sender->side != host->side) return false;
        // Two flows of one computer may take different ways through a machine with several processors, and what a router maps first
        // decides.
        const bool beside = probe.flow != flow && host->side == Side::lan;
        return probe.sender != actor || beside || (probe.opens_path && probe.flow == flow);
    };
    const auto from = state_.probes.begin() + static_cast<std::ptrdiff_t>(state_.closed);
    if (host == nullptr || std::none_of(from, state_.probes.end(), in_front)) return true;
    // A path that is dead keeps nobody from speaking.
    if (absence(host->side, now) == Absence::unknown) return false;
    std::for_each(from, state_.probes.end(), [&](auto& probe) { probe.awaited = probe.awaited || in_front(probe); });
    return true;
}

CaseEngine::Script::Progress CaseEngine::Script::run(model::SendStep const& step, Instant now) {
    const auto flow = state_.find_flow(step.on);
    if (!flow) return fail_case(model::Outcome::error, fmt::format("no flow is called '{}'", step.on), model::StepStatus::failed, now);
    if (state_.flows[*flow].shut) {
        state_.unsent.try_emplace(step.as, "its conversation did not open");
        return finish_step(model::StepStatus::undetermined, "not sent: its conversation did not open", now);
    }
    if (timer_ && now < *timer_) return Progress::waiting;
    // Nobody speaks before it is known what has reached them: an answer goes to where its question came from, and an error is about
    // what has reached somebody on that side.
    const auto quoted = step.quote.empty() ? std::nullopt : quoted_probe(state_, step.quote);
    const auto known = entered_ ? Absence::proven : await_earlier(quoted ? state_.probes[*quoted].receiver : step.at, now);
    if (const auto open = unless_proven(known, "the router stopped forwarding even plain UDP", now)) return *open;
    if (!entered_) {
        // Nor does it follow another client at the wire's pace, where a switch or a second processor may let it overtake.
        if (!may_follow(step.at, *flow, now)) return Progress::waiting;
        entered_ = true;
        watch_at_.reset();
        state_.sentinel.stop();
    }
    return send_copies(step, *flow, now);
}

CaseEngine::Script::Progress CaseEngine::Script::send_copies(model::SendStep const& step, std::size_t flow, Instant now) {
    const auto speaker = state_.flows[flow].client == step.at ? flow::Speaker::client : flow::Speaker::server;
    const bool spread = step.every > Duration::zero();
    const bool again = !step.again.empty();
    // Of a burst the first goes alone where nothing has gone before it: no client begins with a burst, and routers lose packets of one
    // while they are still making an entry for the first.
    const unsigned due = spread || matched_ == 0 ? 1 : step.times - matched_;
    if (matched_ == 1 && !spread && !may_follow(step.at, flow, now)) return Progress::waiting;
    auto sent = again ? send_again(state_, step, now) : send_probe(state_, step, step.as, flow, speaker, due, now);
    if (!sent) return not_sent(sent.error().what, now);
    if (const auto unsent = state_.unsent.find(again ? step.again : step.as); unsent != state_.unsent.end())
        return finish_step(model::StepStatus::undetermined, "not sent: " + unsent->second, now);
    matched_ += due;
    if (matched_ >= step.times) return finish_step(model::StepStatus::done, {}, now);
    if (!spread) return send_copies(step, flow, now);
    timer_ = timer_.value_or(now) + step.every;
    return Progress::waiting;
}

/// What is too large for this lab is no fault, neither of the router nor of ours.
CaseEngine::Script::Progress CaseEngine::Script::not_sent(std::string const& why, Instant now) {
    const bool skip = !state_.does_not_fit.empty();
    return fail_case(skip ? model::Outcome::skipped : model::Outcome::error, why,
                     skip ? model::StepStatus::not_reached : model::StepStatus::failed, now);
}

}  // namespace tsuka::engine
