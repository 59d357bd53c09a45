// Defects of a router whose filter, or whose address, is changed while it runs. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"filter.gre-forgotten", "A filter that permits GRE drops it all the same."},
    {"filter.esp-forgotten", "A filter that permits ESP drops it all the same."},
    {"filter.natt-needs-esp", "A filter lets UDP port 4500 out only where it permits ESP, too."},
    {"filter.l2tp-needs-esp", "A filter lets UDP port 1701 out only where it permits ESP, too."},
    {"filter.gre-always-passes", "GRE is let out past the filter."},
    {"filter.esp-always-passes", "ESP is let out past the filter."},
    {"filter.natt-always-passes", "UDP port 4500 is let out past the filter."},
    {"filter.later-packets-by-outer-port",
     "A filter rule on the source port is asked with the client's port for the first packet and with the router's for later ones."},
    {"switch.ipsec-without-effect", "ESP passes on although IPsec passthrough was switched off."},
    {"switch.pptp-without-effect", "PPTP passes on although its passthrough was switched off."},
    {"switch.both-at-once", "Switching one passthrough off switches the other off as well."},
    {"switch.lost-by-restart", "After a restart a passthrough that was switched off is on again."},
    {"switch.esp-stays-off", "IPsec passthrough that was switched off stays off when it is switched on again."},
    {"switch.wedges-natt", "Once IPsec passthrough has been switched off twice UDP port 4500 is dropped."},
    {"address.old-source-kept", "What was translated before the WAN address changed goes on leaving with the old one."},
    {"address.esp-stuck", "After a change of the WAN address ESP of hosts that it had heard of before is dropped."},
    {"address.pptp-lost", "After a change of the WAN address the GRE of PPTP is dropped."},
    {"address.static-stays", "After a change of the WAN address the static entries lead in nowhere."},
    {"link.wan-clients-stuck", "After its WAN link was down nothing leaves of flows that it had heard of before."},
    {"link.wan-one-way", "After its WAN link was down nothing comes in for flows that it had heard of before."},
    {"link.lan-clients-stuck", "After its LAN link was down nothing leaves of flows that it had heard of before."},
    {"link.lan-one-way", "After its LAN link was down nothing comes in for flows that it had heard of before."},
    {"table.stays-full", "A client that asks for a thousand mappings of UDP keeps everybody from others for six minutes."},
    {"table.full-for-a-minute", "A client that asks for a thousand mappings of UDP keeps everybody from others for a minute."},
    {"table.evicts-oldest", "A thousand mappings are the most: each new one takes the place of that which was used longest ago."},
};

}  // namespace

std::span<Defect const> change() {
    return defects;
}

}  // namespace tsuka::sim::faults
