// The IPv6 half of a simulated router: finds its neighbours (RFC 4861) and forwards between LAN and WAN without translation.
#pragma once

#include "harness/sim/simple_security.hpp"

#include <utility>
#include <vector>

namespace tsuka::sim {

class Ipv6Forwarder {
public:
    struct Frame {
        Side side = Side::lan;
        Octets octets;
    };
    /// `own` by side; `wan_mtu` in octets.
    Ipv6Forwarder(model::Ipv6Lab const& lab, MacAddress lan, MacAddress wan, unsigned wan_mtu, Faults const& faults)
        : lab_(lab), lan_(lan), wan_(wan), wan_mtu_(wan_mtu), faults_(faults), security_(lab, faults) {}

    void receive(Side side, View frame, Instant now);
    [[nodiscard]] std::vector<Frame> take_frames() { return std::exchange(out_, {}); }

private:
    [[nodiscard]] MacAddress mac(Side side) const { return side == Side::lan ? lan_ : wan_; }
    [[nodiscard]] IpAddress own(Side side) const { return side == Side::lan ? lab_.lan.address : lab_.router; }
    /// True: it was a message between neighbours.
    [[nodiscard]] bool take_discovery(Side side, proto::IpView const& ip, MacAddress sender);
    void learn(Side side, IpAddress const& address, MacAddress mac);
    void ask(Side side, IpAddress const& target);
    void tell_too_big(Side side, proto::IpView const& ip);
    void transmit(Side side, IpAddress const& next_hop, Octets datagram);

    model::Ipv6Lab lab_;
    MacAddress lan_;
    MacAddress wan_;
    unsigned wan_mtu_;
    Faults const& faults_;
    SimpleSecurity security_;
    std::map<std::pair<Side, IpAddress>, MacAddress> neighbours_;
    std::map<std::pair<Side, IpAddress>, std::vector<Octets>> unresolved_;
    std::vector<Frame> out_;
};

}  // namespace tsuka::sim
