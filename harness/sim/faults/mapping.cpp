// Defects of mappings that clients ask for by NAT-PMP or PCP. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"mapping.granted-without-effect", "A mapping that a client asks for is granted, and nothing comes in by it."},
    {"mapping.inner-port-wrong", "A mapping leads to the port next to the one that its client listens on."},
    {"mapping.port-told-wrong", "A client is told another port than the one that was mapped for it."},
    {"mapping.one-remote", "A mapping lets in the host that came first, and no other."},
    {"mapping.opens-tcp-too", "A mapping of UDP lets TCP in as well."},
    {"mapping.replies-from-other-port", "What a client answers from a mapped port leaves from another port than was asked."},
    {"mapping.taken-over", "A client that asks for another one's mapped port gets it."},
    {"mapping.companion-given-away", "While a client has a port mapped for UDP another one gets it for TCP."},
    {"mapping.never-expires", "Mappings are kept when their lifetime is over."},
    {"mapping.kept-over-restart", "Mappings survive a restart."},
    {"mapping.lost-with-address", "A change of the WAN address ends all mappings, and nobody is told."},
    {"mapping.wan-requests-answered", "Requests for mappings that come from the WAN are answered."},
    {"mapping.wan-requests-obeyed", "Requests for mappings that come from the WAN are carried out for the last client, without an answer."},
    {"mapping.other-versions-ignored", "Requests of versions that the router does not know are not answered."},
    {"natpmp.private-address", "The router tells its LAN address when it is asked by NAT-PMP for the one outside."},
    {"natpmp.tcp-mapped-as-udp", "A request of NAT-PMP for a TCP port maps the UDP port of that number."},
    {"natpmp.deletion-without-effect", "A mapping that its client deletes by NAT-PMP stays."},
    {"natpmp.epoch-stands", "The age of the table of mappings is always 1 s."},
    {"natpmp.epoch-survives-restart", "The age of the table of mappings goes on over a restart that has emptied it."},
    {"pcp.nonce-not-returned", "Answers to PCP bear a nonce of zeros."},
    {"pcp.nonce-ignored", "A mapping made by PCP can be ended without knowing its nonce."},
    {"pcp.client-address-unchecked", "A request of PCP that names another host's address maps a port for that host."},
    {"pcp.third-party-granted", "Any host may ask by PCP for mappings of other hosts."},
    {"pcp.portless-without-effect", "A mapping of a protocol without ports is granted, and nothing comes in by it."},
    {"pcp.refused-and-mapped", "A mapping of a protocol that a static entry has is refused, and made all the same."},
    {"pcp.peer-port-wrong", "A client that asks by PCP for the port of its own flow is told another one."},
    {"pcp.peer-lifetime-ignored", "A lifetime that was granted for a client's own flow has no effect."},
    {"upnp.private-address", "The router tells its LAN address when it is asked by UPnP for the one outside."},
    {"upnp.tcp-mapped-as-udp", "A request of UPnP for a TCP port maps the UDP port of that number."},
    {"upnp.other-port-mapped", "A request of UPnP maps the port next to the one that was asked for."},
    {"upnp.inner-port-ignored", "A mapping made by UPnP leads to the client's port of the same number, whatever port was asked for."},
    {"upnp.low-port-without-effect", "A mapping of a port below 1024 is granted by UPnP, and nothing comes in by it."},
    {"upnp.tunnel-ports-kept",
     "A mapping of UDP port 500, 1194, 1701 or 4500 is granted by UPnP, and the router keeps what comes there to itself."},
    {"upnp.table-of-three", "The fourth mapping takes the place of the first, which nobody is told."},
    {"upnp.deletion-without-effect", "A mapping that its client deletes by UPnP stays."},
    {"upnp.lease-ignored", "A mapping made by UPnP for a while never ends."},
    {"upnp.remote-host-ignored", "A mapping made by UPnP for one host outside lets everybody in."},
    {"upnp.conflict-overwritten", "A client that asks by UPnP for another one's mapped port gets it."},
    {"upnp.conflict-promised", "A client that asks by UPnP for another one's mapped port is told that it has it, and the other keeps it."},
    {"upnp.deletion-denied", "A mapping that its client deletes by UPnP ends, and the client is told that there was none."},
    {"upnp.entry-told-wrong", "Asked for a mapping that it has, the router tells another port of the client."},
    {"upnp.entry-of-another-told", "Asked for a mapping that it has, the router says that it is its own."},
};

}  // namespace

std::span<Defect const> mapping() {
    return defects;
}

}  // namespace tsuka::sim::faults
