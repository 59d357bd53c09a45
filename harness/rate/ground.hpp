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

    void start(Instant now);
    void receive(Side side, View frame, Instant now);
    void wake(Instant now);
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] std::vector<std::pair<Side, Octets>> take_frames();

    [[nodiscard]] lab::Progress state() const { return state_; }
    [[nodiscard]] std::string const& why() const { return why_; }  ///< when failed: one sentence

    [[nodiscard]] std::span<model::Host const> clients() const { return clients_; }  ///< when ready
    [[nodiscard]] MacAddress router_mac(Side side) const { return side == Side::lan ? clients_.front().gateway_mac : router_wan_mac_; }
    [[nodiscard]] MacAddress gateway_mac() const { return isp_.mac(); }
    [[nodiscard]] model::Lab const& lab() const { return lab_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    /// What stands in front of every datagram that is sent on that side: addresses (the source is patched), tag, type.
    [[nodiscard]] Octets link_head(Side side) const;
    /// Octets in front of the datagram in a frame that has arrived; nothing if it is no IPv4.
    [[nodiscard]] static std::optional<std::size_t> datagram_at(View frame);

private:
    Ground(model::Lab const& lab, std::uint64_t seed);
    void follow(Instant now);
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
    std::optional<Instant> lease_deadline_;
    std::vector<model::Host> clients_;
    MacAddress router_wan_mac_;
    lab::Progress state_ = lab::Progress::working;
    std::string why_;
    std::vector<std::pair<Side, Octets>> out_;
};

}  // namespace tsuka::rate
