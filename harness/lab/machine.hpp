// What of this machine decides whether a run on real interfaces can be believed: clock, receive rings, and whether an interface is the
// machine's own way out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tsuka::lab {

/// The kernel's clock source, e.g. "tsc"; empty: it does not say.
[[nodiscard]] std::string clock_source();
/// Whether stamps of that source have a resolution well below a microsecond and cost next to nothing to read.
[[nodiscard]] bool is_fine_clock(std::string_view source);

/// Whether the default route of this machine, IPv4 or IPv6, leads through the interface.
[[nodiscard]] bool carries_default_route(std::string const& interface);
/// The same of the texts of /proc/net/route and /proc/net/ipv6_route.
[[nodiscard]] bool default_route_in(std::string_view ipv4_routes, std::string_view ipv6_routes, std::string_view interface);

/// Frames that the card can hold until the kernel takes them.
struct Ring {
    std::uint32_t now = 0;
    std::uint32_t most = 0;
};
/// Nothing: the driver has no such thing (veth), or does not say.
[[nodiscard]] std::optional<Ring> receive_ring(std::string const& interface);

}  // namespace tsuka::lab
