// A host that the harness plays, once it has its addresses.
#pragma once

#include "generator/base/address.hpp"

#include <string>

namespace tsuka::model {

struct Host {
    std::string actor;  ///< name in the cast; empty for the harness' own hosts
    Side side = Side::lan;
    MacAddress mac;  ///< its own; on the WAN side the gateway's, behind which all servers stand
    Ipv4Address address;
    Ipv4Address gateway;     ///< next hop towards the router
    MacAddress gateway_mac;  ///< where its frames go: the router's MAC on that side
};

}  // namespace tsuka::model
