// A simulated router in time: what it holds back, what comes due, how it boots, and what it forgets then. See router.hpp.
#include "generator/proto/frame.hpp"
#include "harness/model/hook.hpp"
#include "harness/sim/router.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace tsuka::sim {

/// Gives what was held another try: the segment before a Call ID's second half, or ESP whose turn may have come (control 0).
void Router::release(Instant now, std::uint64_t control) {
    std::vector<Held> ready;
    std::erase_if(held_, [&](auto& held) {
        if (held.control != control) return false;
        ready.push_back(held);
        return true;
    });
    for (auto& held : ready) translate(held.from, std::move(held.packet), now);
}

void Router::wake(Instant now) {
    do_what_is_due(now);
    if (!carrier_) return;
    carrier_->do_what_is_due(now);
    relay(now);
}

void Router::do_what_is_due(Instant now) {
    keep_time(now);
    if (booting(now)) return;
    if (client_) {
        client_->wake(now);
        follow_client();
    }
    if (dialler_) {
        dialler_->wake(now);
        follow_dialler();
    }
    for (auto end = delayed_.upper_bound(now); !delayed_.empty() && delayed_.begin() != end;) {
        out_.push_back(std::move(delayed_.begin()->second));
        delayed_.erase(delayed_.begin());
    }
    const auto due = [&](auto const& held) { return held.until <= now; };
    const bool turn_over = std::any_of(held_.begin(), held_.end(), [&](auto const& held) { return held.control == 0 && due(held); });
    // A segment whose other half never came is dropped; its sender repeats it.
    std::erase_if(held_, [&](auto const& held) { return held.control != 0 && due(held); });
    if (turn_over) release(now, 0);
}

std::optional<Instant> Router::wake_at() const {
    std::optional<Instant> due;
    const auto consider = [&](std::optional<Instant> at) {
        if (at && (!due || *at < *due)) due = at;
    };
    for (auto const& held : held_) consider(held.until);
    if (carrier_) consider(carrier_->wake_at());
    if (client_) consider(client_->wake_at());
    if (dialler_) consider(dialler_->wake_at());
    if (!delayed_.empty()) consider(delayed_.begin()->first);
    consider(boots_until_);
    consider(apart_until_);
    consider(clears_until_);
    if (spec_.reboots_at && !rebooted_) consider(Instant{} + *spec_.reboots_at);
    if (spec_.renumbers_at && !moved_) consider(Instant{} + *spec_.renumbers_at);
    return due;
}

/// What has come due by itself: the reboot that its specification asks for, the end of booting.
void Router::keep_time(Instant now) {
    if (spec_.reboots_at && !rebooted_ && now >= Instant{} + *spec_.reboots_at) {
        rebooted_ = true;
        reboot(now);
    }
    if (spec_.renumbers_at && !moved_ && now >= Instant{} + *spec_.renumbers_at) {
        moved_ = true;
        forget();  // what was translated to another address finds no way back to it
        spec_.lab.wan.router_address = spec_.renumbers_to;
    }
    if (apart_until_ && now >= *apart_until_) {
        apart_.reset();
        apart_until_.reset();
    }
    if (clears_until_ && now >= *clears_until_) {
        clears_until_.reset();
        forget();
    }
    if (!boots_until_ || now < *boots_until_) return;
    boots_until_.reset();
    if (client_) {
        client_->start(now);
        follow_client();
    }
    if (dialler_) {
        dialler_->start(now);
        follow_dialler();
    }
}

void Router::reboot(Instant now) {
    reset_leases();
    start_again(now);
}

/// As most routers do, this one keeps what it has leased in flash.
bool Router::carry_out(std::string_view hook, Instant now) {
    if (hook == model::wan_address_hook) return move_address(now);
    if (hook.starts_with(model::config_prefix)) return configure(hook);
    if (const auto side = model::flaps(hook)) return lose_link(*side, now);
    if (!model::restarts(hook)) return false;
    if (faults_("reboot.clients-stuck"))
        for (auto const& [where, mac] : neighbours_) stuck_.insert(where.second);
    const auto gateway = neighbours_.find({Side::wan, spec_.lab.wan.link.address});
    const auto known = gateway == neighbours_.end() ? std::nullopt : std::optional(gateway->second);
    start_again(now);
    if (hook == "factory-reset") reset_factory();
    if (settings_ && faults_("switch.lost-by-restart")) take_settings(*settings_);
    // Planted: what was set is not what it starts with.
    if (faults_("reboot.esp-off")) spec_.esp = model::EspHandling::blocked;
    if (faults_("reboot.pptp-off")) spec_.pptp = model::PptpHandling::gre_blocked;
    if (faults_("reboot.static-lost")) spec_.static_entries.clear();
    if (known && faults_("reboot.forwards-early")) neighbours_[{Side::wan, spec_.lab.wan.link.address}] = *known;
    return true;
}

void Router::clear_table(Instant now) {
    if (carrier_) carrier_->clear_table(now);
    const auto each = spec_.clears == 0 ? Duration{} : std::chrono::duration_cast<Duration>(std::chrono::seconds(1)) / spec_.clears;
    clears_until_ = now + each * static_cast<Duration::rep>(napt_.size());
    keep_time(now);
}

/// As when a cable is pulled for a moment: what it knows of its clients stays.
bool Router::lose_link(Side side, Instant now) {
    constexpr Duration short_while = std::chrono::seconds(12);
    apart_ = side;
    apart_until_ = now + short_while;
    const bool lan = side == Side::lan;
    if (faults_(lan ? "link.lan-clients-stuck" : "link.wan-clients-stuck") || faults_(lan ? "link.lan-one-way" : "link.wan-one-way"))
        cut_off_ = heard_;
    return true;
}

bool Router::is_cut_off(Side from, Packet const& packet) {
    const bool silent = faults_("link.lan-clients-stuck") || faults_("link.wan-clients-stuck");
    const bool deaf = faults_("link.lan-one-way") || faults_("link.wan-one-way");
    if (!silent && !deaf) return false;
    const bool ports = packet.protocol() == ip_protocol::udp || packet.protocol() == ip_protocol::tcp;
    const Flow flow = from == Side::lan
                          ? Flow{packet.source(), packet.protocol(), ports ? packet.source_port() : std::uint16_t{0}}
                          : Flow{packet.destination(), packet.protocol(), ports ? packet.destination_port() : std::uint16_t{0}};
    if (from == Side::lan) heard_.insert(flow);
    return cut_off_.contains(flow) && (from == Side::lan ? silent : deaf);
}

/// A lease is given up for a new one; a PPPoE session is the far end's to close.
bool Router::move_address(Instant now) {
    if (faults_("address.esp-stuck"))
        for (auto const& [where, mac] : neighbours_) stuck_.insert(where.second);
    if (faults_("address.pptp-lost")) spec_.pptp = model::PptpHandling::gre_blocked;
    if (faults_("address.static-stays")) spec_.static_entries.clear();
    if (faults_("mapping.lost-with-address")) maps_.lose();
    if (client_) {
        client_->start(now);
        follow_client();
    } else if (!dialler_) {
        live_at(model::another_address(line_, own(Side::wan)), line_.link);
    }
    return true;
}

void Router::reset_ipv6() {
    if (spec_.lab.ipv6) ipv6_.emplace(*spec_.lab.ipv6, own_mac(Side::lan), own_mac(Side::wan), spec_.wan_mtu, faults_);
}

void Router::take_ipv6(Side side, View frame, Instant now) {
    if (!ipv6_) return;
    ipv6_->receive(side, frame, now);
    for (auto& made : ipv6_->take_frames()) out_.push_back({made.side, std::move(made.octets)});
}

/// reboot.forwards-early: interfaces are up before address translation is.
void Router::forward_as_it_is(Side side, View frame) {
    // It knows whom to send that to from before. Of a PPPoE line nobody is left.
    const bool to_whom = neighbours_.contains({Side::wan, spec_.lab.wan.link.address});
    if (side != Side::lan || !to_whom || !faults_("reboot.forwards-early")) return;
    auto packet = read_bits(frame, 12 * 8, 16) == proto::ether_type_ipv4 ? Packet::parse(part(frame, ethernet_header_size)) : std::nullopt;
    if (!packet) return;
    transmit(Side::wan, spec_.lab.wan.link.address, packet->octets());
}

void Router::start_again(Instant now) {
    forget();
    maps_.begin(now);
    neighbours_.clear();
    unresolved_.clear();
    out_.clear();
    delayed_.clear();
    reset_line();
    boots_until_ = now + spec_.timers.boot;
}

void Router::reset_leases() {
    if (spec_.lab.lan.clients == model::Addressing::dhcp) server_.emplace(spec_);
}

void Router::reset_line() {
    if (spec_.lab.wan.router == model::Addressing::fixed) return;
    if (spec_.lab.wan.router == model::Addressing::dhcp)
        client_.emplace(own_mac(Side::wan));
    else
        dialler_.emplace(own_mac(Side::wan), spec_.lab.wan.pppoe.user, spec_.lab.wan.pppoe.password);
    spec_.lab.wan.router_address = {};
    spec_.lab.wan.link = {};
}

/// Everything that it knows of what it translates. The tables refer to the specification and cannot be assigned, so each is made anew in
/// its place; none of their constructors can fail.
void Router::forget() {
    faults_.forget();
    const auto renew = [](auto& table, auto&... from) {
        std::destroy_at(&table);
        std::construct_at(&table, from...);
    };
    renew(napt_, std::as_const(spec_), faults_, maps_);
    renew(esp_, std::as_const(spec_), faults_);
    renew(pptp_, std::as_const(spec_), faults_);
    renew(l2tp_, std::as_const(spec_));
    renew(fragments_, std::as_const(spec_), faults_);
    renew(spoiler_, faults_);
    renew(oddities_, faults_);
    renew(openings_, faults_);
    inspection_.forget();
    reset_ipv6();
    ah_.clear();
    others_.clear();
    hosts_.clear();
    pooled_.clear();
    newest_client_ = {};
    natt_keys_.clear();
    natt_servers_.clear();
    cookies_.clear();
    held_.clear();
    heard_.clear();
    cut_off_.clear();
}

}  // namespace tsuka::sim
