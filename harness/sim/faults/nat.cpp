// Defects of address translation and of static entries. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"nat.mapping-by-destination", "A client's port outside is another one for every server."},
    {"nat.mapping-changes", "A port that had to be changed once is another one for every server."},
    {"nat.ports-overlap", "Two clients may have one port outside as long as their servers differ."},
    {"nat.filter-by-port", "Replies are let in from the very address and port that the client has sent to, and from no other."},
    {"nat.ports-counted-up", "Ports outside that are not the clients' own are handed out one after the other."},
    {"nat.port-overloaded", "From the fifth client of a server on, clients keep their port though another one has it."},
    {"nat.port-range-lost", "A client's well-known port is exchanged for a high one."},
    {"nat.old-client-refused", "A NAT-T client that comes back after ten minutes of silence is dropped."},
    {"nat.old-port-poisoned", "A port that another client had used and left lets no replies in."},
    {"nat.hairpin-dropped", "UDP that a LAN host sends to another one's port outside is dropped."},
    {"nat.hairpin-tcp-dropped", "TCP that a LAN host sends to another one's port outside is dropped."},
    {"nat.hairpin-source-inside", "What is turned back to the LAN keeps its sender's LAN address."},
    {"nat.hairpin-one-way", "Of two LAN hosts that speak by their ports outside only the first to send is heard."},
    {"nat.pool-taken-over",
     "When all addresses of a pool are in use, or as many LAN hosts as there are places are served, a newcomer takes the place of the host "
     "that was "
     "silent for longest."},
    {"nat.port-set-left-when-full",
     "Of a WAN address that it shares the router takes ports that are not its own once it has used all of them."},
    {"nat.conflict-answers-astray",
     "What comes in for a LAN host whose address is one of the WAN's network, too, is led to the WAN, where nobody has it."},
    {"nat.conflict-hosts-refused", "LAN hosts whose address is one of the WAN's network, too, are not let out."},
    {"nat.conflict-own-answers-astray",
     "What the router itself answers a LAN host whose address is one of the WAN's network, too, leaves on the WAN."},
    {"static.hairpin-dropped", "What LAN hosts send to the port of a static entry does not reach its host."},
    {"static.ike-entry-opens-natt", "A static entry for UDP port 500 leads UDP port 4500 in as well."},
    {"static.remote-ignored", "A static entry for one remote host leads in whoever comes."},
    {"static.passed-on-port-moved",
     "UDP of the LAN host that has the router's WAN address leaves from another port than it was sent from."},
    {"static.gre-entry-ignored", "A static entry for GRE leads nothing in."},
    {"static.ah-entry-ignored", "A static entry for AH leads nothing in."},
    {"static.l2tpv3-entry-ignored", "A static entry for L2TPv3 leads nothing in."},
    {"static.dmz-for-ports-only", "The DMZ host gets UDP and TCP that nobody has asked for, and no protocol without ports."},
    {"static.esp-forgotten", "The static entry for ESP is not heeded."},
    {"static.port-moved", "Replies of the static client leave from another port than the one that was asked."},
    {"static.source-hidden", "What reaches the static client seems to come from the router itself."},
    {"static.gre-does-not-follow", "GRE does not reach the static client, though its control connection does."},
    {"static.l2tp-forgotten", "The static entry for L2TP is not heeded."},
    {"static.scope-too-wide", "The static client gets all UDP and TCP that nobody has asked for, whatever its port."},
    {"static.other-protocols-open", "The static client gets AH, GRE and ICMP that nobody has asked for."},
};

}  // namespace

std::span<Defect const> nat() {
    return defects;
}

}  // namespace tsuka::sim::faults
