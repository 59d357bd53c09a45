// Defects of tunnel data of PPTP. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"gre.call-id-not-restored", "Tunnel data reaches the client with the Call ID that the router has given to the server."},
    {"gre.outbound-call-id-rewritten", "The server's Call ID in tunnel data of the client is altered."},
    {"gre.sequence-touched", "The sequence number of tunnel data of the client is altered."},
    {"gre.wrong-client", "Tunnel data reaches another client of the same server."},
    {"gre.client-must-start", "Tunnel data of the server is dropped until the client has sent some."},
    {"gre.dies-after-three-packets", "From each server three GRE packets are let in and no more."},
    {"gre.leaves-shared-address", "GRE leaves from a WAN address that the router shares, though nobody can lead back what answers it."},
    {"gre.unsolicited-accepted", "GRE that nobody has asked for reaches a LAN host."},
    {"gre.outbound-dropped", "GRE of LAN hosts is dropped."},
    {"gre.inbound-dropped", "GRE from the WAN is dropped."},
    {"gre.pinhole-outlives-call",
     "Tunnel data is let in long after its call has ended, and the next call inherits the dead one's Call ID."},
    {"gre.pinhole-before-answer", "Tunnel data is let in before the call was accepted."},
    {"gre.any-server-accepted", "Tunnel data with a known Call ID is let in from any server."},
    {"gre.any-call-id-accepted", "Tunnel data of a known server is let in whatever its Call ID."},
    {"gre.second-server-displaces", "A call with a second server, by another client, ends the delivery of tunnel data from the first."},
    {"gre.ack-only-dropped", "GRE packets that only acknowledge are dropped."},
    {"gre.acknowledged-data-dropped", "GRE packets that carry data and an acknowledgement are dropped."},
    {"gre.large-inbound-dropped", "GRE packets of more than 1000 octets from the WAN are dropped."},
    {"gre.sequence-wrap-dropped", "Tunnel data is dropped once its sequence numbers have begun anew at 0."},
    {"gre.inner-content-filtered", "Tunnel data that carries TCP to port 25 is dropped."},
    {"gre.inner-address-altered", "The source address inside the tunnel is altered."},
    {"gre.plain-displaces", "After a client has sent GRE of version 0 to a server, no GRE of that server is let in."},
    {"gre.wedged-by-recursion", "After a GRE packet with its recursion bits set no GRE passes any more between the LAN and that server."},
    {"gre.request-opens-for-all", "A call with one server lets tunnel data with the client's Call ID in from every other server."},
    {"gre.reply-alone-opens", "An Outgoing-Call-Reply that no client has asked for opens the way for tunnel data."},
    {"gre.payload-altered", "One bit at the end of tunnel data that leaves is flipped."},
    {"gre.inbound-payload-altered", "One bit at the end of tunnel data that comes in is flipped."},
    {"gre.inbound-sequence-touched", "The sequence number of tunnel data of the server is altered."},
    {"gre.acknowledgment-touched", "The acknowledgment number of tunnel data of the client is altered."},
    {"gre.inbound-acknowledgment-touched", "The acknowledgment number of tunnel data of the server is altered."},
};

}  // namespace

std::span<Defect const> gre() {
    return defects;
}

}  // namespace tsuka::sim::faults
