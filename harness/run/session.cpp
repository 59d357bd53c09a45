// A whole certification: see session.hpp.
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

std::optional<Instant> sooner(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a) return b;
    return b ? std::min(*a, *b) : a;
}

/// Where a frame is going: destination MAC on the LAN, destination address on the WAN.
struct Target {
    MacAddress mac;
    Ipv4Address address;
};

std::optional<Target> target_of(View frame) {
    if (frame.size() < 34 || frame[12] != 0x08 || frame[13] != 0x00) return std::nullopt;
    Target target;
    std::copy_n(frame.begin(), target.mac.octets.size(), target.mac.octets.begin());
    target.address.number = static_cast<std::uint32_t>(*read_bits(frame, 30 * 8, 32));
    return target;
}

bool same_result(model::CaseRecord const& a, model::CaseRecord const& b) {
    return a.outcome == b.outcome && a.observed_class == b.observed_class && a.broken == b.broken;
}

std::string in_words(model::CaseRecord const& record) {
    return fmt::format("{}{}{}", to_string(record.outcome), record.observed_class.empty() ? "" : ", class " + record.observed_class,
                       record.reason.empty() ? "" : " (" + record.reason + ")");
}

}  // namespace

Session::Session(Plan const& plan, Observer& observer)
    : plan_(plan), observer_(observer), pool_(plan.lab, plan.seed), isp_(plan.lab.wan, pool_.gateway_mac()) {
    // Cases that need the router for themselves come last, one at a time.
    for (bool exclusive : {false, true})
        for (auto const& scenario : plan.cases)
            if (scenario.exclusive == exclusive) waiting_.push_back({&scenario, std::nullopt, 1});
    wan_.add_gateway(plan.lab.wan.link.address, pool_.gateway_mac());
    if (plan.lab.cable) wan_.add_gateway(plan.lab.lan.prefix.address, pool_.gateway_mac());
}

Session::~Session() = default;

// --- preflight and health

void Session::start(Instant now) {
    began_ = now;
    begin_preflight(now);
}

void Session::begin_preflight(Instant now) {
    auto client = pool_.take_client();
    auto beacon = pool_.take_server();
    if (!client || !beacon) {
        preflight_failed_ = true;
        return end((client ? beacon.error() : client.error()).what, now);
    }
    auto join = client->address ? lab::Join::with_address("", client->mac, *client->address, plan_.lab.lan.prefix.address)
                                : lab::Join::with_lease("", client->mac, static_cast<std::uint32_t>(plan_.seed));
    model::Host host{"", Side::wan, pool_.gateway_mac(), *beacon, plan_.lab.wan.link.address, {}};
    wan_.add(host);
    if (client->address) lan_.add({"", Side::lan, client->mac, *client->address, plan_.lab.lan.prefix.address, {}});
    preflight_ =
        std::make_unique<Preflight>(plan_.lab, isp_, std::move(join), std::move(host), pool_.take_port(), pool_.take_port(), plan_.seed);
    preflight_->start(now);
}

void Session::begin_health(Instant now) {
    phase_ = Phase::health;
    begin_preflight(now);
}

void Session::follow_health(Instant now) {
    if (!preflight_) return;
    for (auto& frame : preflight_->take_frames()) out_.push_back(std::move(frame));
    if (preflight_->state() == Preflight::State::working) return;
    if (preflight_->state() == Preflight::State::failed) {
        const auto why = preflight_->why();
        const bool first = phase_ == Phase::preflight;
        preflight_.reset();
        preflight_failed_ = first;
        return end(first ? why : "the router stopped forwarding in mid-run: " + why, now);
    }
    facts_ = preflight_->facts();
    router_wan_mac_ = preflight_->router_wan_mac();
    lan_.add(facts_.sentinel.lan);
    if (phase_ == Phase::preflight) observer_.preflight_done(preflight_->records());
    preflight_.reset();
    phase_ = Phase::cases;
    launch(now);
}

// --- cases

Result<void> Session::cast(Active& active, Instant now) {
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

void Session::launch(Instant now) {
    while (phase_ == Phase::cases && !waiting_.empty() && active_.size() < std::max(plan_.jobs, 1U)) {
        const bool alone = waiting_.front().scenario->exclusive;
        const bool other_alone = !active_.empty() && active_.front()->scenario->exclusive;
        if ((alone && !active_.empty()) || other_alone) break;
        auto waiting = std::move(waiting_.front());
        waiting_.pop_front();
        auto active = std::make_unique<Active>();
        active->scenario = waiting.scenario;
        active->number = next_number_++;
        active->began = now;
        observer_.case_started(*waiting.scenario, waiting.attempt);
        const auto number = active->number;
        attempts_.emplace(number, std::move(waiting));
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

void Session::start_engine(Active& active, Instant now) {
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
    for (auto const& frame : active.engine->take_frames())
        out_.push_back({frame.side, Octets(frame.frame.begin(), frame.frame.end()), active.number, frame.evidence});
}

Session::Active* Session::owner(Side side, View frame) {
    const auto token = engine::token_of_frame(engine::run_magic(plan_.seed), frame);
    const auto target = target_of(frame);
    for (auto& active : active_) {
        if (token && token->case_number == active->number) return active.get();
        if (token || !target) continue;
        for (auto const& host : active->hosts)
            if (host.side == side && (side == Side::lan ? host.mac == target->mac : host.address == target->address)) return active.get();
    }
    return nullptr;
}

void Session::receive(Side side, View frame, Instant at, bool checksum_ready) {
    if (done()) return;
    for (auto& answer : (side == Side::lan ? lan_ : wan_).answer(frame)) out_.push_back({side, std::move(answer), std::nullopt, 0});
    if (side == Side::wan)
        for (auto& answer : isp_.answer(frame)) out_.push_back({side, std::move(answer), std::nullopt, 0});
    if (preflight_) {
        preflight_->receive(side, frame, at);
        follow_health(at);
    }
    if (side == Side::lan)
        for (auto& active : active_)
            if (!active->engine && !active->unstarted) {
                for (auto& join : active->joins) join.receive(frame, at);
                follow_joins(*active, at);
            }
    if (auto* active = owner(side, frame); active != nullptr && active->engine) {
        active->engine->receive(side, frame, at, checksum_ready);
        collect(*active);
    }
    reap(at);
}

void Session::wake(Instant now) {
    if (done()) return;
    if (preflight_) {
        preflight_->wake(now);
        follow_health(now);
    }
    for (auto& active : active_) {
        if (!active->engine && !active->unstarted) {
            for (auto& join : active->joins) join.wake(now);
            follow_joins(*active, now);
        }
        if (!active->engine) continue;
        if (const auto due = active->engine->wake_at(); due && *due <= now) active->engine->wake(now);
        collect(*active);
    }
    reap(now);
}

std::optional<Instant> Session::wake_at() const {
    if (done()) return std::nullopt;
    std::optional<Instant> at;
    if (preflight_) at = sooner(at, preflight_->wake_at());
    for (auto const& active : active_) {
        if (active->engine)
            at = sooner(at, active->engine->wake_at());
        else
            for (auto const& join : active->joins) at = sooner(at, join.wake_at());
    }
    return at;
}

// --- ends

engine::Finished Session::nothing(model::Case const& scenario, model::Outcome outcome, std::string reason) const {
    engine::CaseEngine engine(scenario, {}, facts_);
    engine.abandon(reason, began_);
    auto finished = engine.finish();
    finished.record.outcome = outcome;
    finished.record.reason = std::move(reason);
    for (auto& step : finished.record.steps) step.status = model::StepStatus::not_reached;
    return finished;
}

void Session::reap(Instant now) {
    bool ended = false;
    bool dead = false;
    for (std::size_t at = 0; at < active_.size();) {
        auto& active = *active_[at];
        if (!active.unstarted && !(active.engine && active.engine->done())) {
            ++at;
            continue;
        }
        dead = dead || (active.engine && active.engine->path_dead());
        settle(active, now);
        active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(at));
        ended = true;
    }
    if (phase_ == Phase::done) return;
    // A dead router would cost every remaining case its patience: ask once, properly, and stop with words if it is gone.
    if (dead && phase_ == Phase::cases) begin_health(now);
    if (ended) launch(now);
}

void Session::settle(Active& active, Instant now) {
    auto finished = active.unstarted ? std::move(*active.unstarted) : active.engine->finish();
    finished.record.began = active.began - began_;
    finished.record.took = now - active.began;
    for (auto const& join : active.joins)
        for (auto& frame : join.leave()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
    for (auto const& client : active.clients) pool_.give_back(client);
    for (auto const& server : active.servers) pool_.give_back(server);
    for (auto const& host : active.hosts) (host.side == Side::lan ? lan_ : wan_).remove(host.address);

    auto attempt = std::move(attempts_.at(active.number));
    attempts_.erase(active.number);
    const auto outcome = finished.record.outcome;
    const bool settled = outcome == model::Outcome::satisfied || outcome == model::Outcome::skipped || outcome == model::Outcome::error;
    if (!attempt.earlier) {
        if (settled || plan_.confirm == 0 || !ended_.empty()) return report(std::move(finished), attempt.attempt);
        waiting_.push_front({attempt.scenario, std::move(finished), attempt.attempt + 1});
        return;
    }
    if (same_result(attempt.earlier->record, finished.record)) {
        if (attempt.attempt <= plan_.confirm && ended_.empty()) {
            waiting_.push_front({attempt.scenario, std::move(finished), attempt.attempt + 1});
            return;
        }
        return report(std::move(finished), attempt.attempt);
    }
    // Two attempts, two results: that is what the report must say, with the evidence of the one that was not satisfied.
    auto reason = fmt::format("not repeatable: attempt {} with fresh addresses: {}; attempt {}: {}", attempt.attempt - 1,
                              in_words(attempt.earlier->record), attempt.attempt, in_words(finished.record));
    auto shown = std::move(*attempt.earlier);
    shown.record.outcome = model::Outcome::undetermined;
    shown.record.reason = std::move(reason);
    report(std::move(shown), attempt.attempt);
}

void Session::report(engine::Finished finished, unsigned attempts) {
    finished.record.attempts = attempts;
    observer_.case_finished(std::move(finished));
}

void Session::interrupt(std::string const& reason, Instant now) {
    if (!done()) end(reason, now);
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
        for (auto const& waiting : waiting_)
            report(nothing(*waiting.scenario, model::Outcome::skipped, "not run: " + reason), waiting.attempt);
    waiting_.clear();
    phase_ = Phase::done;
}

void Session::frames_dropped(Side side, std::uint64_t count, Instant now) {
    for (auto& active : active_)
        if (active->engine && !active->engine->done())
            active->engine->abandon(fmt::format("the {} port dropped {} frames while the case ran, so what is missing may have been there",
                                                to_string(side), count),
                                    now);
    reap(now);
}

void Session::sent_at(Transmit const& frame, Instant at) {
    if (!frame.case_number) return;
    for (auto& active : active_)
        if (active->number == *frame.case_number && active->engine) active->engine->sent_at(frame.evidence, at);
}

std::vector<Transmit> Session::take_frames() {
    return std::exchange(out_, {});
}

}  // namespace tsuka::run
