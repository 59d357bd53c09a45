// A packet filter for what leaves, which its owner puts into force by name: VPN protocols are denied but for what the name permits.
// Everything else passes, so that whoever looks at the router can.
#pragma once

#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::sim {

class OutboundFilter {
public:
    explicit OutboundFilter(Faults const& faults) : faults_(faults) {}

    /// "config:permit-pptp" and the like; "config:lab" lifts it. False: no such configuration.
    [[nodiscard]] bool put_into_force(std::string_view configuration);
    /// Of a packet from the LAN, before translation.
    [[nodiscard]] bool admits(Packet const& packet);

    /// The names of all, as cases ask for them.
    [[nodiscard]] static std::vector<std::string> configurations();

private:
    struct Rule {
        std::uint8_t protocol = 0;
        std::uint16_t port = 0;         ///< destination; 0: protocols without ports
        std::uint16_t source_port = 0;  ///< 0: any
        auto operator<=>(Rule const&) const = default;
    };
    [[nodiscard]] static std::map<std::string_view, std::vector<Rule>> const& all();
    [[nodiscard]] static std::optional<Rule> vpn_of(Packet const& packet);
    [[nodiscard]] bool permitted(Rule const& wanted) const;
    [[nodiscard]] bool outer_port_differs(Packet const& packet, Rule const& wanted);

    Faults const& faults_;
    std::optional<std::vector<Rule>> permits_;
    std::map<Ipv4Address, Ipv4Address> first_;             ///< by server: its first client
    std::set<std::pair<Ipv4Address, Ipv4Address>> heard_;  ///< clients and servers that were let out
};

}  // namespace tsuka::sim
