// Preflight: pings through the router, to one server of each prefix first and then as many as a measurement takes. See preflight.hpp.
#include "generator/proto/dissect.hpp"
#include "harness/engine/reading.hpp"
#include "harness/engine/sentinel_frame.hpp"
#include "harness/lab/pool.hpp"
#include "harness/run/preflight.hpp"

#include <algorithm>

namespace tsuka::run {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t wanted_round_trips = 30;
constexpr Duration ping_patience = 500ms;

MacAddress source_of(View frame) {
    MacAddress mac;
    const auto octets = part(frame, mac.octets.size(), mac.octets.size());
    std::copy(octets.begin(), octets.end(), mac.octets.begin());
    return mac;
}

}  // namespace

void Preflight::ping(Instant now) {
    ++copy_;
    pinged_ = now;
    seen_on_wan_ = false;
    deadline_ = now + ping_patience;
    out_.push_back({Side::lan, engine::ping_frame(facts_.sentinel, magic_, {0, engine::Token::sentinel_probe, copy_}), std::nullopt, 0});
}

/// A router that forwards is not to be taken for a dead one because it, or somebody on the line, drops the ports that were drawn.
void Preflight::try_other_ports() {
    auto& path = facts_.sentinel;
    silent_ports_ = {path.lan_port, path.wan_port};
    path.lan_port = lab::Pool::far_from(path.lan_port);
    path.wan_port = lab::Pool::far_from(path.wan_port);
}

/// One datagram to each that has not answered: routers drop what goes to addresses that they take for nobody's ("bogons").
void Preflight::ping_beacons(Instant now) {
    ++beacon_tries_;
    deadline_ = now + ping_patience;
    for (std::size_t at = 0; at < beacons_.size(); ++at) {
        if (answered_.contains(at)) continue;
        beacon_of_[++copy_] = at;
        auto path = facts_.sentinel;
        path.wan = beacons_[at];
        out_.push_back({Side::lan, engine::ping_frame(path, magic_, {0, engine::Token::sentinel_probe, copy_}), std::nullopt, 0});
    }
}

void Preflight::beacon_answered(std::uint32_t copy, Instant at) {
    answered_.insert(beacon_of_.at(copy));
    if (answered_.size() == beacons_.size()) choose_beacon(at);
}

void Preflight::begin_measuring(Instant now) {
    next(beacons_.size() > 1 ? Phase::beacons : Phase::measure, now);
}

/// The first that answers. Where none does, what is measured next says what is wrong.
void Preflight::choose_beacon(Instant now) {
    facts_.sentinel.wan = beacons_[answered_.empty() ? 0 : *answered_.begin()];
    facts_.sentinel.wan.gateway_mac = router_wan_mac_;
    for (std::size_t at = 0; at < beacons_.size(); ++at)
        if (!answered_.empty() && !answered_.contains(at)) silent_.push_back(beacons_[at].address);
    next(Phase::measure, now);
}

/// A cable brings frames as they are; a router makes frames of its own. A bridge beside a router may be the slower one of the two, so what
/// has had its answer counts, too.
bool Preflight::came_past(View frame) const {
    return facts_.crossing.has_router() && same(part(frame, 6, 6), client_.mac().octets) && engine::token_of_frame(magic_, frame);
}

void Preflight::take_token(Side side, View frame, engine::Token const& token, Instant at) {
    const auto beacon = beacon_of_.find(token.copy);
    const bool asked = phase_ == Phase::beacons ? beacon != beacon_of_.end() : token.copy == copy_;
    // An answer that came before: the next one is asked for already.
    if (phase_ == Phase::measure && token.copy < copy_ && beacon == beacon_of_.end())
        forwarders(side).brought(token.copy, source_of(frame));
    if (!asked) return;
    if (side == Side::wan) {
        const engine::Reading reading(proto::dissect(frame, {false}).layers);
        auto const* source = reading.find("ip.src");
        auto const* port = reading.find("udp.src_port");
        if (source == nullptr || port == nullptr) return;
        auto path = facts_.sentinel;
        if (phase_ == Phase::beacons) path.wan = beacons_[beacon->second];
        const Ipv4Address address{static_cast<std::uint32_t>(std::get<std::uint64_t>(source->value))};
        if (address == path.wan.address) return;  // our own answer has come back: answered, it would come back without end
        seen_on_wan_ = true;
        forwarders(side).brought(token.copy, source_of(frame));
        seen_under_ = address;
        facts_.crossing.learn(address);
        seen_under_port_ = static_cast<std::uint16_t>(std::get<std::uint64_t>(port->value));
        out_.push_back({Side::wan, engine::pong_frame(path, magic_, token, seen_under_, seen_under_port_), std::nullopt, 0});
        return;
    }
    if (phase_ == Phase::beacons) {
        if (seen_on_wan_) beacon_answered(token.copy, at);
        return;
    }
    if (!seen_on_wan_) {  // our own datagram came back, and nobody has answered it
        reflected_ = true;
        return;
    }
    forwarders(side).brought(token.copy, source_of(frame));
    lost_in_a_row_ = 0;
    round_trips_.push_back(at - pinged_);
    if (round_trips_.size() >= wanted_round_trips) return finish(at);
    ping(at);
}

}  // namespace tsuka::run
