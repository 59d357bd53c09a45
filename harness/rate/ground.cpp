#include "harness/rate/ground.hpp"

#include "generator/base/ethernet.hpp"
#include "harness/model/crossing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr Duration lease_patience = 60s;  // routers ask again every few seconds, for about a minute after the link came up
constexpr unsigned most_refused = 3;      // a router that is not let in dials for ever

}  // namespace

Ground::Ground(model::Lab const& lab, std::uint64_t seed)
    : lab_(lab), seed_(seed), pool_(lab, seed), isp_(lab.wan, pool_.gateway_mac(), seed), links_{lab::Link(lab.lan), lab::Link(lab.wan)} {
    wan_.add_gateway(lab.wan.link.address, pool_.gateway_mac());
    if (!model::Crossing(lab).has_router()) wan_.add_gateway(lab.lan.prefix.address, pool_.gateway_mac());
}

Result<Ground> Ground::create(model::Lab const& lab, unsigned clients, std::uint64_t seed) {
    Ground made(lab, seed);
    for (unsigned number = 0; number < clients; ++number) {
        const auto client = made.pool_.take_client();
        if (!client) return client.error();
        made.joins_.push_back(client->address ? lab::Join::with_address("", client->mac, *client->address, lab.lan.prefix.address)
                                              : lab::Join::with_lease("", client->mac, static_cast<std::uint32_t>(seed + number)));
        if (client->address) made.lan_.add({"", Side::lan, client->mac, *client->address, lab.lan.prefix.address, {}});
    }
    made.joined_.assign(clients, false);
    return made;
}

void Ground::start(Instant now) {
    for (auto& join : joins_) join.start(now);
    const bool router = model::Crossing(lab_).has_router();
    if (isp_.concentrator() != nullptr || (lab_.wan.router == model::Addressing::dhcp && router)) {
        lease_deadline_ = now + lease_patience;
    } else if (router) {
        neighbour_ = isp_.resolve_router();
        neighbour_->start(now);
    } else {
        router_wan_mac_ = joins_.front().mac();
    }
    follow(now);
}

void Ground::fail_with(std::string why) {
    state_ = lab::Progress::failed;
    why_ = std::move(why);
}

void Ground::push(Side side, Octets frame) {
    (void)links_.at(static_cast<std::size_t>(side)).outbound(frame);
    out_.emplace_back(side, std::move(frame));
}

/// Which session of a PPPoE line carries datagrams. Load is addressed to the one that it began in.
void Ground::follow_line() {
    auto* concentrator = isp_.concentrator();
    if (concentrator == nullptr) return;
    auto& link = links_.at(static_cast<std::size_t>(Side::wan));
    const auto session = concentrator->session();
    if (session_ && session != session_ && state_ == lab::Progress::ready)
        fail_with(fmt::format("the PPPoE session ended while load was measured: the router {}", concentrator->so_far()));
    session_ = session;
    link.carry(session);
    if (session) router_wan_mac_ = session->router;
    auto frames = concentrator->farewell();
    for (auto& frame : frames) (void)link.outbound(frame);
    if (frames == farewell_frames_) return;
    farewell_frames_ = std::move(frames);
    if (farewell_) farewell_(farewell_frames_);
}

unsigned Ground::largest_datagram() const {
    if (!pppoe(Side::wan)) return lab_.mtu;  // what is larger than the router's WAN is the router's to deal with
    const auto line = static_cast<unsigned>(links_.at(static_cast<std::size_t>(Side::wan)).octets_of_line());
    return std::min(lab_.mtu - line, lab_.wan.mtu.value_or(lab_.mtu));
}

void Ground::hang_up() {
    if (isp_.concentrator() == nullptr) return;
    state_ = lab::Progress::failed;
    why_ = "the PPPoE session has been ended";
    for (auto& frame : isp_.concentrator()->hang_up()) push(Side::wan, std::move(frame));
    follow_line();
}

void Ground::follow(Instant now) {
    if (auto const* concentrator = isp_.concentrator()) {
        if (session_) lease_deadline_.reset();
        if (!session_ && concentrator->refused() >= most_refused)
            return fail_with(fmt::format("WAN side: the router {}", concentrator->so_far()));
    }
    if (lease_deadline_ && isp_.lessee()) {
        lease_deadline_.reset();
        neighbour_ = isp_.resolve_router();
        neighbour_->start(now);
    }
    if (neighbour_) {
        for (auto& frame : neighbour_->take_frames()) push(Side::wan, std::move(frame));
        if (neighbour_->state() == lab::Progress::failed) return fail_with("WAN side: " + neighbour_->why());
        if (neighbour_->state() == lab::Progress::ready) router_wan_mac_ = neighbour_->mac();
    }
    for (std::size_t number = 0; number < joins_.size(); ++number) {
        auto& join = joins_[number];
        for (auto& frame : join.take_frames()) push(Side::lan, std::move(frame));
        if (join.state() == lab::Progress::failed) return fail_with(fmt::format("LAN side, client {}: {}", number + 1, join.why()));
        if (join.state() != lab::Progress::ready || joined_[number]) continue;
        joined_[number] = true;
        lan_.add(join.host());
    }
    const bool all = std::all_of(joined_.begin(), joined_.end(), [](bool joined) { return joined; });
    const bool line = isp_.concentrator() == nullptr || session_;
    if (state_ != lab::Progress::working || !all || !line || router_wan_mac_ == MacAddress{}) return;
    for (auto const& join : joins_) clients_.push_back(join.host());
    state_ = lab::Progress::ready;
}

void Ground::receive(Side side, View on_the_wire, Instant now) {
    const auto frame = links_.at(static_cast<std::size_t>(side)).inbound(on_the_wire);
    if (!frame) return;
    for (auto& answer : (side == Side::lan ? lan_ : wan_).answer(*frame)) push(side, std::move(answer));
    if (side == Side::wan)
        for (auto& answer : isp_.answer(*frame, now)) push(side, std::move(answer));
    if (side == Side::wan) follow_line();
    if (state_ != lab::Progress::working) return;
    if (side == Side::wan && neighbour_) neighbour_->receive(*frame, now);
    if (side == Side::lan)
        for (auto& join : joins_) join.receive(*frame, now);
    follow(now);
}

void Ground::wake(Instant now) {
    if (state_ != lab::Progress::working) return;
    auto* concentrator = isp_.concentrator();
    if (concentrator != nullptr)
        for (auto& frame : concentrator->wake(now)) push(Side::wan, std::move(frame));
    if (lease_deadline_ && *lease_deadline_ <= now)
        return fail_with(concentrator != nullptr
                             ? fmt::format("WAN side: no PPPoE session came about within a minute: the router {}", concentrator->so_far())
                             : "the router asked for no address on its WAN side (DHCP) within a minute");
    if (neighbour_) neighbour_->wake(now);
    for (auto& join : joins_) join.wake(now);
    follow(now);
}

std::optional<Instant> Ground::wake_at() const {
    if (state_ != lab::Progress::working) return std::nullopt;
    auto at = lease_deadline_;
    if (isp_.concentrator() != nullptr) at = sooner(at, isp_.concentrator()->wake_at());
    if (neighbour_) at = sooner(at, neighbour_->wake_at());
    for (auto const& join : joins_) at = sooner(at, join.wake_at());
    return at;
}

std::vector<std::pair<Side, Octets>> Ground::take_frames() {
    return std::exchange(out_, {});
}

Octets Ground::link_head(Side side) const {
    return links_.at(static_cast<std::size_t>(side)).head(router_mac(side));
}

std::optional<std::size_t> Ground::datagram_at(Side side, View frame) const {
    return links_.at(static_cast<std::size_t>(side)).datagram_at(frame);
}

}  // namespace tsuka::rate
