// A whole certification: see session.hpp.
#include "harness/run/session.hpp"

#include "harness/model/hook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace tsuka::run {

Session::Session(Plan const& plan, Observer& observer)
    : plan_(plan),
      observer_(observer),
      pool_(plan.lab, plan.seed),
      isp_(plan.lab.wan, pool_.gateway_mac(), plan.seed),
      services_(plan.lab.wan.link.address, pool_.gateway_mac(), plan.unix_epoch, plan.seed),
      links_{lab::Link(plan.lab.lan), lab::Link(plan.lab.wan)},
      health_(plan.patience_with_router()),
      memory_(plan.memory, plan.longest),
      scheduler_(plan),
      demux_(plan.seed),
      accounting_(plan.lab, pool_) {
    if (auto const& line = plan.lab.wan.impairment; line.any()) line_.emplace(line, plan.seed);
    wan_.add_gateway(plan.lab.wan.link.address, pool_.gateway_mac());
    if (!model::Crossing(plan.lab).has_router()) wan_.add_gateway(plan.lab.lan.prefix.address, pool_.gateway_mac());
    if (plan.lab.ipv6) wan_.add_gateway(plan.lab.ipv6->link.address, pool_.gateway_mac());
}

Session::~Session() = default;

// --- preflight and health

void Session::note(model::Input::Kind kind, Instant at, Duration rest, std::string why) {
    observer_.input({kind, last_received_, at, rest, std::move(why)});
}

void Session::start(Instant now) {
    note(model::Input::Kind::start, now);
    began_ = now_ = now;
    begin_preflight(now);
}

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
    // A newcomer is told apart from one whom the router has forgotten; but where newcomers are refused only one that has a place shows that
    // it forwards, unless it started again and has forgotten all of them.
    const bool restarts = errand_ && model::silences(errand_->hook);
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
    if (phase_ == Phase::health) preflight_->router_was(router_wan_mac_, facts_.crossing.wan_address());
    preflight_->start(now);
    for (auto& frame : preflight_->take_frames()) out_.push_back(std::move(frame));  // at once, not when something next happens
}

void Session::begin_health(Instant now) {
    phase_ = Phase::health;
    health_.fell_silent(now);
    begin_preflight(now);
}

/// What became of the router after the cases that it fell silent in belongs to what they found.
void Session::tell_silent(std::string const& what) {
    for (auto& silent : std::exchange(silent_, {})) {
        if (!what.empty()) silent.finished.record.reason += "; " + what;
        rule(std::move(silent.turn), std::move(silent.finished), Found::silence);
    }
}

std::string Session::foreign_in_words() const {
    const auto seen = foreign(Side::lan) + foreign(Side::wan);
    if (seen == 0) return {};
    return fmt::format(
        "; {} frames came with another VLAN tag than the lab file's, without the one that it names, or past the PPPoE session", seen);
}

void Session::follow_health(Instant now) {
    if (!preflight_) return;
    for (auto& frame : preflight_->take_frames()) out_.push_back(std::move(frame));
    if (preflight_->state() == Preflight::State::working) return;
    if (preflight_->state() == Preflight::State::failed) {
        const auto why = preflight_->why();
        const auto advice = (preflight_->advice().empty() ? std::string{} : "; " + preflight_->advice()) + foreign_in_words();
        const bool first = phase_ == Phase::preflight;
        preflight_.reset();
        without_lease_ = false;
        if (!first) health_.fell_silent(doubted_at_.value_or(now));
        if (errand_) errand_->silent = true;
        if (!first && wait_on(now)) {
            ask_again_at_ = now + std::chrono::seconds(1);
            return;
        }
        preflight_failed_ = first;
        return end(first ? why + advice : "the router stopped forwarding in mid-run: " + why, now);
    }
    if (errand_goes_on(now)) {
        preflight_.reset();
        ask_again_at_ = now + std::chrono::seconds(1);
        return;
    }
    const auto before = facts_.crossing.wan_address();
    const bool first = phase_ == Phase::preflight;
    if (const auto stranger = first ? another_router() : std::string{}; !stranger.empty()) {
        preflight_.reset();
        preflight_failed_ = true;
        return end(stranger, now);
    }
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
    if (!without_lease_) control_client_ = preflight_->client();
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
    preflight_.reset();
    if (first) return measure(now);
    phase_ = Phase::cases;
    const bool leases_asked = std::exchange(without_lease_, false);
    const auto silent_since = health_.silent_since();
    // Of several addresses, this client was seen under another one than the last.
    const bool one_of_several = facts_.crossing.is_routers_own(before);
    auto changed = health_.forwards(one_of_several ? before : facts_.crossing.wan_address(), now);
    if (silent_since) happened("silence", *silent_since, "the router forwarded nothing: " + changed);
    tell_silent(changed);
    settle_address(before, now);
    end_errand(now);
    if (leases_asked && out_of_leases(now)) return;
    launch(now);
}

// --- frames and time

Session::Active* Session::active(std::uint32_t number) {
    const auto found = active_.find(number);
    return found == active_.end() ? nullptr : found->second.get();
}

void Session::hand_to_lab(Side side, View frame, Instant at) {
    for (auto& answer : (side == Side::lan ? lan_ : wan_).answer(frame)) {
        if (health_.may_answer(side, at)) out_.push_back({side, std::move(answer), std::nullopt, 0});
    }
    if (side == Side::wan)
        for (auto& answer : isp_.answer(frame, at)) out_.push_back({side, std::move(answer), std::nullopt, 0});
    if (side == Side::wan && isp_.concentrator() != nullptr) {
        links_.at(static_cast<std::size_t>(side)).carry(isp_.concentrator()->session());
        tell_farewell();
        follow_dialling(at);
    }
}

/// Of the access concentrator's session: who is not told of its end waits for it to answer, a minute and more.
void Session::tell_farewell() {
    auto frames = isp_.concentrator()->farewell();
    for (auto& frame : frames) (void)links_.at(static_cast<std::size_t>(Side::wan)).outbound(frame);
    if (frames == farewell_) return;
    farewell_ = std::move(frames);
    observer_.farewell(farewell_);
}

void Session::hand_to_joins(View frame, Instant at) {
    for (const auto number : std::set(joining_)) {
        auto& active = *active_.at(number);
        for (auto& join : active.joins) join.receive(frame, at);
        follow_joins(active, at);
        touch(active);
    }
}

port::Kin Session::kin(Side side, lab::Unwrapped const& unwrapped, View memory) const {
    if (!links_.at(static_cast<std::size_t>(side)).takes(unwrapped) || done()) return port::Kin::nobodys;
    const auto frame = unwrapped.frame(memory);
    using enum Demux::Kind;
    const auto kind = demux_.owner(side, frame).kind;
    if (kind == running || kind == resting || kind == lab) return port::Kin::of_cases;
    const bool labs = concerns_lab(frame) || (side == Side::wan && services_.takes(frame));
    return kind == nobody && labs ? port::Kin::neighbours : port::Kin::nobodys;
}

void Session::receive(Side side, lab::Unwrapped const& frame, View memory, Instant at, bool checksum_ready, std::uint64_t number) {
    if (done()) return accounting_.after_end(side);
    take(side, links_.at(static_cast<std::size_t>(side)).inbound(frame, memory), at, checksum_ready, number);
}

void Session::receive(Side side, View on_the_wire, Instant at, bool checksum_ready, std::uint64_t number) {
    if (done()) return accounting_.after_end(side);
    take(side, links_.at(static_cast<std::size_t>(side)).inbound(on_the_wire), at, checksum_ready, number);
}

void Session::take(Side side, std::optional<View> inner, Instant at, bool checksum_ready, std::uint64_t number) {
    leave_line(at);
    if (done()) return accounting_.after_end(side);
    if (number != 0) last_received_ = number;
    if (!inner) return accounting_.other_vlan(side, number);
    const auto frame = *inner;
    if (!checksum_ready && number != 0) note(model::Input::Kind::unfinished_checksum, at);
    if (const auto storm = health_.storm(at)) invalidate(*storm, {}, at);
    const bool labs = concerns_lab(frame);
    const auto owner = demux_.owner(side, frame);
    accounting_.received(side, frame, number, owner, labs, at);
    if (line_ && side == Side::wan) return enter_line(frame, owner, at, checksum_ready, number);
    handle(side, frame, owner, labs, at, checksum_ready, number);
}

/// A frame that has come to the end of its way.
void Session::handle(Side side, View frame, Demux::Owner const& owner, bool labs, Instant at, bool checksum_ready, std::uint64_t number) {
    if (labs) hand_to_lab(side, frame, at);
    if (side == Side::wan && owner.kind == Demux::Kind::nobody) serve(frame, at, checksum_ready);
    if (done()) return;
    if (owner.number != 0) watch_address(side, frame, owner.number, at);
    if (preflight_) {
        preflight_->receive(side, frame, at);
        follow_health(at);
    }
    if (labs && side == Side::lan) hand_to_joins(frame, at);
    const bool leases = labs && side == Side::lan && plan_.lab.lan.clients == model::Addressing::dhcp && is_dhcp(frame);
    if (leases) hand_to_leases(frame, at);
    auto* whose = owner.number != 0 ? active(owner.number) : nullptr;
    if (whose != nullptr && whose->engine && !leases) {
        whose->engine->receive(side, frame, at, checksum_ready, number);
        touch(*whose);
    } else {
        health_.stranger(side, frame, at);
    }
    reap(at);
}

void Session::wake(Instant now) {
    if (done()) return;
    note(model::Input::Kind::wake, now);
    leave_line(now);
    if (phase_ == Phase::leaving && *leave_at_ <= now) leave(now);
    if (done()) return;
    if (const auto storm = health_.storm(now)) invalidate(*storm, {}, now);
    if (done()) return;
    if (ask_again_at_ && *ask_again_at_ <= now) {
        ask_again_at_.reset();
        begin_preflight(now);
        if (done()) return;
    }
    if (isp_.concentrator() != nullptr)
        for (auto& frame : isp_.concentrator()->wake(now)) out_.push_back({Side::wan, std::move(frame), std::nullopt, 0});
    if (preflight_) {
        preflight_->wake(now);
        follow_health(now);
    }
    if (recount_at_ && *recount_at_ <= now) recount(now);
    if (control_client_) {
        control_client_->wake(now);
        follow_control_lease();
    }
    for (const auto number : agenda_.due(now)) {
        auto* due = active(number);
        if (due == nullptr) continue;
        if (due->joining()) {
            for (auto& join : due->joins) join.wake(now);
            follow_joins(*due, now);
        } else if (due->engine) {
            for (auto& join : due->joins) join.wake(now);
            follow_leases(*due, now);
            if (const auto at = due->engine->wake_at(); at && *at <= now) due->engine->wake(now);
        }
        touch(*due);
    }
    launch(now);
    reap(now);
}

std::optional<Instant> Session::wake_at() const {
    if (done()) return std::nullopt;
    std::optional<Instant> at;
    if (preflight_) at = sooner(at, preflight_->wake_at());
    if (isp_.concentrator() != nullptr) at = sooner(at, isp_.concentrator()->wake_at());
    at = sooner(at, ask_again_at_);
    at = sooner(at, recount_at_);
    if (line_) at = sooner(at, line_->wake_at());
    if (control_client_) at = sooner(at, control_client_->wake_at());
    if (phase_ == Phase::cases) at = sooner(at, scheduler_.wake_at());
    if (phase_ == Phase::leaving) at = sooner(at, leave_at_);
    return sooner(at, agenda_.first());
}

void Session::sent(Transmit const& frame, Instant at, std::uint64_t number) {
    accounting_.sent(frame.side);
    if (!frame.case_number) return;
    if (auto* whose = active(*frame.case_number); whose != nullptr && whose->engine) whose->engine->sent(frame.evidence, at, number);
}

std::vector<Transmit> Session::take_frames() {
    if (line_) send_by_line();
    std::erase_if(out_, [this](auto& frame) { return !links_.at(static_cast<std::size_t>(frame.side)).outbound(frame.frame); });
    return std::exchange(out_, {});
}

}  // namespace tsuka::run
