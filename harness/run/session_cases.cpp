// How a session casts, starts, ends and confirms its cases. See session.hpp.
#include "harness/model/text.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

bool needs_static_client(model::Case const& scenario) {
    return std::any_of(scenario.cast.begin(), scenario.cast.end(), [](auto const& actor) { return actor.static_target; });
}

/// What suites send as too large for the WAN is larger than PPPoE takes (RFC 2516 section 7) and fits into a frame of the LAN.
bool has_small_wan(model::Lab const& lab) {
    return model::Crossing(lab).has_router() && lab.mtu >= 1500 && lab.wan.mtu.value_or(lab.mtu) <= 1492;
}

std::size_t servers_of(model::Case const& scenario) {
    return static_cast<std::size_t>(
        std::count_if(scenario.cast.begin(), scenario.cast.end(), [](auto const& actor) { return actor.side == Side::wan; }));
}

}  // namespace

Result<void> Session::cast(Active& active, Instant now) {
    if (active.scenario->small_wan && !has_small_wan(plan_.lab))
        return fail("the lab does not have a wan.mtu of 1492 or less beside a mtu of 1500 or more, so nothing is too large for the WAN");
    for (auto const& actor : active.scenario->cast) {
        if (actor.side == Side::wan) {
            auto server = pool_.take_server();
            if (!server) return server.error();
            active.servers.push_back(*server);
            active.hosts.push_back({actor.name, Side::wan, pool_.gateway_mac(), *server, plan_.lab.wan.link.address, router_wan_mac_});
            wan_.add(active.hosts.back(), false);  // what a server answers to a ping is the case's to say
            continue;
        }
        auto client = actor.static_target ? pool_.take_static_client() : pool_.take_client();
        if (!client) return client.error();
        active.clients.push_back(*client);
        if (client->address) {
            active.joins.push_back(lab::Join::with_address(actor.name, client->mac, *client->address, plan_.lab.lan.prefix.address));
            // The router may ask for the client before it has finished asking for the router.
            lan_.add({actor.name, Side::lan, client->mac, *client->address, plan_.lab.lan.prefix.address, {}}, false);
        } else {
            active.joins.push_back(
                lab::Join::with_lease(actor.name, client->mac, active.number * 251 + static_cast<std::uint32_t>(active.joins.size())));
        }
        active.joins.back().start(now);
    }
    return {};
}

std::deque<Session::Waiting>::iterator Session::next_up() {
    if (!active_.empty() && active_.front()->scenario->exclusive) return waiting_.end();
    // There is one static client: cases that need it take turns, and others may pass them meanwhile.
    const bool static_taken =
        std::any_of(active_.begin(), active_.end(), [](auto const& active) { return needs_static_client(*active->scenario); });
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
        if (at->scenario->exclusive) return active_.empty() ? at : waiting_.end();
        if (!static_taken || !needs_static_client(*at->scenario)) return at;
    }
    return waiting_.end();
}

void Session::launch(Instant now) {
    if (pause_until_ && now >= *pause_until_) pause_until_.reset();
    while (phase_ == Phase::cases && !pause_until_ && active_.size() < std::max(plan_.jobs, 1U)) {
        const auto turn = next_up();
        if (turn == waiting_.end()) break;
        auto waiting = std::move(*turn);
        waiting_.erase(turn);
        auto active = std::make_unique<Active>();
        active->scenario = waiting.scenario;
        active->number = next_number_++;
        active->began = now;
        observer_.case_started(*waiting.scenario, waiting.number());
        const auto number = active->number;
        attempts_.emplace(number, std::move(waiting));
        if (too_long(plan_, *active->scenario)) {
            const auto waits = model::written(active->scenario->waits());
            active->unstarted = nothing(*active->scenario, model::Outcome::skipped,
                                        fmt::format("not run: it waits {}, and this run allows {}; run it with --longest {}", waits,
                                                    model::written(*plan_.longest), waits));
            settle(*active, now);
            continue;
        }
        if (auto ready = cast(*active, now); !ready) {
            active->unstarted = nothing(*active->scenario, model::Outcome::skipped, ready.error().what);
            settle(*active, now);
            continue;
        }
        active_.push_back(std::move(active));
        follow_joins(*active_.back(), now);
    }
    if (phase_ == Phase::cases && waiting_.empty() && active_.empty()) phase_ = Phase::done;
}

void Session::follow_joins(Active& active, Instant now) {
    if (active.engine || active.unstarted) return;
    bool ready = true;
    for (auto& join : active.joins) {
        for (auto& frame : join.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
        if (join.state() == lab::Progress::failed) {
            active.unstarted = nothing(*active.scenario, model::Outcome::undetermined, "set-up: " + join.why());
            return;
        }
        ready = ready && join.state() == lab::Progress::ready;
    }
    if (ready) start_engine(active, now);
}

/// Two clients that got one address from the router: nothing that either of them sees could be told apart. Empty: all have their own.
std::string Session::shared_lease(Active const& active) const {
    std::vector<model::Host const*> others{&facts_.sentinel.lan};
    for (auto const& other : active_)
        for (auto const& host : other->hosts)
            if (host.side == Side::lan) others.push_back(&host);
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
        active.unstarted = nothing(*active.scenario, model::Outcome::undetermined, "set-up: " + shared);
        return;
    }
    for (auto const& join : active.joins) {
        active.hosts.push_back(join.host());
        lan_.add(join.host(), false);
    }
    auto facts = facts_;
    facts.case_number = active.number;
    active.engine.emplace(*active.scenario, active.hosts, facts);
    active.engine->start(now);
    collect(active);
}

void Session::collect(Active& active) {
    if (!active.engine) return;
    for (auto& frame : active.engine->take_frames()) out_.push_back({frame.side, std::move(frame.frame), active.number, frame.evidence});
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
    for (bool ended = true; ended && phase_ != Phase::done;) {
        ended = false;
        bool dead = false;
        for (std::size_t at = 0; at < active_.size();) {
            auto& active = *active_[at];
            if (!active.unstarted && !(active.engine && active.engine->done())) {
                ++at;
                continue;
            }
            dead = dead || active.unstarted || active.engine->path_dead();  // not even its hosts could be set up
            settle(active, now);
            active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(at));
            ended = true;
        }
        // A dead router would cost every remaining case its patience: ask once, properly, and stop with words if it is gone.
        if (dead && phase_ == Phase::cases) begin_health(now);
        if (ended) launch(now);
    }
}

/// Another attempt comes next. Where it would take servers that a first attempt needs it comes last: what a router remembers of a server
/// that is used again may spoil a confirmation, and must not spoil what is to be confirmed.
void Session::again(Waiting attempt) {
    auto needed = servers_of(*attempt.scenario);
    for (auto const& waiting : waiting_)
        if (waiting.attempts.empty()) needed += servers_of(*waiting.scenario);
    if (needed <= pool_.fresh_servers())
        waiting_.push_front(std::move(attempt));
    else
        waiting_.push_back(std::move(attempt));
}

void Session::release(Active const& active) {
    for (auto const& join : active.joins)
        for (auto& frame : join.leave()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
    for (auto const& client : active.clients) pool_.give_back(client);
    for (auto const& server : active.servers) pool_.give_back(server);
    for (auto const& host : active.hosts) (host.side == Side::lan ? lan_ : wan_).remove(host.address);
}

void Session::settle(Active& active, Instant now) {
    auto finished = active.unstarted ? std::move(*active.unstarted) : active.engine->finish();
    finished.record.began = active.began - began_;
    finished.record.took = now - active.began;
    if (!active.unstarted && plan_.lab.pause > Duration::zero()) pause_until_ = now + plan_.lab.pause;
    release(active);
    auto waiting = std::move(attempts_.at(active.number));
    attempts_.erase(active.number);
    rule(std::move(waiting), std::move(finished), active.spoilt);
}

void Session::rule(Waiting waiting, engine::Finished finished, bool spoilt) {
    auto& record = finished.record;
    Attempt attempt{{record.outcome, record.observed_class, record.broken, record.reason, {}}, spoilt};
    for (auto const& frame : record.frames) attempt.found.frames.push_back(frame.number);
    waiting.attempts.push_back(std::move(attempt));
    const auto ruling = decide(waiting.attempts, plan_.confirm, ended_);
    if (ruling.shown + 1 == waiting.attempts.size()) waiting.shown = std::move(finished);
    if (ruling.next == Ruling::Next::again) return again(std::move(waiting));
    report(std::move(waiting), ruling);
}

void Session::report(Waiting waiting, Ruling const& ruling) {
    auto& record = waiting.shown->record;
    if (ruling.next == Ruling::Next::unconfirmed) record.outcome = model::Outcome::undetermined;
    if (!ruling.reason.empty()) record.reason = ruling.reason;
    for (auto const& claim : ruling.broken)
        if (std::find(record.broken.begin(), record.broken.end(), claim) == record.broken.end()) record.broken.push_back(claim);
    record.attempts = static_cast<unsigned>(waiting.attempts.size());
    if (waiting.attempts.size() > 1)
        for (auto& attempt : waiting.attempts) record.tries.push_back(std::move(attempt.found));
    observer_.case_finished(std::move(*waiting.shown));
}

void Session::interrupt(std::string const& reason, Instant now) {
    if (done()) return;
    note(model::Input::Kind::interrupt, now, {}, reason);
    end(reason, now);
}

void Session::end(std::string const& reason, Instant now) {
    ended_ = reason;
    for (auto& active : active_) {
        if (active->engine)
            active->engine->abandon(reason, now);
        else
            active->unstarted = nothing(*active->scenario, model::Outcome::undetermined, reason);
        settle(*active, now);
    }
    active_.clear();
    if (!preflight_failed_)
        for (auto& waiting : waiting_) {
            // What has been found stays found, even if it could not be confirmed any more.
            const bool found = std::any_of(waiting.attempts.begin(), waiting.attempts.end(), [](auto const& one) { return !one.spoilt; });
            if (found) {
                const auto ruling = leave_unconfirmed(waiting.attempts, reason);
                report(std::move(waiting), ruling);
            } else {
                rule(std::move(waiting), nothing(*waiting.scenario, model::Outcome::skipped, "not run: " + reason), false);
            }
        }
    waiting_.clear();
    phase_ = Phase::done;
}

void Session::frames_dropped(Side side, std::uint64_t count, Instant now) {
    spoil(fmt::format("the {} port dropped {} frames while the case ran, so what is missing may have been there{}", to_string(side), count,
                      surge_.cause(side)),
          {}, now);
}

void Session::spoil(std::string const& why, Duration rest, Instant now) {
    if (done()) return;
    note(model::Input::Kind::spoilt, now, rest, why);
    invalidate(why, rest, now);
}

void Session::invalidate(std::string const& why, Duration rest, Instant now) {
    if (rest > Duration::zero()) pause_until_ = now + rest;
    for (auto& active : active_)
        if (active->engine && !active->engine->done()) {
            active->spoilt = true;
            active->engine->abandon(why, now);
        }
    reap(now);
}

}  // namespace tsuka::run
