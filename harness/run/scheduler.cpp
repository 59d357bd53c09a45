// Whose turn it is: see scheduler.hpp.
#include "harness/run/scheduler.hpp"

#include "harness/run/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace tsuka::run {

namespace {

/// Whether it asks the router itself for something. Its programs may be slow, and clients do not ask all at once (RFC 6886 section 3.1).
bool asks_router(model::Case const& scenario) {
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [](auto const& step) {
        auto const* expect = std::get_if<model::ExpectStep>(&step.action);
        return expect != nullptr && !expect->answers.empty();
    });
}

using Kind = model::Need::Kind;

std::size_t servers_of(model::Case const& scenario) {
    return static_cast<std::size_t>(
        std::count_if(scenario.cast.begin(), scenario.cast.end(), [](auto const& actor) { return actor.side == Side::wan; }));
}

/// Cases that need the router for themselves come late, one at a time, and those that do something to it last.
unsigned harm_of(model::Case const& scenario) {
    return scenario.needs_any(Kind::hook) ? 2 : scenario.needs_any(Kind::alone) ? 1 : 0;
}

}  // namespace

std::size_t clients_of(model::Case const& scenario) {
    const auto speaks = [&](std::string const& name) {
        return std::any_of(scenario.steps.begin(), scenario.steps.end(), [&](auto const& step) {
            auto const* use = std::get_if<model::UseStep>(&step.action);
            return use != nullptr && (use->from == name || use->to == name);
        });
    };
    return static_cast<std::size_t>(std::count_if(scenario.cast.begin(), scenario.cast.end(),
                                                  [&](auto const& actor) { return actor.side == Side::lan && speaks(actor.name); }));
}

bool asks_for_clean_port(model::Case const& scenario) {
    const auto asks = [](model::Condition const& one) {
        return one.kind == model::Condition::Kind::field && one.field == "src_port" && one.other_probe.empty();
    };
    return clients_of(scenario) == 1 && std::any_of(scenario.classes.begin(), scenario.classes.end(), [&](auto const& rule) {
               return std::any_of(rule.when.begin(), rule.when.end(), asks);
           });
}

bool CaseTurn::found_something() const {
    return std::any_of(attempts.begin(), attempts.end(), [](auto const& one) { return !one.spoilt; });
}

Scheduler::Scheduler(Plan const& plan) : plan_(plan), lab_(plan.lab), jobs_(std::max(plan.jobs, 1U)) {
    for (unsigned harm : {0U, 1U, 2U})
        for (auto const& scenario : plan.cases)
            if (harm_of(scenario) == harm) (scenario.under_load ? under_load_ : waiting_).push_back({&scenario});
    for (auto const& scenario : plan.cases)
        for (auto const& path : scenario.provides) ++paths_[path].open;
    for (auto const& found : plan.found) {
        auto& path = paths_[found.path];
        path.there = path.there || found.there;
        if (!found.there && path.missing_by.empty()) path.missing_by = found.by;
    }
}

void Scheduler::burdens(std::function<Burden(model::Case const&)> of) {
    burden_ = std::move(of);
    const auto rank = [&](CaseTurn const& turn) {
        auto const& scenario = *turn.scenario;
        const auto burden = burden_(scenario);
        const bool does = scenario.needs_any(Kind::hook);
        return std::tuple(does, burden == Burden::borrows ? Burden::none : burden, harm_of(scenario), !asks_for_clean_port(scenario));
    };
    for (auto* turns : {&waiting_, &under_load_})
        std::stable_sort(turns->begin(), turns->end(), [&](auto const& one, auto const& other) { return rank(one) < rank(other); });
}

void Scheduler::load_begins() {
    for (auto& turn : std::exchange(under_load_, {})) waiting_.push_back(std::move(turn));
}

bool Scheduler::waits_for_a_path(model::Case const& scenario) const {
    return std::any_of(scenario.needs.begin(), scenario.needs.end(), [&](auto const& need) {
        if (need.kind != Kind::path) return false;
        const auto path = paths_.find(need.written);
        return path != paths_.end() && path->second.open > 0 && !path->second.there;
    });
}

bool Scheduler::may_run(model::Case const& scenario) const {
    if (static_client_ && scenario.needs_any(Kind::static_client)) return false;
    if (asked_ && asks_router(scenario)) return false;
    if (borrowed_ && burden_(scenario) != Burden::none) return false;
    if (under_way_ > 0 && clients_ + clients_of(scenario) > most_clients_) return false;
    return !waits_for_a_path(scenario);
}

std::deque<CaseTurn>::iterator Scheduler::pick() {
    if (alone_) return waiting_.end();
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
        if (!may_run(*at->scenario)) continue;  // others may pass it meanwhile
        // What is done to the router may make it lose what it would still have sent of a case that rests.
        if (at->scenario->needs_any(Kind::hook)) return under_way_ == 0 && open_ == 0 ? at : waiting_.end();
        if (!at->scenario->needs_any(Kind::alone)) return at;
        return under_way_ == 0 ? at : waiting_.end();
    }
    // Cases that wait for each other's paths would wait for ever.
    return under_way_ == 0 && open_ == 0 ? waiting_.begin() : waiting_.end();
}

std::optional<CaseTurn> Scheduler::next(Instant now) {
    if (pause_until_ && now >= *pause_until_) pause_until_.reset();
    if (waiting_.empty() && under_way_ == 0 && open_ == 0 && !last_.empty()) {
        waiting_.push_back(std::move(last_.front()));
        last_.pop_front();
    }
    if (pause_until_ || under_way_ >= jobs_) return std::nullopt;
    const auto at = pick();
    if (at == waiting_.end()) return std::nullopt;
    auto turn = std::move(*at);
    waiting_.erase(at);
    ++under_way_;
    ++open_;
    clients_ += clients_of(*turn.scenario);
    alone_ = turn.scenario->needs_any(Kind::alone);
    static_client_ = static_client_ || turn.scenario->needs_any(Kind::static_client);
    asked_ = asked_ || asks_router(*turn.scenario);
    borrowed_ = borrowed_ || burden_(*turn.scenario) != Burden::none;
    return turn;
}

void Scheduler::last(CaseTurn turn) {
    --open_;
    last_.push_back(std::move(turn));
}

std::deque<CaseTurn> Scheduler::give_up() {
    auto all = std::exchange(waiting_, {});
    for (auto& turn : std::exchange(under_load_, {})) all.push_back(std::move(turn));
    for (auto& turn : std::exchange(last_, {})) all.push_back(std::move(turn));
    return all;
}

std::string Scheduler::unmet(model::Case const& scenario) const {
    for (auto const& need : scenario.needs) {
        if (auto why = model::unmet(need, lab_); !why.empty()) return why;
        if (need.kind != Kind::path) continue;
        const auto path = paths_.find(need.written);
        if (path != paths_.end() && !path->second.there && !path->second.missing_by.empty())
            return fmt::format("not tried: needs '{}', which {} found missing", need.written, path->second.missing_by);
    }
    return {};
}

void Scheduler::ended(model::Case const& scenario, bool began, Instant now) {
    --under_way_;
    clients_ -= clients_of(scenario);
    alone_ = false;
    if (scenario.needs_any(Kind::static_client)) static_client_ = false;
    if (asks_router(scenario)) asked_ = false;
    if (burden_(scenario) != Burden::none) borrowed_ = false;
    if (const auto pause = pause_(scenario); began && pause > Duration::zero()) pause_until_ = now + pause;
}

void Scheduler::settled(model::Case const& scenario, model::CaseRecord const& result) {
    open_ -= open_ > 0 ? 1U : 0U;  // what is told of a case that was given up had no turn
    for (auto const& name : scenario.provides) {
        auto& path = paths_[name];
        path.open -= path.open > 0 ? 1U : 0U;
        const auto seen = path_seen(name, scenario, result);
        path.there = path.there || seen == PathSeen::there;
        if (seen == PathSeen::missing && path.missing_by.empty()) path.missing_by = scenario.name();
    }
}

void Scheduler::again(CaseTurn turn, std::uint64_t fresh_servers) {
    --open_;
    auto needed = servers_of(*turn.scenario);
    for (auto const& waiting : waiting_)
        if (waiting.attempts.empty()) needed += servers_of(*waiting.scenario);
    if (needed <= fresh_servers)
        waiting_.push_front(std::move(turn));
    else
        waiting_.push_back(std::move(turn));
}

}  // namespace tsuka::run
