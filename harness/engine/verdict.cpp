// How a case ends: everything still under way gets its chance, then class, findings and outcome are settled.
#include "generator/proto/ike.hpp"
#include "harness/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

bool breaks_own_claims(std::string_view claim) {
    // A receiver discards what is altered or fails its checksum, so the service the case is about was not given.
    return claim == "always.payload-untouched" || claim == "always.checksums-right";
}

void add_once(std::vector<std::string>& list, std::string const& item) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

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

void CaseEngine::Script::doubt_cut_off(model::ClassRule const* observed) {
    if (outcome_ != model::Outcome::violated || !state_.control.started()) return;
    const auto absent = [](auto const& condition) { return condition.kind == model::Condition::Kind::not_arrived; };
    const bool rests = missed_ || use_missed_ || (observed != nullptr && std::any_of(observed->when.begin(), observed->when.end(), absent));
    const auto why = state_.control.cut_off();
    if (!rests || why.empty()) return;
    outcome_ = model::Outcome::undetermined;
    record_.observed_class.clear();
    record_.broken.clear();
    record_.reason = fmt::format("{} ({})", why, record_.reason);
}

void CaseEngine::Script::end_rest(Instant now) {
    if (resting()) judge(now);
}

void CaseEngine::Script::judge(Instant now) {
    if (phase_ != Phase::rest) record_.took = now - began_;
    phase_ = Phase::done;
    doubt_what_failed();
    if (!outcome_) look_back_at_nevers();
    auto const* observed = !outcome_ ? classify(state_) : nullptr;
    check_delivery(state_, observed);
    name_class(observed);
    doubt_what_was_concluded(observed);
    doubt_cut_off(observed);
    record_.outcome = outcome_.value_or(model::Outcome::satisfied);
    if (record_.outcome == model::Outcome::violated && record_.broken.empty()) record_.broken = record_.claims;
    count_findings();
    doubt_strangers();
    record_.findings = state_.findings;
}

void CaseEngine::Script::doubt_strangers() {
    const auto breaks = [](auto const& finding) { return !finding.note; };
    const auto strangers = [](auto const& arrival) { return arrival.foreign && arrival.probe; };
    if (record_.outcome != model::Outcome::violated || std::any_of(state_.findings.begin(), state_.findings.end(), breaks) ||
        std::none_of(state_.arrivals.begin(), state_.arrivals.end(), strangers))
        return;
    record_.outcome = model::Outcome::undetermined;
    record_.broken.clear();
    record_.observed_class.clear();
    record_.reason += "; but another device than the router sent some of what arrived, so this may not be the router's doing";
}

void CaseEngine::Script::doubt_what_failed() {
    if (state_.sentinel.dead() && (!outcome_ || *outcome_ == model::Outcome::violated)) {
        outcome_ = model::Outcome::undetermined;
        record_.reason = record_.reason.empty()
                             ? "the router no longer forwards even plain UDP at the end of the case"
                             : record_.reason + "; at the end the router forwards not even plain UDP, so this may be a dead router";
    }
    const bool came_late = (missed_ && find_arrival(missed_->message, missed_->on, missed_->at, missed_->probe, true)) ||
                           (missed_set_up_ && deliveries(state_.probes[*missed_set_up_]) > 0);
    if (!came_late) return;
    outcome_ = model::Outcome::undetermined;
    record_.reason +=
        "; but it arrived late, after the control flow: frames of this router overtake each other by more than the margin allows for";
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

void CaseEngine::Script::doubt_what_was_concluded(model::ClassRule const* observed) {
    if (const auto why = never_sent(observed); !why.empty() && outcome_.value_or(model::Outcome::satisfied) == model::Outcome::satisfied) {
        outcome_ = model::Outcome::undetermined;
        record_.reason = why;
    }
    if (const auto why = of_several(); !why.empty() && outcome_ == model::Outcome::violated) {
        outcome_ = model::Outcome::undetermined;
        record_.observed_class.clear();
        record_.broken.clear();
        record_.reason += "; but " + why;
    }
}

void CaseEngine::Script::count_findings() {
    for (auto const& finding : state_.findings) {
        if (finding.note) continue;
        add_once(record_.broken, finding.claim);
        if (breaks_own_claims(finding.claim))
            for (auto const& claim : record_.claims) add_once(record_.broken, claim);
        // What a router does to every header says nothing against what the case is about.
        if (record_.outcome == model::Outcome::satisfied && !finding.claim.starts_with("header.")) {
            record_.outcome = model::Outcome::violated;
            record_.reason = finding.detail;
        }
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
    record_.findings = state_.findings;
    record_.took = now - began_;
}

Finished CaseEngine::Script::finish() {
    Finished finished;
    for (auto const& [name, symbol] : state_.symbols) record_.symbols.push_back({name, symbol.text});
    record_.frames.reserve(state_.evidence.size());
    for (; !state_.evidence.empty(); state_.evidence.pop_front()) record_.frames.push_back(std::move(state_.evidence.front().record));
    for (auto& finding : record_.findings)
        for (auto* list : {&finding.lan_frames, &finding.wan_frames})
            for (auto& frame : *list) frame = record_.frames.at(frame - 1).number;
    // What was on the wire before it was handed on stands before it, as in the capture.
    const auto earlier = [](auto const& a, auto const& b) { return a.number < b.number; };
    if (!std::is_sorted(record_.frames.begin(), record_.frames.end(), earlier))
        std::stable_sort(record_.frames.begin(), record_.frames.end(), earlier);
    finished.record = std::move(record_);
    return finished;
}

}  // namespace tsuka::engine
