// Defects of a router that lets frames cross which are none of its datagrams. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"frame.unknown-types-let-out", "Frames of types that the router does not know leave on the WAN as they are."},
    {"frame.unknown-types-let-in", "Frames of types that the router does not know reach the LAN as they are."},
    {"frame.reserved-groups-bridged", "Frames for the groups that no bridge forwards (spanning tree, LLDP, 802.1X) cross as they are."},
    {"frame.arp-bridged", "ARP crosses as it is."},
    {"frame.pppoe-let-in", "PPPoE discovery from the WAN reaches the LAN."},
    {"frame.tagged-bridged", "Frames with a tag of IEEE 802.1Q or 802.1ad cross as they are."},
    {"frame.tags-ignored", "Datagrams behind a tag of IEEE 802.1Q are forwarded as if there were none."},
};

}  // namespace

std::span<Defect const> frame() {
    return defects;
}

}  // namespace tsuka::sim::faults
