// Preflight: see preflight.hpp.
#include "harness/run/preflight.hpp"

#include "generator/proto/frame.hpp"
#include "harness/lab/frame_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

using namespace std::chrono_literals;

constexpr unsigned most_lost = 8;
constexpr unsigned most_refused = 3;
constexpr Duration lease_patience = 60s;  // routers retry DHCP every few seconds up to about a minute after the link came up
constexpr Duration announce_wait = 2s;
constexpr unsigned most_beacon_tries = 3;
constexpr unsigned least_mtu = 576;  ///< what every host must take (RFC 791 section 3.1)

Duration bounded(Duration value, Duration least, Duration most) {
    return std::clamp(value, least, most);
}

constexpr std::string_view others_address =
    "take that host off the LAN, or give the clients other addresses: in the lab file, or in the pool of a router that leases them";

}  // namespace

Preflight::Preflight(model::Lab const& lab, lab::Isp& isp, lab::Join client, std::vector<model::Host> beacons, std::uint16_t lan_port,
                     std::uint16_t wan_port, std::uint64_t seed)
    : lab_(lab), isp_(isp), client_(std::move(client)), magic_(engine::run_magic(seed)), beacons_(std::move(beacons)) {
    facts_.seed = seed;
    facts_.mtu = lab.mtu;
    facts_.wan_mtu = facts_.from_wan_mtu = std::min(lab.mtu, lab.wan.mtu.value_or(lab.mtu));
    facts_.crossing = model::Crossing(lab);
    facts_.static_client = lab.lan.static_client;
    facts_.dmz = lab.lan.dmz;
    facts_.port_set = lab.wan.port_set;
    facts_.sentinel.wan = beacons_.front();
    facts_.sentinel.lan_port = lan_port;
    facts_.sentinel.wan_port = wan_port;
}

void Preflight::router_was(MacAddress mac, Ipv4Address address) {
    known_mac_ = mac;
    known_address_ = address;
}

void Preflight::start(Instant now) {
    if (!facts_.crossing.has_router()) {
        // Nobody to resolve: the gateway stands on the clients' own link.
        router_wan_mac_ = client_.mac();
        return next(Phase::join, now);
    }
    switch (lab_.wan.router) {
        case model::Addressing::fixed:
            return next(Phase::neighbour, now);
        case model::Addressing::dhcp:
            return next(Phase::lease, now);
        case model::Addressing::pppoe:
            return next(Phase::dial, now);
    }
}

void Preflight::next(Phase phase, Instant now) {
    phase_ = phase;
    deadline_.reset();
    switch (phase) {
        case Phase::lease:
        case Phase::dial:
            deadline_ = now + lease_patience;
            break;
        case Phase::neighbour:
            neighbour_ = isp_.resolve_router();
            if (known_mac_ && lab_.wan.router == model::Addressing::fixed)
                neighbour_.emplace(isp_.mac(), lab_.wan.link.address, known_address_);
            neighbour_->start(now);
            break;
        case Phase::join:
            client_.start(now);
            if (!known_mac_) ask_for_static_client();
            break;
        case Phase::others:
            deadline_ = now + announce_wait;
            break;
        case Phase::beacons:
            ping_beacons(now);
            break;
        case Phase::measure:
            ping(now);
            break;
        case Phase::to_wan:
            to_wan_.emplace(least_mtu, facts_.mtu);
            send_sized(now);
            break;
        case Phase::from_wan:
            from_wan_.emplace(least_mtu, facts_.from_wan_mtu);
            send_sized(now);
            break;
    }
    follow(now);
}

/// An ARP probe (RFC 5227 section 2.1.1): before the first case it is nobody's.
void Preflight::ask_for_static_client() {
    if (auto const& address = lab_.lan.static_client)
        out_.push_back(
            {Side::lan, proto::build_arp(MacAddress::broadcast(), lab::arp_request, client_.mac(), {}, {}, *address), std::nullopt, 0});
}

void Preflight::fail(std::string why, std::string advice) {
    state_ = State::failed;
    why_ = silent_neighbour_.empty() ? std::move(why) : silent_neighbour_;
    advice_ = std::move(advice);
    if (phase_ >= Phase::join && lab_.networks_overlap()) {
        // RFC 4787 section 4.4 (REQ-7) has a router do that, or serve its LAN all the same.
        advice_ = fmt::format(
            "the WAN's network {} and the LAN {} have addresses in common, so the router may have given its LAN others, "
            "which belong into the lab file",
            to_string(lab_.wan.link), to_string(lab_.lan.prefix));
    }
    if (why_ == joined) return;  // whoever else has the router's address then is one of ours, or the router on the other side
    for (const auto side : {Side::lan, Side::wan})
        if (const auto quarrel = forwarders(side).quarrel(to_string(router_address(side))); !quarrel.empty()) advice_ = quarrel;
}

void Preflight::follow_dial(Instant now) {
    const auto session = isp_.concentrator()->session();
    if (!session && isp_.concentrator()->refused() >= most_refused)
        return fail(fmt::format("WAN side: the router {}", isp_.concentrator()->so_far()));
    if (!session) return;
    router_wan_mac_ = session->router;
    forwarders(Side::wan).resolved(router_wan_mac_);
    return next(Phase::join, now);
}

void Preflight::follow_neighbour(Instant now) {
    for (auto& frame : neighbour_->take_frames()) out_.push_back({Side::wan, std::move(frame), std::nullopt, 0});
    if (neighbour_->state() == lab::Progress::failed) {
        if (!known_mac_) return fail("WAN side: " + neighbour_->why());
        silent_neighbour_ = "WAN side: " + neighbour_->why();
    }
    if (neighbour_->state() == lab::Progress::working) return;
    router_wan_mac_ = silent_neighbour_.empty() ? neighbour_->mac() : *known_mac_;
    forwarders(Side::wan).resolved(router_wan_mac_);
    return next(Phase::join, now);
}

void Preflight::follow_join(Instant now) {
    for (auto& frame : client_.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
    if (client_.state() == lab::Progress::failed)
        return fail("LAN side: " + client_.why(), client_.is_in_conflict() ? std::string(others_address) : std::string{});
    if (client_.state() != lab::Progress::ready) return;
    facts_.sentinel.lan = client_.host();
    for (auto& beacon : beacons_) beacon.gateway_mac = router_wan_mac_;
    facts_.sentinel.wan = beacons_.front();
    facts_.dut_lan = client_.host().gateway;
    forwarders(Side::lan).resolved(client_.host().gateway_mac);
    return waits_for_others_ ? next(Phase::others, now) : begin_measuring(now);
}

/// Hands on what the parts want to send, and goes to the next phase when one is through.
void Preflight::follow(Instant now) {
    if (state_ != State::working) return;
    // What a LAN client asks for by DHCP is for the router alone to hear.
    const bool leased_past = phase_ >= Phase::join && facts_.crossing.has_router() && isp_.lessee() == client_.mac();
    if (leased_past) return fail(std::string(joined), std::string(joined_advice));
    if (phase_ > Phase::join && client_.state() == lab::Progress::failed) {
        for (auto& frame : client_.take_frames()) out_.push_back({Side::lan, std::move(frame), std::nullopt, 0});
        return fail("LAN side: " + client_.why(), std::string(others_address));
    }
    switch (phase_) {
        case Phase::lease:
            if (isp_.lessee()) return next(Phase::neighbour, now);
            break;
        case Phase::dial:
            return follow_dial(now);
        case Phase::neighbour:
            return follow_neighbour(now);
        case Phase::join:
            return follow_join(now);
        case Phase::others:
        case Phase::beacons:
        case Phase::measure:
        case Phase::to_wan:
        case Phase::from_wan:
            break;
    }
}

Ipv4Address Preflight::router_address(Side side) const {
    if (side == Side::wan) return known_mac_ ? known_address_ : lab_.wan.router_address;
    return client_.host().gateway;
}

void Preflight::receive(Side side, View frame, Instant at) {
    if (state_ != State::working) return;
    if (const auto arp = lab::read_arp(frame)) {
        if (facts_.crossing.has_router() && arp->sender == router_address(side)) forwarders(side).claims(arp->sender_mac);
        if (side == Side::lan && !known_mac_ && arp->sender == lab_.lan.static_client) static_holder_ = arp->sender_mac;
    }
    if (phase_ == Phase::neighbour && side == Side::wan) neighbour_->receive(frame, at);
    if (phase_ >= Phase::join && side == Side::lan) client_.receive(frame, at);
    if (phase_ >= Phase::beacons && side == Side::wan && came_past(frame)) {
        fail(std::string(joined), std::string(joined_advice));
        return;
    }
    if (phase_ == Phase::measure || phase_ == Phase::beacons)
        if (const auto token = engine::token_of_frame(magic_, frame); token && token->case_number == 0) take_token(side, frame, *token, at);
    if (phase_ == Phase::to_wan || phase_ == Phase::from_wan) take_sized(side, frame, at);
    follow(at);
}

void Preflight::finish(Instant now) {
    for (const auto side : {Side::lan, Side::wan}) facts_.router_macs.at(static_cast<std::size_t>(side)) = forwarders(side).known();
    if (static_holder_ && !forwarders(Side::lan).known().contains(*static_holder_))
        return fail(fmt::format("LAN side: {}, the lab's static_client, is in use by another host, {}", to_string(*lab_.lan.static_client),
                                to_string(*static_holder_)),
                    "take that host off the LAN while Tsuka plays it, or give another address");
    // The first round trip pays for the router's set-up of the flow, and that is just what a first probe of a case pays, too: it counts.
    const auto worst = *std::max_element(round_trips_.begin(), round_trips_.end());
    facts_.margin = bounded(worst * 2, 2ms, 200ms);
    facts_.linger = bounded(worst * 10, 50ms, 1s);
    facts_.retransmit = bounded(worst * 8, 50ms, 1s);
    facts_.sentinel_retry = bounded(worst * 8, 100ms, 1s);
    if (measures_mtu_ && facts_.crossing.has_router()) return next(Phase::to_wan, now);
    state_ = State::ready;
}

void Preflight::wake(Instant now) {
    if (state_ != State::working) return;
    if (phase_ == Phase::neighbour) neighbour_->wake(now);
    if (phase_ == Phase::join) client_.wake(now);
    if (deadline_ && now >= *deadline_) {
        if (phase_ == Phase::lease && isp_.other_server())
            return fail(fmt::format("WAN side: the router took its address from another DHCP server, {}", to_string(*isp_.other_server())),
                        "the WAN interface must be connected to the router's WAN port and to nothing else");
        if (phase_ == Phase::lease)
            return fail(fmt::format("WAN side: the router did not ask for an address by DHCP within {} s",
                                    std::chrono::duration_cast<std::chrono::seconds>(lease_patience).count()),
                        "is its WAN port set to DHCP and connected to this interface?");
        if (phase_ == Phase::dial)
            return fail(
                fmt::format("WAN side: no PPPoE session came about within {} s: the router {}",
                            std::chrono::duration_cast<std::chrono::seconds>(lease_patience).count(), isp_.concentrator()->so_far()),
                "is its WAN port set to PPPoE, with the user and password of the lab file, and connected to this interface?");
        if (phase_ == Phase::others) {
            begin_measuring(now);
        } else if (phase_ == Phase::beacons) {
            deadline_.reset();
            beacon_tries_ < most_beacon_tries ? ping_beacons(now) : choose_beacon(now);
        } else if (phase_ == Phase::measure) {
            if (++lost_ > most_lost && seen_on_wan_)
                return fail("a plain UDP datagram reaches the WAN, but the answer does not come back to the LAN client",
                            "there may be no NAPT, or the router filters replies");
            if (lost_ > most_lost && reflected_)
                return fail("what a LAN client sends comes back to the LAN interface and does not reach the WAN",
                            "is there a loop on the LAN side, or a device that mirrors frames?");
            if (lost_ > most_lost)
                return fail("a plain UDP datagram of a LAN client does not reach the WAN",
                            "is this the router's LAN port, and does the router forward?");
            if (++lost_in_a_row_ >= enough_in_a_row && !silent_ports_) try_other_ports();
            ping(now);
        } else if (phase_ == Phase::to_wan || phase_ == Phase::from_wan) {
            sized_vanished(now);
        }
    }
    follow(now);
}

std::optional<Instant> Preflight::wake_at() const {
    if (state_ != State::working) return std::nullopt;
    if (phase_ == Phase::neighbour) return neighbour_->wake_at();
    if (phase_ == Phase::join) return client_.wake_at();
    return deadline_;
}

std::vector<Transmit> Preflight::take_frames() {
    return std::exchange(out_, {});
}

}  // namespace tsuka::run
