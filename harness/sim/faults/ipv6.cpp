// Defects of IPv6, which is forwarded without translation (RFC 6092). See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"ipv6.hop-limit-kept", "The hop limit is not counted down."},
    {"ipv6.esp-unasked-dropped", "ESP over IPv6 of a server that no client has sent ESP to is dropped."},
    {"ipv6.ah-dropped", "AH over IPv6 is dropped."},
    {"ipv6.ah-unasked-dropped", "AH over IPv6 of a server that no client has sent AH to is dropped."},
    {"ipv6.ike-unasked-dropped", "IKE over IPv6 on port 500 that nobody has asked for is dropped."},
    {"ipv6.esp-errors-dropped", "ICMPv6 errors about ESP are dropped."},
    {"ipv6.udp-errors-dropped", "ICMPv6 errors about UDP are dropped."},
    {"ipv6.errors-unchecked", "ICMPv6 errors about what has never left are let in."},
    {"ipv6.udp-unasked-accepted", "UDP over IPv6 that nobody has asked for is let in."},
    {"ipv6.udp-forgotten", "UDP over IPv6 is forgotten after a minute."},
    {"ipv6.spoofed-source-accepted", "IPv6 from the WAN with source addresses of the LAN is let in."},
    {"ipv6.foreign-source-forwarded", "IPv6 that LAN hosts send from addresses outside the LAN is forwarded."},
    {"ipv6.gre-dropped", "GRE over IPv6 is not let in."},
    {"ipv6.fragments-dropped", "Of datagrams in fragments over IPv6 only the first one is let in."},
};

}  // namespace

std::span<Defect const> ipv6() {
    return defects;
}

}  // namespace tsuka::sim::faults
