// What a case has done to the router between two steps: see session.hpp. The hook itself is somebody else's to run; here it is known when
// it began, whether the router was silent then as one that starts again is, and when it forwards again.
#include "harness/model/hook.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

/// So long after its end a hook may still be the cause of a silence that begins: "reboot" on many a router's command line returns at once.
constexpr Duration to_fall_silent = std::chrono::seconds(30);
/// A check that takes longer than this has met a silence; where its client waits for a lease, that takes seconds by itself.
constexpr Duration quick = std::chrono::seconds(1);
constexpr Duration quick_with_lease = std::chrono::seconds(10);

}  // namespace

void Session::follow_request(Active& active, Instant now) {
    if (!active.engine || active.retired) return;
    if (auto hook = active.engine->take_request()) {
        errand_ = Errand{active.number, *hook, now, std::nullopt, false, facts_.crossing.wan_address()};
        // Where the line gives the address it is for the line to give another one, however the router is made to ask.
        if (errand_->hook == model::wan_address_hook && plan_.lab.wan.router != model::Addressing::fixed)
            for (auto& frame : isp_.assign(model::another_address(plan_.lab.wan, errand_->was)))
                out_.push_back({Side::wan, std::move(frame), std::nullopt, 0});
        requests_.push_back(std::move(*hook));
        // Asked from now on, so that the silence of a reboot is seen however long the hook takes.
        if (phase_ == Phase::cases && model::silences(errand_->hook)) begin_check(now);
    }
    if (active.engine->awaits_router() && phase_ == Phase::cases) begin_check(now);
}

void Session::hook_ended(std::string const& why, Instant now) {
    if (done()) return;
    note(model::Input::Kind::hook, now, {}, why);
    if (!errand_ || errand_->ended) return;
    errand_->ended = now;
    happened("hook", errand_->asked,
             fmt::format("the hook '{}' was run for {}{}", errand_->hook, demux_.name(errand_->number), why.empty() ? "" : ": " + why));
    auto* whose = active(errand_->number);
    if (whose == nullptr || !whose->engine || whose->retired || !why.empty()) errand_.reset();
    if (whose == nullptr || !whose->engine || whose->retired) return;
    whose->engine->hook_ended(why, now);
    touch(*whose);
    reap(now);
}

/// The router forwards; whether that is not yet what is waited for.
bool Session::errand_goes_on(Instant now) {
    if (!errand_) return false;
    const auto patience = plan_.lab.lan.clients == model::Addressing::dhcp ? quick_with_lease : quick;
    errand_->silent = errand_->silent || now - check_began_ >= patience;
    if (!errand_->ended) return true;
    const auto whose = active_.find(errand_->number);
    if (whose == active_.end() || !whose->second->engine || whose->second->retired) return false;
    if (!whose->second->engine->awaits_router()) return true;
    if (asked_to_move()) return preflight_->facts().crossing.wan_address() == errand_->was && now < *errand_->ended + to_fall_silent;
    return model::silences(errand_->hook) && !errand_->silent && now < *errand_->ended + to_fall_silent;
}

/// It does not forward, and may take longer.
bool Session::wait_on(Instant now) const {
    if (!errand_) return health_.wait_on(now);
    return !errand_->ended || now < *errand_->ended + plan_.patience_with_router();
}

void Session::end_errand(Instant now) {
    const auto errand = std::exchange(errand_, std::nullopt);
    auto* whose = errand ? active(errand->number) : nullptr;
    if (whose == nullptr || !whose->engine || !whose->engine->awaits_router()) return;
    const bool never_silent = model::silences(errand->hook) && !errand->silent && now >= *errand->ended + to_fall_silent;
    const bool never_moved = errand->hook == model::wan_address_hook && facts_.crossing.wan_address() == errand->was;
    const auto taken = std::find_if(whose->hosts.begin(), whose->hosts.end(), [&](auto const& host) {
        return host.side == Side::lan && host.address == facts_.sentinel.lan.address && host.mac != facts_.sentinel.lan.mac;
    });
    if (never_silent)
        whose->engine->abandon(
            fmt::format("the router went on forwarding while the hook '{}' was run and for {} s after it: {}", errand->hook,
                        std::chrono::duration_cast<std::chrono::seconds>(to_fall_silent).count(),
                        model::flaps(errand->hook) ? "its link did not go down, or for too short a time to be seen"
                                                   : "it did not start again, or so much later that the hook has to wait for it"),
            now);
    else if (never_moved)
        whose->engine->abandon(
            fmt::format("the hook '{}' was run, and {} s after it the router's WAN address still is {}", errand->hook,
                        std::chrono::duration_cast<std::chrono::seconds>(to_fall_silent).count(), to_string(errand->was)),
            now);
    else if (taken != whose->hosts.end())
        whose->engine->abandon(fmt::format("after the hook '{}' the router leased {}, the address of {}, to another client", errand->hook,
                                           to_string(taken->address), taken->actor),
                               now);
    else
        whose->engine->router_back(facts_, now);
    touch(*whose);
}

}  // namespace tsuka::run
