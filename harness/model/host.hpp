// A host that the harness plays, once it has its addresses.
#pragma once

#include "generator/base/ip_address.hpp"

#include <optional>
#include <string>

namespace tsuka::model {

struct Host {
    std::string actor;  ///< name in the cast; empty for the harness' own hosts
    Side side = Side::lan;
    MacAddress mac;  ///< its own; on the WAN side the gateway's, behind which all servers stand
    Ipv4Address address;
    Ipv4Address gateway;                  ///< next hop towards the router
    MacAddress gateway_mac;               ///< where its frames go: the router's MAC on that side
    std::optional<IpAddress> address6{};  ///< in a lab with IPv6: its second address

    /// 0.0.0.0 when it has none of that family.
    [[nodiscard]] IpAddress address_of(IpFamily family) const {
        return family == IpFamily::v4 ? IpAddress(address) : address6.value_or(IpAddress{});
    }
    [[nodiscard]] bool owns(IpAddress const& one) const { return one == IpAddress(address) || one == address6; }
};

}  // namespace tsuka::model
