// Defects of L2TP (RFC 2661). See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"l2tp.port-stolen", "The latest client with port 1701 gets all replies of the server."},
    {"l2tp.tunnel-id-altered", "The Tunnel ID of L2TP that leaves is altered."},
    {"l2tp.data-dropped", "L2TP data messages are dropped."},
    {"l2tp.data-needs-length", "L2TP data messages without a length field are dropped."},
    {"l2tp.needs-port-1701", "L2TP of a client that does not send from port 1701 is dropped."},
    {"l2tp.port-moves", "As soon as a server has two clients, L2TP leaves from another port than the mapping's."},
    {"l2tp.close-ends-all", "A StopCCN of one client ends the mappings of all clients of that server."},
    {"l2tp.second-server-displaces", "A later client's L2TP with a second server ends the delivery from the first."},
    {"l2tp.zero-checksum-corrupted", "L2TP with UDP checksum 0 gets a wrong one."},
    {"l2tp.other-versions-dropped", "UDP on port 1701 that is not L2TP version 2 is dropped."},
    {"l2tp.error-text-edited", "Digits that look like an address are replaced in the error message of a server's StopCCN."},
    {"l2tp.third-client-starved", "The third client of a server on port 1701 gets no replies."},
    {"l2tp.server-data-first-dropped", "L2TP data messages of a server are dropped until a client has sent it one."},
    {"l2tp.first-fragment-dropped", "The first fragment of a datagram to or from port 1701 is dropped."},
    {"l2tp.wedged-by-offset", "After L2TP data whose offset points past its end no L2TP passes any more between the LAN and that server."},
    {"l2tp.outbound-dropped", "L2TP of LAN hosts is dropped."},
    {"l2tp.inbound-dropped", "L2TP from the WAN is dropped."},
    {"l2tp.contents-altered", "One bit at the end of L2TP is flipped as it leaves."},
    {"l2tp.inbound-contents-altered", "One bit at the end of L2TP is flipped as it comes in."},
    {"l2tp.session-id-altered", "The Session ID of L2TP that leaves is altered."},
    {"l2tp.inbound-tunnel-id-altered", "The Tunnel ID of L2TP that comes in is altered."},
    {"l2tp.inbound-session-id-altered", "The Session ID of L2TP that comes in is altered."},
    {"l2tp.delivered-to-next-port", "L2TP reaches the client one port beside the one that it sent from."},
};

}  // namespace

std::span<Defect const> l2tp() {
    return defects;
}

}  // namespace tsuka::sim::faults
