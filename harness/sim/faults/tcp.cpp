// Defects of TCP. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"tcp.checksum-wrong", "TCP segments with data or options leave with a wrong checksum."},
    {"tcp.mss-removed", "The Maximum Segment Size is taken out of SYNs."},
    {"tcp.mss-of-1456", "The Maximum Segment Size of SYNs is lowered to 1456, which is four too many for a WAN that takes 1492 octets."},
    {"tcp.mss-raised", "The Maximum Segment Size of SYNs is raised to 8960, as if all the way were of jumbo frames."},
    {"tcp.options-removed", "Window Scale and SACK-Permitted are taken out of SYNs."},
    {"tcp.third-client-dropped", "A third client's connection to one server is dropped."},
    {"tcp.eighth-connection-refused", "The eighth connection of a client to one server is dropped."},
    {"tcp.payload-altered", "The last octet of large TCP segments is altered as they leave."},
    {"tcp.unsolicited-accepted", "TCP that nobody has asked for reaches a LAN host."},
    {"tcp.half-close-cut", "Once a client has closed its half of a connection no data of that server is let in."},
    {"tcp.port-4500-blocked", "TCP to and from port 4500 is dropped."},
    {"tcp.not-tls-on-443-dropped", "TCP on port 443 that does not look like TLS is dropped."},
    {"tcp.lookalike-dropped", "TCP on other ports than 1723 that bears PPTP's magic cookie is dropped."},
    {"tcp.unasked-reset", "A SYN from the WAN that belongs to nothing is answered with a reset at once."},
    {"tcp.unasked-unreachable",
     "Two seconds after a SYN from the WAN that belongs to nothing its sender is told that the port is unreachable."},
    {"tcp.one-client-on-443", "Only the first client of a server can connect to its port 443."},
    {"tcp.one-server-per-client-port", "A connection to port 443 from a source port that was used with another server before is dropped."},
    {"tcp.closed-client-refused", "A client that has closed a connection to port 443 cannot open another one to that server."},
    {"tcp.silent-client-forgotten", "Data of a server on port 443 is dropped when its client has sent none for one and a half seconds."},
    {"tcp.simultaneous-open-dropped", "A SYN of a server that a client has sent a SYN to is dropped: both cannot begin."},
    {"tcp.early-syn-blocks", "After a SYN from the WAN that nobody has asked for the client's own SYN to that host is dropped."},
    {"tcp.reset-dropped", "Resets from the WAN are dropped."},
    {"tcp.blind-reset-ends", "A reset from the server's address ends the mapping, whatever its sequence number."},
    {"tcp.blind-syn-ends", "A SYN from the server's address ends the mapping."},
    {"tcp.let-in-by-udp-mapping", "A mapping of UDP lets TCP in at the same port."},
    {"tcp.turn-blocked", "TCP to and from ports 3478 and 5349 is dropped."},
    {"tcp.management-open", "TCP to port 8443 of the WAN address is let in."},
    {"tcp.tls-outbound-dropped", "TCP data to port 443 is dropped."},
    {"tcp.tls-inbound-dropped", "TCP data from port 443 is dropped."},
    {"tcp.tls-altered", "One bit at the end of TCP data to port 443 is flipped."},
    {"tcp.tls-inbound-altered", "One bit at the end of TCP data from port 443 is flipped."},
};

}  // namespace

std::span<Defect const> tcp() {
    return defects;
}

}  // namespace tsuka::sim::faults
