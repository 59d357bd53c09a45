// Whether the router forwards, asked before the first case and whenever that is in doubt: see session.hpp.
#include "harness/run/session.hpp"

#include "harness/model/hook.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>

namespace tsuka::run {

namespace {

/// A router that forwards again sooner, once load rests, has not started again: it had too much to do.
constexpr Duration any_restart = std::chrono::seconds(5);

}  // namespace

/// One server of each prefix that the lab has, for the first preflight to find those that the router forwards to.
Result<std::vector<model::Host>> Session::beacons() {
    std::vector<Ipv4Address> addresses;
    auto const& prefixes = plan_.lab.wan.servers;
    if (phase_ == Phase::preflight && prefixes.size() > 1) {
        for (auto const& prefix : prefixes) addresses.push_back(pool_.server_of(prefix));
    } else {
        auto server = pool_.take_server();
        if (!server) return server.error();
        addresses.push_back(*server);
    }
    std::vector<model::Host> hosts;
    for (auto const& address : addresses) hosts.push_back({"", Side::wan, pool_.gateway_mac(), address, plan_.lab.wan.link.address, {}});
    return hosts;
}

void Session::begin_preflight(Instant now) {
    check_began_ = now;
    if (load_) load_->flows = false;  // who asks whether the router forwards at all asks without it
    // A newcomer is told apart from one whom the router has forgotten; but where newcomers are refused only one that has a place shows that
    // it forwards, unless it started again and has forgotten all of them.
    const bool restarts = errand_ && model::restarts(errand_->hook);
    auto client =
        memory_.refuses_hosts() && !residents_.empty() && !restarts ? Result<lab::Client>(residents_.front()) : pool_.take_client();
    auto gateway = plan_.lab.lan.prefix.address;
    if (client && without_lease_ && control_client_) {
        client = lab::Client{control_client_->mac(), control_client_->host().address};
        gateway = control_client_->host().gateway;
    }
    auto tried = beacons();
    if (!client || !tried) {
        preflight_failed_ = true;
        return end((client ? tried.error() : client.error()).what, now);
    }
    auto join = client->address ? lab::Join::with_address("", client->mac, *client->address, gateway)
                                : lab::Join::with_lease("", client->mac, static_cast<std::uint32_t>(plan_.seed));
    for (auto const& host : *tried) wan_.add(host);
    if (client->address) lan_.add({"", Side::lan, client->mac, *client->address, gateway, {}});
    preflight_ =
        std::make_unique<Preflight>(plan_.lab, isp_, std::move(join), std::move(*tried), pool_.take_port(), pool_.take_port(), plan_.seed);
    if (phase_ == Phase::preflight && plan_.path_mtu) preflight_->measure_mtu();
    if (phase_ == Phase::preflight && plan_.waits_for_others) preflight_->wait_for_others();
    if (phase_ == Phase::health) preflight_->router_was(router_wan_mac_, facts_.crossing.wan_address());
    preflight_->start(now);
    for (auto& frame : preflight_->take_frames()) out_.push_back(std::move(frame));  // at once, not when something next happens
}

void Session::begin_health(Instant now) {
    phase_ = Phase::health;
    health_.fell_silent(now);
    begin_preflight(now);
}

/// Before the next case finds no room for what the last one has left in the router's table.
void Session::ask_for_room(Instant now) {
    phase_ = Phase::health;
    begin_preflight(now);
}

/// What became of the router after the cases that it fell silent in belongs to what they found.
void Session::tell_silent(std::string const& what, Duration lasted) {
    for (auto& silent : std::exchange(silent_, {})) {
        if (silent.turn.scenario->under_load && lasted < any_restart) {
            drowned(silent.finished.record);
            rule(std::move(silent.turn), std::move(silent.finished), Found::something);
            continue;
        }
        if (!what.empty()) silent.finished.record.reason += "; " + what;
        // One that has no room for anybody new is not dead.
        const bool full = !silent.turn.scenario->control.empty();
        rule(std::move(silent.turn), std::move(silent.finished), full ? Found::something : Found::silence);
    }
}

std::string Session::foreign_in_words() const {
    const auto seen = foreign(Side::lan) + foreign(Side::wan);
    if (seen == 0) return {};
    return fmt::format(
        "; {} frames came with another VLAN tag than the lab file's, without the one that it names, or past the PPPoE session", seen);
}

/// Who has asked gives its lease back, some time.
void Session::end_check(Instant now) {
    if (!preflight_) return;
    dismiss(preflight_->client(), now);
    preflight_.reset();
}

/// The router does not forward, or there is no way to ask it.
void Session::check_failed(Instant now) {
    const auto why = preflight_->why();
    const auto advice = (preflight_->advice().empty() ? std::string{} : "; " + preflight_->advice()) + foreign_in_words();
    const bool first = phase_ == Phase::preflight;
    end_check(now);
    without_lease_ = false;
    if (!first) health_.fell_silent(doubted_at_.value_or(now));
    if (errand_) errand_->silent = true;
    if (!first && wait_on(now)) {
        ask_again_at_ = now + std::chrono::seconds(1);
        return;
    }
    preflight_failed_ = first;
    end(first ? why + advice : "the router stopped forwarding in mid-run: " + why, now);
}

/// What the preflight has found of the router. `first`: nothing was known before.
void Session::take_findings(bool first, Instant now) {
    const auto line = std::pair(facts_.wan_mtu, facts_.from_wan_mtu);
    facts_ = preflight_->facts();
    if (!first) std::tie(facts_.wan_mtu, facts_.from_wan_mtu) = line;  // measured once
    // Whoever is asked to move, and to move back, has no two addresses for that.
    if (asked_to_move()) outside_.clear();
    saw_outside(preflight_->seen_under());
    facts_.rest = plan_.rest;
    router_wan_mac_ = preflight_->router_wan_mac();
    for (const auto side : {Side::lan, Side::wan})
        for (auto const& mac : facts_.router_macs.at(static_cast<std::size_t>(side))) accounting_.router_has(side, mac);
    lan_.add(facts_.sentinel.lan);
    if (!without_lease_) {
        if (control_client_) dismiss(*control_client_, now);
        control_client_ = preflight_->client();
    }
    pool_.keep(facts_.sentinel.wan.address);
    for (auto const& silent : preflight_->silent())
        for (auto const& prefix : plan_.lab.wan.servers)
            if (prefix.contains(silent)) pool_.drop(prefix);
    if (first) {
        measured_ = preflight_->records();
        if (line_) measured_.push_back({"line.impaired", in_words(plan_.lab.wan.impairment)});
        if (plan_.hang_up) measured_.push_back({std::string(hang_up_fact), "yes"});
        scheduler_.line_carries(facts_.wan_mtu);
    }
}

/// It was silent, or doubted, and forwards. `before`: its address on the WAN till then.
void Session::forwards_again(Ipv4Address before, Instant now) {
    phase_ = Phase::cases;
    const bool leases_asked = std::exchange(without_lease_, false);
    const auto silent_since = health_.silent_since();
    // Of several addresses, this client was seen under another one than the last.
    const bool one_of_several = facts_.crossing.is_routers_own(before);
    const bool full = health_.may_be_full(now);
    auto changed = health_.forwards(one_of_several ? before : facts_.crossing.wan_address(), now);
    if (silent_since)
        happened("silence", *silent_since,
                 (full ? "after a flood of flows the router served nobody new: " : "the router forwarded nothing: ") + changed);
    tell_silent(changed, silent_since ? now - *silent_since : Duration{});
    settle_address(before, now);
    end_errand(now);
    if (leases_asked && out_of_leases(now)) return;
    launch(now);
}

void Session::follow_health(Instant now) {
    if (!preflight_) return;
    for (auto& frame : preflight_->take_frames()) out_.push_back(std::move(frame));
    tell_conflicts(preflight_->take_conflicts(), now);
    if (preflight_->state() == Preflight::State::working) return;
    if (preflight_->state() == Preflight::State::failed) return check_failed(now);
    const bool soon = errand_goes_on(now);
    if (soon || health_.look_again(now)) {
        end_check(now);
        ask_again_at_ = now + std::chrono::seconds(soon ? 1 : 5);
        return;
    }
    const auto before = facts_.crossing.wan_address();
    const bool first = phase_ == Phase::preflight;
    if (const auto stranger = first ? another_router() : std::string{}; !stranger.empty()) {
        preflight_failed_ = true;
        return end(stranger, now);
    }
    take_findings(first, now);
    preflight_.reset();
    if (first) return measure(now);
    forwards_again(before, now);
}

}  // namespace tsuka::run
