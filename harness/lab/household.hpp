// The hosts that the harness plays on one side, as far as their kernels would speak up: ARP, neighbour discovery and ping. Sans-I/O: frames
// in, frames out. It never sends a TCP reset or an ICMP error: a router that saw one would tear down the very session under test.
#pragma once

#include "generator/base/octets.hpp"
#include "harness/model/host.hpp"

#include <cstddef>
#include <map>
#include <vector>

namespace tsuka::lab {

class Household {
public:
    explicit Household(Side side) : side_(side) {}

    /// LAN: a host with its own MAC, answers ARP. WAN: a server behind the gateway; nobody may resolve it, so only ping is answered.
    /// A host whose address is already known replaces the older one.
    void add(model::Host const& host, bool answers_ping = true);
    void remove(model::Host const& host);

    /// An address of the gateway itself: ARP and ping. In a cable lab the WAN household also gets the LAN's gateway address this way.
    void add_gateway(IpAddress const& address, MacAddress mac);

    /// What the live hosts would say to a frame that arrived: an ARP reply (RFC 826), a Neighbor Advertisement (RFC 4861)
    /// or an echo reply (RFC 792, RFC 4443), else nothing.
    [[nodiscard]] std::vector<Octets> answer(View frame) const;

    /// Whether somebody else says by ARP that an IPv4 address of a live host is its own.
    [[nodiscard]] bool is_disputed_by(View frame) const;

    [[nodiscard]] Side side() const { return side_; }
    [[nodiscard]] std::size_t size() const { return members_.size(); }

private:
    struct Member {
        MacAddress mac;
        bool answers_arp = false;  ///< and neighbour solicitations
        bool answers_ping = false;
        bool is_router = false;
    };
    [[nodiscard]] std::vector<Octets> answer_arp(View frame) const;
    [[nodiscard]] std::vector<Octets> answer_ping(View frame) const;
    [[nodiscard]] std::vector<Octets> answer_icmpv6(View frame) const;
    [[nodiscard]] Member const* find(IpAddress const& address) const;

    Side side_;
    std::map<IpAddress, Member> members_;
};

}  // namespace tsuka::lab
