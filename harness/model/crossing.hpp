// How an address crosses the device under test: the one place that knows what NAPT, address-by-address translation and a mere cable
// mean for who is seen where.
#pragma once

#include "generator/base/ip_address.hpp"
#include "harness/model/host.hpp"
#include "harness/model/lab.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace tsuka::model {

class Crossing {
public:
    enum class Kind : std::uint8_t {
        napt,        ///< all LAN hosts are seen under the router's WAN address, or one of its pool
        one_to_one,  ///< each LAN host is seen under an address of its own: another prefix, or the same one, and the same host part
        none,        ///< no router: both sides are one link, and everybody is seen as he is
    };

    Crossing() = default;
    /// As the lab file says it; the router's WAN address is 0.0.0.0 until learn().
    explicit Crossing(Lab const& lab);
    /// The router's WAN address, as its first datagram showed it. Address by address, or where it has several, a client's datagram does
    /// not show it: then it is the one of the lab file.
    void learn(Ipv4Address seen);

    /// A datagram of that LAN host was seen on the other side under this address. With several addresses outside that is where the host is
    /// found from then on.
    void saw(Ipv4Address host, Ipv4Address outside);
    /// A router that has several addresses without the lab file saying so, as the preflight found out: all that lie in the smallest prefix
    /// around those seen may be its own.
    void learn_pool(std::set<Ipv4Address> const& seen);

    [[nodiscard]] Kind kind() const { return kind_; }
    /// Further addresses of the router.
    [[nodiscard]] std::optional<Ipv4Prefix> const& pool() const { return pool_; }
    /// The router's own address on the WAN ("dut.wan").
    [[nodiscard]] Ipv4Address wan_address() const { return wan_address_; }
    /// Where the other side finds this host. IPv6 crosses as it is: a router that only forwards.
    [[nodiscard]] IpAddress public_address(Host const& host, IpFamily family) const;
    /// The same in IPv4.
    [[nodiscard]] Ipv4Address public_address(Host const& host) const;
    /// Whether the router may send under this address on the WAN.
    [[nodiscard]] bool is_routers_own(IpAddress const& address) const;
    /// All those addresses in text: one address, or a prefix.
    [[nodiscard]] std::string own_addresses() const;
    /// Whether what LAN hosts are called must not be seen on the WAN.
    [[nodiscard]] bool hides_clients() const { return has_router() && !routed_; }
    /// Whether there is a router at all: one that makes frames of its own, takes one off TTL and is the next hop of WAN hosts. Without one
    /// they resolve each LAN host on their own link.
    [[nodiscard]] bool has_router() const { return kind_ != Kind::none; }

private:
    Kind kind_ = Kind::napt;
    Ipv4Address wan_address_;
    Ipv4Address configured_;                      ///< one_to_one: the router's own address
    std::optional<Ipv4Prefix> pool_;              ///< napt: further addresses of the router
    std::map<Ipv4Address, Ipv4Address> outside_;  ///< with a pool, by LAN host
    Ipv4Prefix mapped_;                           ///< one_to_one: where LAN hosts appear
    bool routed_ = false;                         ///< one_to_one: where they are
};

}  // namespace tsuka::model
