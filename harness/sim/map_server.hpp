// A router's server of NAT-PMP (RFC 6886) and PCP (RFC 6887): what a LAN host asks for, and what it is told. Octets in, octets out; it
// reads and writes them by itself, so that a mistake in the suites' own messages is not made twice (ADR 0007).
#pragma once

#include "generator/base/octets.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/napt.hpp"
#include "harness/sim/port_maps.hpp"

#include <optional>

namespace tsuka::sim {

inline constexpr std::uint16_t map_server_port = 5351;  ///< UDP (RFC 6886 section 3.1, RFC 6887 section 19.1)

class MapServer {
public:
    MapServer(model::RouterSpec const& spec, Faults const& faults, PortMaps& maps) : spec_(spec), faults_(faults), maps_(maps) {}

    /// What a client's request (the contents of UDP) is answered with. Nothing: it is not answered.
    [[nodiscard]] std::optional<Octets> answer(Ipv4Address client, View request, Napt& napt, Instant now);

private:
    /// What becomes of a wish for a mapping: RFC 6886 section 3.5's result, or that of RFC 6887 section 7.4.
    struct Grant {
        std::uint8_t result = 0;
        std::uint16_t external = 0;
        std::uint32_t lifetime = 0;
    };
    [[nodiscard]] std::optional<Octets> natpmp(Ipv4Address client, View request, Napt const& napt, Instant now);
    [[nodiscard]] Octets natpmp_map(Ipv4Address client, View request, Napt const& napt, Instant now);
    [[nodiscard]] std::optional<Octets> pcp(Ipv4Address client, View request, Napt& napt, Instant now);
    [[nodiscard]] Grant pcp_map(Ipv4Address client, View request, Napt const& napt, Instant now);
    [[nodiscard]] Grant pcp_peer(Ipv4Address client, View request, Napt& napt, Instant now);
    [[nodiscard]] std::optional<std::uint16_t> choose(PortMap const& wish, Napt const& napt, Instant now) const;
    [[nodiscard]] Grant map(PortMap wish, std::uint32_t lifetime, Napt const& napt, Instant now);

    model::RouterSpec const& spec_;
    Faults const& faults_;
    PortMaps& maps_;
};

}  // namespace tsuka::sim
