// What has to stand before load can flow, and has to go on while it does: clients that have joined the LAN, the router's addresses on both
// sides, and answers to its ARP and DHCP. Sans I/O.
#pragma once

#include "generator/base/address.hpp"
#include "harness/lab/household.hpp"
#include "harness/lab/isp.hpp"
#include "harness/lab/join.hpp"
#include "harness/lab/link.hpp"
#include "harness/lab/pool.hpp"
#include "harness/lab/progress.hpp"
#include "harness/model/lab.hpp"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::rate {

class Ground {
public:
    /// `clients` LAN hosts, by fixed addresses or leases as the lab says. Error: the lab has not so many addresses.
    [[nodiscard]] static Result<Ground> create(model::Lab const& lab, unsigned clients, std::uint64_t seed);

    /// Of a PPPoE line: what would have to be sent if it ended now, as it stands on the wire; told whenever that changes.
    using Farewell = std::function<void(std::vector<Octets> const&)>;
    void tell_farewell(Farewell farewell) { farewell_ = std::move(farewell); }

    void start(Instant now);
    void receive(Side side, View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] std::vector<std::pair<Side, Octets>> take_frames();

    /// Ends the session of a PPPoE line (PADT).
    void hang_up();

    /// Failed, too, when a PPPoE session that load was to pass through has ended.
    [[nodiscard]] lab::Progress state() const { return state_; }
    [[nodiscard]] std::string const& why() const { return why_; }  ///< when failed: one sentence

    [[nodiscard]] std::span<model::Host const> clients() const { return clients_; }  ///< when ready
    [[nodiscard]] MacAddress router_mac(Side side) const { return side == Side::lan ? clients_.front().gateway_mac : router_wan_mac_; }
    [[nodiscard]] MacAddress gateway_mac() const { return isp_.mac(); }
    [[nodiscard]] model::Lab const& lab() const { return lab_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    /// Octets of the largest datagram that can be put on both links.
    [[nodiscard]] unsigned largest_datagram() const;
    /// Datagrams of that side stand in a PPPoE session.
    [[nodiscard]] bool pppoe(Side side) const { return side == Side::wan && isp_.concentrator() != nullptr; }
    /// What stands in front of every datagram that is sent on that side (see lab::Link::head).
    [[nodiscard]] Octets link_head(Side side) const;
    /// Octets in front of the datagram in a frame that has arrived there (see lab::Link::datagram_at).
    [[nodiscard]] std::optional<std::size_t> datagram_at(Side side, View frame) const;

private:
    Ground(model::Lab const& lab, std::uint64_t seed);
    void follow(Instant now);
    void follow_line();
    void push(Side side, Octets frame);
    void fail_with(std::string why);

    model::Lab lab_;
    std::uint64_t seed_;
    lab::Pool pool_;
    lab::Isp isp_;
    lab::Household lan_{Side::lan};
    lab::Household wan_{Side::wan};
    std::array<lab::Link, 2> links_;
    std::vector<lab::Join> joins_;
    std::vector<bool> joined_;
    std::optional<lab::Neighbour> neighbour_;
    std::optional<Instant> lease_deadline_;  ///< or that of a PPPoE session
    std::optional<lab::PppSession> session_;
    Farewell farewell_;
    std::vector<Octets> farewell_frames_;
    std::vector<model::Host> clients_;
    MacAddress router_wan_mac_;
    lab::Progress state_ = lab::Progress::working;
    std::string why_;
    std::vector<std::pair<Side, Octets>> out_;
};

}  // namespace tsuka::rate
