// How a session ends its cases, and confirms what they found. See session.hpp.
#include "harness/judge/settle.hpp"
#include "harness/model/salt.hpp"
#include "harness/model/text.hpp"
#include "harness/run/outdated.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

void Session::touch(Active& active) {
    touched_.insert(active.number);
    std::optional<Instant> due;
    if (active.joining()) {
        for (auto const& join : active.joins)
            if (const auto at = join.wake_at(); at && (!due || *at < *due)) due = at;
    } else {
        joining_.erase(active.number);
    }
    if (active.engine) {
        for (auto& frame : active.engine->take_frames()) {
            demux_.sends(frame.side, frame.frame);
            out_.push_back({frame.side, std::move(frame.frame), active.number, frame.evidence});
        }
        due = active.engine->wake_at();
        if (!active.retired)
            for (auto const& join : active.joins)
                if (const auto at = join.wake_at(); at && (!due || *at < *due)) due = at;
    }
    agenda_.set(active.number, due);
}

engine::Finished Session::nothing(model::Case const& scenario, model::Outcome outcome, std::string reason) const {
    engine::CaseEngine engine(scenario, {}, facts_);
    engine.abandon(reason, began_);
    auto finished = engine.finish();
    finished.record.outcome = outcome;
    finished.record.reason = std::move(reason);
    finished.record.took = {};
    for (auto& step : finished.record.steps) {
        step.status = model::StepStatus::not_reached;
        step.detail.clear();
    }
    return finished;
}

void Session::reap(Instant now) {
    // A case may end in the moment it starts, so look again after launching.
    while (!touched_.empty() && phase_ != Phase::done) {
        bool ended = false;
        bool dead = false;
        bool flooded = false;
        for (const auto number : std::exchange(touched_, {})) {
            auto* active = this->active(number);
            if (active == nullptr) continue;
            follow_request(*active, now);
            const bool over = active->unstarted || (active->engine && active->engine->done());
            if (!over && !(active->engine && active->engine->resting())) continue;
            if (!active->retired) {
                dead = dead || (!memory_.is(*active->turn.scenario) &&
                                (active->unstarted || active->engine->path_dead()));  // not even its hosts could be set up
                flooded = flooded || !active->turn.scenario->control.empty();
                retire(*active, now);
                ended = true;
            }
            if (!over) continue;
            settle(*active);
            active_.erase(number);
            ended = true;
        }
        // A dead router would cost every remaining case its patience: ask once, properly, and stop with words if it is gone.
        const bool refused = std::exchange(lease_refused_, false);
        if (flooded) health_.was_flooded(now);
        if (dead && phase_ == Phase::cases) refused ? ask_without_lease(now) : begin_health(now);
        if (flooded && phase_ == Phase::cases) ask_for_room(now);
        if (std::exchange(counting_ends_, false)) counted(now);
        if (ended) launch(now);
    }
}

void Session::release(Active const& active, Instant now) {
    for (auto const& join : active.joins)
        keep_lease(join, std::find(active.borrowed.begin(), active.borrowed.end(), join.mac()) != active.borrowed.end());
    give_surplus_back(now);
    for (auto const& client : active.clients) pool_.give_back(client);
    for (auto const& server : active.servers) pool_.give_back(server);
    for (auto const& host : active.hosts) (host.side == Side::lan ? lan_ : wan_).remove(host);
}

/// Its turn is over and the next may begin: only what comes late is still looked at, and what it found is not yet told.
void Session::retire(Active& active, Instant now) {
    active.retired = true;
    active.ended = now;
    joining_.erase(active.number);
    if (!memory_.is(*active.turn.scenario)) {
        scheduler_.ended(*active.turn.scenario, active.engine.has_value(), now);
        moved_ = moved_ || (active.engine && burden(*active.turn.scenario) > Scheduler::Burden::borrows);
    }
    if (active.engine && (memory_.is(*active.turn.scenario) || memory_.places(*active.turn.scenario))) free_at_ = now + memory_.hold();
    release(active, now);
    demux_.rest(active.number);
}

void Session::settle(Active& active) {
    auto finished = active.unstarted ? std::move(*active.unstarted) : active.engine->finish();
    finished.record.began = active.began - began_;
    finished.record.took = active.ended - active.began;
    judge::settle(finished.record);
    agenda_.erase(active.number);
    demux_.end(active.number, active.hosts);
    active.spoilt = taken_back_for_line(active, finished.record) || active.spoilt;
    if (memory_.is(*active.turn.scenario)) {
        counting_ends_ = true;
        if (!active.spoilt || ++spoilt_counts_ > 5) memory_.take(finished.record);
        return;
    }
    tell_of_places(active, finished.record);
    const bool silent = active.engine && active.engine->path_dead() && !active.spoilt;
    if (silent) return silent_.push_back({std::move(active.turn), std::move(finished)});
    if (phase_ == Phase::health && !active.spoilt) return held_.push_back({std::move(active.turn), std::move(finished)});
    const bool outdated = !active.outdated.empty() && !holds_anyway(finished.record);
    if (outdated) take_back(finished.record, active.outdated);
    rule(std::move(active.turn), std::move(finished), active.spoilt || outdated ? Found::nothing_ours : Found::something);
}

namespace {

/// By the last frames that a case sent before the router fell silent.
model::Observation stopped_the_router(model::CaseRecord const& record) {
    constexpr std::size_t shown = 4;
    model::Observation seen{.seen = model::Seen::silence};
    std::size_t told = 0;
    for (auto frame = record.frames.rbegin(); frame != record.frames.rend() && told < shown; ++frame) {
        if (!frame->sent || frame->sentinel) continue;
        auto& numbers = frame->side == Side::lan ? seen.lan_frames : seen.wan_frames;
        numbers.insert(numbers.begin(), frame->number);
        ++told;
    }
    return seen;
}

}  // namespace

void Session::rule(CaseTurn turn, engine::Finished finished, Found found) {
    auto& record = finished.record;
    Attempt attempt{
        {record.outcome, record.observed_class, record.broken, record.reason, {}}, found == Found::nothing_ours, found == Found::silence};
    for (auto const& frame : record.frames) attempt.found.frames.push_back(frame.number);
    turn.attempts.push_back(std::move(attempt));
    const auto ruling = decide(turn.attempts, plan_.confirm, ended_);
    if (ruling.shown + 1 == turn.attempts.size()) turn.shown = std::move(finished);
    if (ruling.next == Ruling::Next::again) return scheduler_.again(std::move(turn), pool_.fresh_servers());
    if (ruling.next == Ruling::Next::last) return scheduler_.last(std::move(turn));
    report(std::move(turn), ruling);
}

void Session::report(CaseTurn turn, Ruling const& ruling) {
    auto& record = turn.shown->record;
    if (ruling.next == Ruling::Next::unconfirmed) record.outcome = model::Outcome::undetermined;
    if (!ruling.reason.empty()) record.reason = ruling.reason;
    if (ruling.next == Ruling::Next::stops) {
        record.outcome = model::Outcome::violated;
        record.because = record.observations.size();
        record.observations.push_back(stopped_the_router(record));
    }
    for (auto const& claim : ruling.broken)
        if (std::find(record.broken.begin(), record.broken.end(), claim) == record.broken.end()) record.broken.push_back(claim);
    record.attempts = static_cast<unsigned>(turn.attempts.size());
    if (turn.attempts.size() > 1)
        for (auto& attempt : turn.attempts) record.tries.push_back(std::move(attempt.found));
    scheduler_.settled(*turn.scenario, record);
    if (plan_.limits.fails && plan_.limits.fails(record)) ++failures_;
    observer_.case_finished(std::move(*turn.shown));
}

}  // namespace tsuka::run
