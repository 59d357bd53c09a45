// The router's address on the WAN may change in mid-run: see session.hpp. A frame of a case that the router forwards under an address which
// it does not have is either a fault of the router's or news, and so is a PPPoE session that ends. A client that never sent before asks
// which: what it is seen under is the router's address now. Until that is known, no case that ends is judged.
#include "generator/proto/ip_view.hpp"
#include "harness/run/outdated.hpp"
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

/// What the router asks the Internet for on its own.
void Session::serve(View frame, Instant at, bool checksum_ready) {
    if (!services_.takes(frame) || !health_.may_answer(Side::wan, at)) return;
    for (auto& answer : services_.answer(frame, at, checksum_ready)) out_.push_back({Side::wan, std::move(answer), std::nullopt, 0});
}

/// Why a run does not go on with this router; empty when it is the one that it was begun with, or begins.
std::string Session::another_router() const {
    auto const& was = plan_.router_was;
    const auto lan_mac = to_string(preflight_->facts().sentinel.lan.gateway_mac);
    const auto wan_mac = to_string(preflight_->router_wan_mac());
    if (!was || (was->lan_mac == lan_mac && was->wan_mac == wan_mac)) return {};
    return fmt::format("this is another router: the run was begun with {} (LAN) and {} (WAN), and here are {} and {}", was->lan_mac,
                       was->wan_mac, lan_mac, wan_mac);
}

namespace {

constexpr std::size_t most_doubted = 8;  ///< a router that sends under many addresses is asked no more

}  // namespace

bool holds_anyway(model::CaseRecord const& record) {
    if (record.outcome == model::Outcome::skipped || record.outcome == model::Outcome::error) return true;
    if (record.outcome != model::Outcome::satisfied) return false;
    const auto absent = [](model::StepRecord const& step) {
        return std::any_of(step.checks.begin(), step.checks.end(), [](auto const& check) { return check.what == "never"; });
    };
    return std::none_of(record.steps.begin(), record.steps.end(), absent);
}

void take_back(model::CaseRecord& record, std::string const& why) {
    record.outcome = model::Outcome::undetermined;
    record.reason = why;
    record.observed_class.clear();
    record.class_about.clear();
    record.broken.clear();
    record.observations.clear();
    record.because.reset();
}

void Session::happened(std::string kind, Instant since, std::string detail) {
    timeline_.push_back({std::move(kind), since - began_, std::move(detail)});
}

std::vector<model::Event> Session::timeline() const {
    auto all = timeline_;
    for (auto& event : accounting_.since(began_)) all.push_back(std::move(event));
    std::stable_sort(all.begin(), all.end(), [](auto const& one, auto const& other) { return one.at < other.at; });
    return all;
}

/// A router that moves leaves its old address for good; one that has several comes back to each.
void Session::saw_outside(Ipv4Address address) {
    const bool known = !outside_.insert(address).second;
    several_ = several_ || (known && address != last_outside_);
    last_outside_ = address;
    if (several_) facts_.crossing.learn_pool(outside_);
}

void Session::watch_address(Side side, View frame, std::uint32_t number, Instant at) {
    if (side != Side::wan || !facts_.crossing.has_router()) return;
    const auto link = read_ethernet(frame);
    auto const& routers = facts_.router_macs.at(static_cast<std::size_t>(Side::wan));
    if (!link || !routers.contains(link->source)) return;
    const auto ip = proto::view_frame(frame);
    const auto source = ip ? ip->source.v4() : std::nullopt;
    if (phase_ == Phase::memory) {
        auto const* counting = active(number);
        if (source && counting != nullptr && memory_.counts_plain_udp(*counting->turn.scenario)) saw_outside(*source);
        return;
    }
    if (phase_ != Phase::cases && phase_ != Phase::health) return;
    // What leaves untranslated, or under an address that no provider gives, is wrong whatever the router's own is.
    if (!source || facts_.crossing.is_routers_own(*source) || plan_.lab.lan.prefix.contains(*source)) return;
    if (doubted_.size() >= most_doubted || !doubted_.insert(*source).second) return;
    if (!doubted_at_) doubted_at_ = at;
    if (phase_ == Phase::cases) begin_check(at);
}

/// Whether the router still is what it was, asked though it forwards.
void Session::begin_check(Instant now) {
    phase_ = Phase::health;
    begin_preflight(now);
}

void Session::settle_address(Ipv4Address before, Instant now) {
    const auto since = std::exchange(doubted_at_, std::nullopt).value_or(now);
    const auto after = facts_.crossing.wan_address();
    if (after == before || facts_.crossing.is_routers_own(before)) return tell_held({});
    doubted_.erase(after);
    const auto why = fmt::format("the router's WAN address changed from {} to {}", to_string(before), to_string(after));
    // Nobody runs beside the case that asked, and what has ended before it has ended under the old address.
    if (asked_to_move()) {
        happened("hook", errand_->asked,
                 fmt::format("the router's WAN address changed from {} to {}, as {} had asked", to_string(before), to_string(after),
                             demux_.name(errand_->number)));
        return tell_held({});
    }
    happened("wan-address", since, why + "; the cases that this came upon are run again");
    outdate(why + " while the case ran", now);
}

/// What is sent to a router that has no session does not get to it, and it may have forgotten what it forwarded for. Where a hook has done
/// that, its case knows.
void Session::follow_dialling(Instant at) {
    const auto session = isp_.concentrator()->session();
    if (session == dialled_) return;
    const auto before = std::exchange(dialled_, session);
    auto const& how = isp_.concentrator()->ended();
    if (before) {
        happened("pppoe-session", at, fmt::format("the PPPoE session ended: the router {}", how));
        if (!errand_ && (phase_ == Phase::cases || phase_ == Phase::health)) outdate("the PPPoE session ended while the case ran", at);
    }
    if (session && !how.empty()) happened("pppoe-session", at, "the router dialled again and has another PPPoE session");
}

void Session::outdate(std::string const& why, Instant now) {
    if (load_) load_->flows = false;  // its flows are those of before, too
    for (auto& [number, active] : active_) {
        active->outdated = why;
        if (!active->engine || active->engine->done() || active->retired) continue;
        active->spoilt = true;
        active->engine->abandon(why, now);
        touch(*active);
    }
    tell_held(why);
    reap(now);
}

void Session::tell_held(std::string const& why) {
    for (auto& held : std::exchange(held_, {})) {
        const bool outdated = !why.empty() && !holds_anyway(held.finished.record);
        if (outdated) take_back(held.finished.record, why);
        rule(std::move(held.turn), std::move(held.finished), outdated ? Found::nothing_ours : Found::something);
    }
}

}  // namespace tsuka::run
