// How a session casts, starts, ends and confirms its cases. See session.hpp.
#include "harness/judge/settle.hpp"
#include "harness/model/salt.hpp"
#include "harness/model/text.hpp"
#include "harness/run/outdated.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

Result<void> Session::cast(Active& active, Instant now) {
    for (auto const& actor : active.turn.scenario->cast) {
        if (actor.side == Side::wan) {
            auto server = actor.static_target ? pool_.static_remote() : pool_.take_server();
            if (!server) return server.error();
            if (!actor.static_target) active.servers.push_back(*server);
            active.hosts.push_back({actor.name, Side::wan, pool_.gateway_mac(), *server, plan_.lab.wan.link.address, router_wan_mac_});
            if (plan_.lab.ipv6) active.hosts.back().address6 = model::in_prefix(plan_.lab.ipv6->servers, *server);
            demux_.add(active.number, active.hosts.back());
            wan_.add(active.hosts.back(), false);  // what a server answers to a ping is the case's to say
            continue;
        }
        auto client = client_for(active, actor);
        if (!client) return client.error();
        if (client->address) {
            active.joins.push_back(lab::Join::with_address(actor.name, client->mac, *client->address, plan_.lab.lan.prefix.address));
            // The router may ask for the client before it has finished asking for the router.
            lan_.add({actor.name, Side::lan, client->mac, *client->address, plan_.lab.lan.prefix.address, {}}, false);
        } else {
            kept_leases_.forget(client->mac);
            active.joins.push_back(
                lab::Join::with_lease(actor.name, client->mac, active.number * 251 + static_cast<std::uint32_t>(active.joins.size())));
        }
        active.joins.back().start(now);
    }
    return {};
}

void Session::launch(Instant now) {
    while (phase_ == Phase::cases && !waits_for_load() && (!scheduler_.idle() || beyond_budget_)) {
        if (const auto why = enough(now); !why.empty()) {
            if (active_.empty()) end(why, now);
            return;
        }
        auto turn = scheduler_.next(now);
        if (!turn) break;
        admit(std::move(*turn), now);
    }
    if (phase_ == Phase::cases && scheduler_.only_load_is_left()) begin_load(now);
    if (phase_ == Phase::cases && scheduler_.idle()) finish(now);
}

/// Begins an attempt, or says at once why there is none.
void Session::begin(CaseTurn turn, Instant now, std::string why_not) {
    auto const& scenario = *turn.scenario;
    auto active = std::make_unique<Active>();
    active->number = demux_.begin(scenario.name());
    active->began = now;
    observer_.case_started(scenario, turn.number());
    active->turn = std::move(turn);
    auto why = why_not.empty() ? scheduler_.unmet(scenario) : std::move(why_not);
    if (const auto waits = model::written(scenario.waits()); too_long(plan_, scenario))
        why = fmt::format("not run: it waits {}, and this run allows {}; run it with --longest {}", waits, model::written(*plan_.longest),
                          waits);
    if (why.empty()) {
        why = beyond_budget(scenario, now);
        beyond_budget_ = beyond_budget_ || !why.empty();
    }
    if (why.empty())
        if (auto ready = cast(*active, now); !ready) why = ready.error().what;
    if (!why.empty()) {
        active->unstarted = nothing(scenario, model::Outcome::skipped, why);
        retire(*active, now);
        return settle(*active);
    }
    prepare(std::move(active), now);
}

/// Its hosts are cast, and have to get ready.
void Session::prepare(std::unique_ptr<Active> active, Instant now) {
    const auto number = active->number;
    auto& running = *active_.emplace(number, std::move(active)).first->second;
    joining_.insert(number);
    follow_joins(running, now);
    touch(running);
}

void Session::follow_joins(Active& active, Instant now) {
    if (!active.joining()) return;
    bool ready = true;
    for (auto& join : active.joins) {
        for (auto& frame : join.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
        tell_conflicts(join.take_conflicts(), now);
        if (join.state() == lab::Progress::failed) {
            active.unstarted = nothing(*active.turn.scenario, model::Outcome::undetermined, "set-up: " + join.why());
            active.spoilt = active.spoilt || join.is_in_conflict();
            lease_refused_ = !join.is_in_conflict() && plan_.lab.lan.clients == model::Addressing::dhcp && control_client_.has_value();
            return;
        }
        mind_scarcity(join, now);
        ready = ready && join.state() == lab::Progress::ready;
    }
    if (ready) start_engine(active, now);
}

/// Two clients that got one address from the router: nothing that either of them sees could be told apart. Empty: all have their own.
std::string Session::shared_lease(Active const& active) const {
    std::vector<model::Host const*> others{&facts_.sentinel.lan};
    for (auto const& [number, other] : active_)
        for (auto const& host : other->hosts)
            if (host.side == Side::lan && !other->retired) others.push_back(&host);
    for (auto const& join : active.joins) {
        auto const& host = join.host();
        for (auto const* other : others)
            if (other->address == host.address && other->mac != host.mac)
                return fmt::format(
                    "the router leases {} to two clients at the same time, {} and {}: its DHCP server does not tell them apart",
                    to_string(host.address), to_string(other->mac), to_string(host.mac));
        others.push_back(&host);
    }
    return {};
}

void Session::start_engine(Active& active, Instant now) {
    if (auto shared = shared_lease(active); !shared.empty()) {
        active.unstarted = nothing(*active.turn.scenario, model::Outcome::undetermined, "set-up: " + shared);
        return;
    }
    for (auto const& join : active.joins) {
        active.hosts.push_back(join.host());
        kept_leases_.forget(join.host().address);
        auto& host = active.hosts.back();
        if (plan_.lab.ipv6) {
            const bool leased = plan_.lab.lan.clients == model::Addressing::dhcp;
            host.address6 = model::in_prefix(plan_.lab.ipv6->lan, leased ? model::last_octets(host.mac) : host.address);
        }
        demux_.add(active.number, host);
        lan_.add(host, false);
    }
    leases_refused_ = 0;
    auto facts = facts_;
    facts.case_number = active.number;
    auto const* scenario = active.turn.scenario;
    if (model::bears_numbers(*scenario)) {
        active.scenario = std::make_unique<model::Case const>(model::salted(*scenario, plan_.seed, active.number));
        scenario = active.scenario.get();
    }
    facts.counting = memory_.is(*active.turn.scenario);
    if (facts.counting) facts.rest = {};
    // Where it is measured how long a place is held what was opened has to stay.
    facts.hang_up = plan_.hang_up && !(facts.counting && plan_.memory == Counting::full);
    active.engine.emplace(*scenario, active.hosts, facts);
    active.engine->start(now);
}

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
