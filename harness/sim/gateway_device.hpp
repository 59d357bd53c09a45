// A router as an Internet Gateway Device of UPnP: how it is found (SSDP), how it describes itself, and what it maps for whoever asks
// (WANIPConnection:1). Octets in, octets out; it reads and writes them by itself, so that a mistake in the suites' own messages is not made
// twice (ADR 0007).
#pragma once

#include "generator/base/octets.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/port_maps.hpp"

#include <optional>
#include <string_view>

namespace tsuka::sim {

inline constexpr Ipv4Address ssdp_group{0xeffffffa};         ///< 239.255.255.250 (UPnP Device Architecture 1.0 section 1)
inline constexpr std::uint16_t ssdp_port = 1900;             ///< UDP
inline constexpr std::uint16_t gateway_device_port = 49000;  ///< TCP, as its description says

class GatewayDevice {
public:
    GatewayDevice(model::RouterSpec const& spec, Faults const& faults, PortMaps& maps) : spec_(spec), faults_(faults), maps_(maps) {}

    /// What a search (the contents of UDP) is answered with. Nothing: it is not answered.
    [[nodiscard]] std::optional<Octets> found(View search) const;
    /// What a request over HTTP is answered with; nothing while it is not whole.
    [[nodiscard]] std::optional<Octets> answer(Ipv4Address client, View request, Instant now);

private:
    [[nodiscard]] Octets carry_out(Ipv4Address client, std::string_view action, std::string_view request, Instant now);
    [[nodiscard]] unsigned add(Ipv4Address client, std::string_view request, Instant now);
    [[nodiscard]] unsigned remove(Ipv4Address client, std::string_view request, Instant now);
    [[nodiscard]] Octets entry(std::string_view request, Instant now) const;

    model::RouterSpec const& spec_;
    Faults const& faults_;
    PortMaps& maps_;
};

}  // namespace tsuka::sim
