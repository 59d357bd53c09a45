// Fresh client MACs and addresses, server addresses and ephemeral ports, in an order that the run's seed decides: what one case left in
// the router's tables cannot touch the next. Clients and servers are taken one after the other from a place that the seed says, too, so
// that runs one after the other need not meet each other's: see seed_of_moment(). A pool that has run through starts again with what was
// given back longest ago, and counts it.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/lab.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

namespace tsuka::lab {

/// A seed whose pools begin where those of a run that began some minutes before cannot reach: 192 places for each second of the clock,
/// while a run takes some 70. Servers come round after eleven minutes, when no router remembers their tunnels. `since_1970` is that clock,
/// `chance` (32 bits of it) whatever makes two runs of one moment differ.
[[nodiscard]] std::uint64_t seed_of_moment(Duration since_1970, std::uint64_t chance);

/// The numbers 0 .. size-1, each once, in seeded order; then those given back, oldest first.
class NumberPool {
public:
    NumberPool(std::uint64_t size, std::uint64_t seed);
    /// The same, counting up from a place.
    [[nodiscard]] static NumberPool from(std::uint64_t size, std::uint64_t place);

    /// Nothing when all are in use.
    [[nodiscard]] std::optional<std::uint64_t> take();
    void give_back(std::uint64_t number) { returned_.push_back(number); }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::uint64_t recycled() const { return recycled_; }
    [[nodiscard]] std::uint64_t fresh() const { return size_ - taken_; }  ///< not taken so far

private:
    explicit NumberPool(std::uint64_t size) : size_(size) {}

    std::uint64_t size_;
    std::uint64_t next_ = 0;
    std::uint64_t stride_ = 1;
    std::uint64_t taken_ = 0;
    std::deque<std::uint64_t> returned_;
    std::uint64_t recycled_ = 0;
};

/// A LAN client to be: its MAC and, unless the router leases one, its address.
struct Client {
    MacAddress mac;
    std::optional<Ipv4Address> address;
};

class Pool {
public:
    Pool(model::Lab const& lab, std::uint64_t seed);

    /// A client that no case had before. Addresses ending in 0 or 255, the router's and the static client's are never given.
    [[nodiscard]] Result<Client> take_client();
    /// One of the computers that are the same in every run at this lab, 0 to 8: by number, and no other client has its address. Routers
    /// with few places keep them for minutes, so who held one when the last run ended dials again in the next. A fresh client where the
    /// lab has too few addresses.
    [[nodiscard]] Result<Client> resident(unsigned number);
    /// The one LAN host to which static entries of the router lead; always the same MAC. Error: the lab names none, or it is in use.
    [[nodiscard]] Result<Client> take_static_client();
    /// The WAN host for which alone the router has static entries; the case with the static client has it to itself.
    [[nodiscard]] Result<Ipv4Address> static_remote() const;
    void give_back(Client const& client);
    /// Another host has this address: no client gets it any more.
    void avoid(Ipv4Address client) { avoided_.insert(client); }

    [[nodiscard]] Result<Ipv4Address> take_server();
    void give_back(Ipv4Address server);
    /// A server of that prefix, to try what the router forwards; cases may get it later.
    [[nodiscard]] Ipv4Address server_of(Ipv4Prefix const& prefix) const;
    /// No case gets this server.
    void keep(Ipv4Address server) { kept_ = server; }
    /// No server of that prefix is given any more: the router forwards nothing to it. Another prefix has to stay.
    void drop(Ipv4Prefix const& prefix) { dropped_.push_back(prefix); }
    /// Server addresses that no case has had, at least.
    [[nodiscard]] std::uint64_t fresh_servers() const;

    /// A port between 20000 and 59999; after all 40000 the oldest are used again.
    [[nodiscard]] std::uint16_t take_port();
    /// One of these that is half of them away.
    [[nodiscard]] static std::uint16_t far_from(std::uint16_t port);

    /// MAC of the emulated ISP gateway, the same for the whole run.
    [[nodiscard]] MacAddress gateway_mac() const { return mac(0); }

    /// Whether it is the address of a host of this run, the gateway's or a client's, or of one that is there in every run.
    [[nodiscard]] bool owns(MacAddress const& address) const;

    /// How many clients, servers and ports were used a second time.
    [[nodiscard]] std::uint64_t recycled() const;

private:
    [[nodiscard]] MacAddress mac(std::uint64_t serial) const;
    void reserve_residents();
    [[nodiscard]] bool usable(Ipv4Address address) const;
    [[nodiscard]] bool may_be_given(Ipv4Address server) const;

    model::Lab lab_;
    std::uint64_t seed_;
    std::uint64_t vendor_;  ///< octets 2 and 3 of every MAC of this run
    NumberPool clients_;
    NumberPool servers_;
    NumberPool ports_;
    std::vector<Ipv4Address> residents_;  ///< empty: too few addresses, or the router leases them
    std::set<Ipv4Address> avoided_;
    std::vector<Ipv4Prefix> dropped_;
    std::optional<Ipv4Address> kept_;
    bool static_taken_ = false;
};

}  // namespace tsuka::lab
