// How a case ends: everything still under way gets its chance, then outcome and class are named, and what gives cause to doubt them.
#include "generator/proto/ike.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/classify.hpp"
#include "harness/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

bool CaseEngine::Script::anything_missing() const {
    return std::any_of(state_.probes.begin(), state_.probes.end(), [&](auto const& probe) {
        return probe.unsent.empty() && !probe.to_router && deliveries(probe) < std::max(probe.copies, 1U);
    });
}

std::size_t CaseEngine::Script::deliveries(Probe const& probe) const {
    return static_cast<std::size_t>(
        std::count_if(probe.arrivals.begin(), probe.arrivals.end(), [&](auto at) { return state_.arrivals[at].actor == probe.receiver; }));
}

bool CaseEngine::Script::opened_after_all(model::UseStep const& step) const {
    const auto flow = state_.find_flow(step.as);
    auto const* sender = state_.host(step.from);
    if (!step.refused || step.silent || !flow || sender == nullptr || !state_.flows[*flow].tcp) return false;
    auto const& tcp = *state_.flows[*flow].tcp;
    const auto seq = tcp.client.initial_seq();
    return tcp.seen || std::any_of(state_.arrivals.begin(), state_.arrivals.end(), [&](auto const& arrival) {
               const Ipv4Address to{static_cast<std::uint32_t>(arrival.reading.number("ip.dst").value_or(0))};
               const bool through_entry = arrival.actor.empty() && state_.facts.leads_to(to);
               return !arrival.foreign && arrival.side != sender->side && !through_entry && arrival.reading.number("tcp.seq") == seq;
           });
}

void CaseEngine::Script::look_back_at_nevers() {
    for (std::size_t at = 0; at < state_.scenario.steps.size() && !outcome_; ++at) {
        auto const* use = std::get_if<model::UseStep>(&state_.scenario.steps[at].action);
        if (use != nullptr && record_.steps[at].status == model::StepStatus::held && opened_after_all(*use)) {
            outcome_ = model::Outcome::violated;
            auto& record = record_.steps[at];
            record.status = model::StepStatus::failed;
            record.detail = fmt::format("the TCP SYN of {} came through after all, where it must never be", use->from);
            record_.reason = fmt::format("step {}: {}", at + 1, record.detail);
        }
        auto const* step = std::get_if<model::NeverStep>(&state_.scenario.steps[at].action);
        if (step == nullptr || record_.steps[at].status != model::StepStatus::held) continue;
        const bool came = std::any_of(state_.arrivals.begin(), state_.arrivals.end(), [&](auto const& arrival) {
            auto const* probe = arrival.probe ? &state_.probes[*arrival.probe] : nullptr;
            return probe != nullptr && probe->step <= at && !probe->name.starts_with(State::goodbye) && forbidden(*step, arrival);
        });
        if (!came) continue;
        outcome_ = model::Outcome::violated;
        auto& record = record_.steps[at];
        record.status = model::StepStatus::failed;
        record.detail = fmt::format("{} arrived at {} after all, where it must never be", step->message, step->at);
        record.checks.push_back({"never", fmt::format("no {} at {}", step->message, step->at), "arrived late", false});
        record_.reason = fmt::format("step {}: {}", at + 1, record.detail);
    }
}

std::string CaseEngine::Script::never_sent(model::ClassRule const* observed) const {
    for (auto const& probe : state_.probes) {
        if (probe.unsent.empty() || probe.unasked || probe.name.starts_with(State::goodbye)) continue;
        const bool rests = state_.scenario.classes.empty() ||
                           (observed != nullptr && std::any_of(observed->when.begin(), observed->when.end(), [&](auto const& condition) {
                                return condition.kind == model::Condition::Kind::not_arrived && condition.probe == probe.name;
                            }));
        if (rests) return fmt::format("{} was never sent: {}", probe.name, probe.unsent);
    }
    return {};
}

std::string CaseEngine::Script::of_several() const {
    for (auto const& arrival : state_.arrivals) {
        if (!arrival.anybodys) continue;
        const bool missed = std::any_of(state_.probes.begin(), state_.probes.end(), [&](auto const& probe) {
            return probe.unsent.empty() && probe.receiver == arrival.actor && probe.message->name == arrival.message &&
                   deliveries(probe) == 0;
        });
        if (missed) return fmt::format("a {} arrived at {} that several clients may have sent", arrival.message, arrival.actor);
    }
    return {};
}

void CaseEngine::Script::begin_settling(Instant now) {
    phase_ = Phase::settle;
    timer_.reset();
    watch_at_.reset();
    state_.sentinel.start(now);
    state_.sentinel.wake(now, state_.facts);
}

void CaseEngine::Script::conclude(Instant now) {
    if (phase_ == Phase::settle) {
        const bool passed =
            state_.sentinel.passed(Side::lan, now, state_.facts.margin) && state_.sentinel.passed(Side::wan, now, state_.facts.margin);
        if (!state_.sentinel.dead() && (!passed || tcp_still_trying())) return;
        phase_ = Phase::linger;
        // A negative finding costs its reader a week if it is wrong: it stands only if nothing arrives late.
        timer_ = anything_missing() ? now + state_.facts.linger : now;
    }
    if (timer_ && now < *timer_) return;
    if (phase_ == Phase::linger && !state_.sentinel.dead() && may_rest_on_absence()) begin_control(now);
    if (phase_ == Phase::control) {
        if (!state_.control.over()) return;
        phase_ = Phase::linger;
    }
    if (phase_ == Phase::linger && !state_.sentinel.dead() && !took_leave_) begin_farewell(now);
    if (phase_ == Phase::farewell) {
        if (!took_leave(now)) return;
        phase_ = Phase::linger;
    }
    if (phase_ == Phase::linger && !state_.sentinel.dead() && state_.facts.rest > Duration::zero()) {
        phase_ = Phase::rest;
        record_.took = now - began_;
        timer_ = now + state_.facts.rest;
        state_.come_to_rest();
        return;
    }
    judge(now);
}

bool CaseEngine::Script::may_rest_on_absence() const {
    if (state_.control.started() || !state_.facts.crossing.has_router() || !state_.scenario.control.empty()) return false;
    if (outcome_) return *outcome_ == model::Outcome::violated && (missed_ || use_missed_);
    return !state_.scenario.classes.empty() && anything_missing();
}

/// After the fact, so that no timer of the case is touched.
void CaseEngine::Script::begin_control(Instant now) {
    std::vector<std::pair<model::Host, model::Host>> pairs;
    for (auto const& flow : state_.flows) {
        auto const* one = state_.host(flow.client);
        auto const* two = state_.host(flow.server);
        if (one->side == two->side) continue;
        pairs.emplace_back(one->side == Side::lan ? *one : *two, one->side == Side::lan ? *two : *one);
    }
    if (pairs.empty()) return;
    phase_ = Phase::control;
    timer_.reset();
    state_.control.start(
        pairs, state_.facts.sentinel, [this] { return state_.random(); }, state_.facts.sentinel_retry, now);
}

void CaseEngine::Script::end_rest(Instant now) {
    if (resting()) judge(now);
}

void CaseEngine::Script::judge(Instant now) {
    if (phase_ != Phase::rest) record_.took = now - began_;
    phase_ = Phase::done;
    const bool dead = state_.sentinel.dead();
    if (!outcome_ && !dead) look_back_at_nevers();
    const auto* observed = !outcome_ && !dead ? classify(state_) : nullptr;
    check_delivery(state_, observed);
    if (!dead) name_class(observed);
    record_.outcome = outcome_.value_or(model::Outcome::satisfied);
    name_doubts(observed);
    record_.observations = state_.observations;
}

void CaseEngine::Script::name_doubts(model::ClassRule const* observed) {
    using Cause = model::Doubt::Cause;
    const auto doubt = [&](Cause cause, std::string detail = {}) { record_.doubts.push_back({cause, std::move(detail)}); };
    if (state_.sentinel.dead()) doubt(Cause::dead_path);
    const bool came_late = (missed_ && find_arrival(missed_->message, missed_->on, missed_->at, missed_->probe, true)) ||
                           (missed_set_up_ && deliveries(state_.probes[*missed_set_up_]) > 0);
    if (came_late) doubt(Cause::came_late);
    if (auto why = never_sent(observed); !why.empty()) doubt(Cause::never_sent, std::move(why));
    if (auto why = of_several(); !why.empty()) doubt(Cause::of_several, std::move(why));
    if (auto why = rests_on_absence(observed) ? state_.control.cut_off() : std::string(); !why.empty())
        doubt(Cause::cut_off, std::move(why));
    if (std::any_of(state_.arrivals.begin(), state_.arrivals.end(), [](auto const& arrival) { return arrival.foreign && arrival.probe; }))
        doubt(Cause::stranger);
}

bool CaseEngine::Script::rests_on_absence(model::ClassRule const* observed) const {
    const auto absent = [](auto const& condition) { return condition.kind == model::Condition::Kind::not_arrived; };
    return state_.control.started() &&
           (missed_ || use_missed_ || (observed != nullptr && std::any_of(observed->when.begin(), observed->when.end(), absent)));
}

void CaseEngine::Script::name_class(model::ClassRule const* observed) {
    if (observed != nullptr) {
        record_.observed_class = observed->is;
        record_.class_about = observed->about;
        record_.broken = observed->breaks;
        outcome_ = observed->breaks.empty() ? model::Outcome::satisfied : model::Outcome::violated;
        if (!observed->breaks.empty())
            record_.reason =
                fmt::format("class '{}': {}", observed->is, observed->about.empty() ? arrivals_in_words(state_) : observed->about);
    } else if (!outcome_ && !state_.scenario.classes.empty()) {
        outcome_ = model::Outcome::undetermined;
        record_.reason = "no class of this case describes what was seen: " + arrivals_in_words(state_);
    }
}

void CaseEngine::Script::abandon(std::string const& reason, Instant now) {
    if (done()) return;
    if (resting()) return judge(now);  // it was over
    phase_ = Phase::done;
    record_.outcome = model::Outcome::undetermined;
    record_.reason = reason;
    if (step_ < record_.steps.size()) {
        record().status = model::StepStatus::undetermined;
        record().detail = reason;
    }
    record_.observations = state_.observations;
    record_.took = now - began_;
}

Finished CaseEngine::Script::finish() {
    Finished finished;
    for (auto const& [name, symbol] : state_.symbols) record_.symbols.push_back({name, symbol.text});
    record_.frames.reserve(state_.evidence.size());
    for (; !state_.evidence.empty(); state_.evidence.pop_front()) record_.frames.push_back(std::move(state_.evidence.front().record));
    for (auto& seen : record_.observations)
        for (auto* list : {&seen.lan_frames, &seen.wan_frames})
            for (auto& frame : *list) frame = record_.frames.at(frame - 1).number;
    // What was on the wire before it was handed on stands before it, as in the capture.
    const auto earlier = [](auto const& a, auto const& b) { return a.number < b.number; };
    if (!std::is_sorted(record_.frames.begin(), record_.frames.end(), earlier))
        std::stable_sort(record_.frames.begin(), record_.frames.end(), earlier);
    finished.record = std::move(record_);
    return finished;
}

}  // namespace tsuka::engine
