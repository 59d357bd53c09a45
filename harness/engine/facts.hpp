// What the engine is told about the lab: addresses of the router and how patient to be. Measured by preflight, never guessed.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"
#include "harness/model/crossing.hpp"
#include "harness/model/host.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <set>

namespace tsuka::engine {

/// A UDP flow of the harness' own through the router. A frame of it sent after a probe shows, by arriving, that the probe is not coming.
struct SentinelPath {
    model::Host lan;
    model::Host wan;
    std::uint16_t lan_port = 0;
    std::uint16_t wan_port = 0;
};

struct Facts {
    model::Crossing crossing;
    Ipv4Address dut_lan;
    std::optional<Ipv4Address> static_client;  ///< the LAN host to which static entries lead
    std::optional<Ipv4Address> dmz;            ///< the one that gets whatever nobody has asked for
    std::optional<model::PortSet> port_set;    ///< its ports of a WAN address that others share
    unsigned mtu = 1500;                       ///< of the LAN
    unsigned wan_mtu = 1500;                   ///< what a router forwards to the WAN in one piece
    unsigned from_wan_mtu = 1500;              ///< what comes from the WAN, whole or a fragment, is no larger
    SentinelPath sentinel;
    /// The router's, by Side: those that it answers ARP with, and those that it forwards from.
    std::array<std::set<MacAddress>, 2> router_macs{};
    Duration margin = std::chrono::milliseconds(2);   ///< a probe may be overtaken by its sentinel by this much: twice the worst round trip
    Duration linger = std::chrono::milliseconds(20);  ///< a negative finding stands only if nothing arrives for this long more
    Duration rest{};                                  ///< when a case has ended, what comes within this time still counts
    Duration sentinel_retry = std::chrono::milliseconds(100);  ///< the sentinel itself may be lost: ask again after this
    unsigned sentinel_tries = 5;
    Duration retransmit = std::chrono::milliseconds(50);  ///< first retransmission of our TCP and of set-up messages; doubles
    bool counting = false;  ///< nothing is judged: a conversation that does not open ends nothing, and what goes over it is not sent
    bool hang_up = false;   ///< hosts take their leave of each other when the steps of a case are over
    std::uint64_t seed = 0;
    std::uint32_t case_number = 0;  ///< unique in the run: stands in every token

    /// Whether the router leads to that LAN host what nobody has asked for, all of it or some.
    [[nodiscard]] bool leads_to(Ipv4Address host) const { return host == static_client || host == dmz; }
};

}  // namespace tsuka::engine
