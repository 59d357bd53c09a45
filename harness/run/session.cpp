// A whole certification: see session.hpp.
#include "harness/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>
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

void Session::note(model::Input::Kind kind, Instant at, Duration rest, std::string why) {
    observer_.input({kind, last_received_, at, rest, std::move(why)});
}

void Session::start(Instant now) {
    note(model::Input::Kind::start, now);
    began_ = now_ = now;
    begin_preflight(now);
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
    const auto inner = links_.at(static_cast<std::size_t>(side)).inbound(frame, memory);
    if (inner || !may_stray()) return take(side, inner, at, checksum_ready, number);
    const auto head = frame.head();
    const auto rest = frame.rest(memory);
    Octets whole(head.begin(), head.end());
    whole.insert(whole.end(), rest.begin(), rest.end());
    take(side, strayed(side, whole), at, checksum_ready, number);
}

void Session::receive(Side side, View on_the_wire, Instant at, bool checksum_ready, std::uint64_t number) {
    if (done()) return accounting_.after_end(side);
    const auto inner = links_.at(static_cast<std::size_t>(side)).inbound(on_the_wire);
    take(side, inner || !may_stray() ? inner : strayed(side, on_the_wire), at, checksum_ready, number);
}

/// Where the links themselves have tags others are on the wire, too, and may copy what they see: what bears another tag is theirs.
bool Session::may_stray() const {
    return std::all_of(links_.begin(), links_.end(), [](auto const& link) { return link.tags() == VlanTags{}; });
}

/// What a case that sends frames by hand finds where it has no place, behind a tag or past the session of the line: with all that is around
/// it.
std::optional<View> Session::strayed(Side side, View on_the_wire) const {
    const auto owner = active_.find(demux_.owner(side, on_the_wire).number);
    const bool by_hand = owner != active_.end() && owner->second->engine && owner->second->engine->sends_frames();
    return by_hand ? std::optional(on_the_wire) : std::nullopt;
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
    if (labs && side == Side::lan && load_) {
        for (auto& join : load_->joins) join.receive(frame, at);
        follow_load(at);
    }
    const bool leases = labs && side == Side::lan && plan_.lab.lan.clients == model::Addressing::dhcp && is_dhcp(frame);
    if (leases || (labs && side == Side::lan && lan_.is_disputed_by(frame))) hand_to_leases(frame, at);
    auto* whose = owner.number != 0 ? active(owner.number) : nullptr;
    if (whose != nullptr && whose->engine && !leases) {
        whose->engine->receive(side, frame, at, checksum_ready, number, side == Side::lan && demux_.is_open(frame));
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
    if (load_) {
        for (auto& join : load_->joins) join.wake(now);
        follow_load(now);
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
    if (load_)
        for (auto const& join : load_->joins) at = sooner(at, join.wake_at());
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
