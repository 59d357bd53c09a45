// How a session ends, in good order or not, and what takes cases in hand back. See session.hpp.
#include "harness/model/text.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <utility>

namespace tsuka::run {

void Session::interrupt(std::string const& reason, Instant now) {
    if (done()) return;
    note(model::Input::Kind::interrupt, now, {}, reason);
    if (phase_ != Phase::leaving) return end(reason, now);
    while (!done()) leave(now);  // asked twice
}

/// What was taken is given back: leases, and a PPPoE session, since a router that is not told holds a dead one for minutes.
void Session::finish(Instant now) {
    phase_ = Phase::leaving;
    end_check(now);
    ask_again_at_.reset();
    recount_at_.reset();
    if (load_)
        for (auto const& join : load_->joins) keep_lease(join, false);
    load_.reset();
    if (control_client_) lent_leases_.erase(control_client_->mac());  // it gives it back itself, when it is no more asked
    for (auto& [mac, lease] : std::exchange(lent_leases_, {})) kept_leases_.keep(std::move(lease));
    leave(now);
}

/// Some at a time, and the next when the server has answered the control client, which renews its lease for that: it writes a file for each
/// that is given back, and what comes faster is lost.
void Session::leave(Instant now) {
    constexpr unsigned at_once = 16;
    constexpr Duration patience = std::chrono::seconds(1);
    constexpr Duration unasked = std::chrono::milliseconds(50);
    for (unsigned one = 0; one < at_once && !kept_leases_.empty(); ++one)
        for (auto& frame : kept_leases_.next(now)) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
    if (!kept_leases_.empty()) {
        if (control_client_) control_client_->renew(now);
        leave_at_ = now + (control_client_ && control_client_->renewing() ? patience : unasked);
        if (control_client_) follow_control_lease();
        return;
    }
    phase_ = Phase::done;
    if (control_client_)
        for (auto& frame : control_client_->leave()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
    if (isp_.concentrator() == nullptr) return;
    for (auto& frame : isp_.concentrator()->hang_up()) out_.push_back({Side::wan, std::move(frame), std::nullopt, 0});
}

void Session::end(std::string const& reason, Instant now) {
    ended_ = reason;
    for (auto& [number, active] : active_) {
        if (active->engine)
            active->engine->abandon(reason, now);
        else
            active->unstarted = nothing(*active->turn.scenario, model::Outcome::undetermined, reason);
        if (!active->retired) retire(*active, now);
        settle(*active);
    }
    active_.clear();
    tell_held({});
    if (phase_ == Phase::memory) observer_.preflight_done(measured_);
    tell_silent(health_.silence(now));
    if (held_back_) scheduler_.last(std::move(*held_back_));
    for (auto& turn : scheduler_.give_up()) {
        if (preflight_failed_) break;
        // What has been found stays found, even if it could not be confirmed any more.
        if (turn.found_something()) {
            const auto ruling = leave_unconfirmed(turn.attempts, reason);
            report(std::move(turn), ruling);
        } else {
            auto skipped = nothing(*turn.scenario, model::Outcome::skipped, "not run: " + reason);
            rule(std::move(turn), std::move(skipped), Found::something);
        }
    }
    finish(now);
}

/// Why no case begins any more; empty while some may.
std::string Session::enough(Instant now) const {
    auto const& limits = plan_.limits;
    if (limits.most_failures > 0 && failures_ >= limits.most_failures)
        return fmt::format(fmt::runtime(failures_ == 1 ? "{} case has failed, and this run was to end at that (--max-fail)"
                                                       : "{} cases have failed, and this run was to end at that (--max-fail)"),
                           failures_);
    if (limits.budget && (now - began_ >= *limits.budget || (scheduler_.idle() && beyond_budget_)))
        return fmt::format("the time given to this run, {}, did not do for all cases (--budget)", model::written(*limits.budget));
    return {};
}

/// Why this case cannot begin; empty when it can, or when the run has all the time there is.
std::string Session::beyond_budget(model::Case const& scenario, Instant now) const {
    auto const& budget = plan_.limits.budget;
    const auto waits = scenario.waits();
    if (!budget || now - began_ + waits <= *budget) return {};
    return fmt::format("not run: of the {} given to this run (--budget) less is left than it waits, {}", model::written(*budget),
                       model::written(waits));
}

void Session::frames_dropped(Side side, std::uint64_t count, Instant now) {
    spoil(health_.dropped(side, count), {}, now);
}

void Session::clock_set(Duration by, Instant now) {
    spoil(Health::clock_set(by), {}, now);
}

void Session::neighbours_lost(Instant now) {
    auto const unwell = Health::neighbours_lost();
    spoil(unwell.why, unwell.rest, now);
}

void Session::spoil(std::string const& why, Duration rest, Instant now) {
    if (done()) return;
    note(model::Input::Kind::spoilt, now, rest, why);
    invalidate(why, rest, now);
}

void Session::invalidate(std::string const& why, Duration rest, Instant now) {
    if (rest > Duration::zero()) scheduler_.rest(rest, now);
    for (auto& [number, active] : active_)
        if (active->engine && !active->engine->done() && !active->retired) {
            active->spoilt = true;
            active->engine->abandon(why, now);
            touch(*active);
        }
    reap(now);
}

}  // namespace tsuka::run
