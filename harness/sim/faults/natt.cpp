// Defects of UDP port 4500 (RFC 3947, RFC 3948). See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"natt.dropped-behind-carrier",
     "Where the router's own WAN address is of 100.64.0.0/10 (another NAT is behind it) UDP port 4500 is dropped."},
    {"natt.marker-altered", "The non-ESP marker of IKE on port 4500 is altered as it leaves."},
    {"natt.keepalive-swallowed", "NAT keepalives are dropped."},
    {"natt.keepalive-closes", "A NAT keepalive ends its mapping within a second."},
    {"natt.keepalive-ignored", "A NAT keepalive does not refresh its mapping."},
    {"natt.zero-checksum-dropped", "UDP on port 4500 with checksum 0 is dropped."},
    {"natt.zero-checksum-corrupted", "UDP on port 4500 with checksum 0 gets a wrong one."},
    {"natt.third-client-starved", "The third client of a server on port 4500 gets no replies."},
    {"natt.port-moves", "IKE on port 4500 leaves from another port than ESP of the same mapping."},
    {"natt.float-dropped", "A client that has spoken IKE on port 500 cannot change to port 4500."},
    {"natt.needs-port-500", "A client that has not spoken IKE on port 500 before cannot use port 4500."},
    {"natt.sorted-by-spi", "What a server sends on port 4500 goes to the client that used that SPI or cookie first, whatever the port."},
    {"natt.wedged-by-zero-cookie", "After IKE with a cookie of zeros that client's port 4500 is dropped."},
    {"natt.server-esp-first-dropped", "ESP of a server on port 4500 is dropped until a client has sent it some."},
    {"natt.sixteen-places", "When a seventeenth client of a server comes to port 4500 the first one is dropped."},
    {"natt.outbound-dropped", "ESP in UDP of LAN hosts is dropped."},
    {"natt.inbound-dropped", "ESP in UDP from the WAN is dropped."},
    {"natt.payload-altered", "One bit of the ciphertext of ESP in UDP that leaves is flipped."},
    {"natt.inbound-payload-altered", "One bit of the ciphertext of ESP in UDP that comes in is flipped."},
    {"natt.spi-altered", "ESP in UDP leaves with another SPI."},
    {"natt.sequence-altered", "ESP in UDP leaves with another sequence number."},
    {"natt.inbound-spi-altered", "ESP in UDP comes in with another SPI."},
    {"natt.inbound-sequence-altered", "ESP in UDP comes in with another sequence number."},
    {"natt.delivered-to-next-port", "ESP in UDP reaches the client one port beside the one that it sent from."},
};

}  // namespace

std::span<Defect const> natt() {
    return defects;
}

}  // namespace tsuka::sim::faults
