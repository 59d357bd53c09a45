// Defects of ESP. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"esp.spi-altered", "ESP of a LAN host leaves with another SPI."},
    {"esp.sequence-altered", "ESP of a LAN host leaves with another sequence number."},
    {"esp.payload-altered", "One bit of the ciphertext of ESP that leaves is flipped."},
    {"esp.inbound-payload-altered", "One bit of the ciphertext of ESP that comes in is flipped."},
    {"esp.last-sender-wins", "Whoever sent ESP to a server last gets all of that server's ESP."},
    {"esp.first-sender-wins", "Whoever sent ESP to a server first gets all of that server's ESP."},
    {"esp.cross-wired", "An inbound SPI seen for the first time goes to another client than the one that waits for it."},
    {"esp.one-client-in-all", "Whoever sent ESP first gets the ESP of all servers."},
    {"esp.copied", "Every client of a server gets a copy of that server's ESP."},
    {"esp.outbound-dropped", "ESP of LAN hosts is dropped."},
    {"esp.inbound-dropped", "ESP from the WAN is dropped."},
    {"esp.large-dropped", "ESP packets of more than 600 octets are dropped."},
    {"esp.short-dropped", "ESP of less than 32 octets is dropped."},
    {"esp.spi-halves-as-ports", "The SPI is taken for two ports: ESP with a half of zeros, or with two equal halves, is dropped."},
    {"esp.dies-after-three-packets", "From each server three ESP packets are let in and no more."},
    {"esp.client-rekey-dropped", "ESP of a client that changes its outbound SPI is dropped."},
    {"esp.server-rekey-dropped", "ESP of a server that changes the inbound SPI is dropped."},
    {"esp.one-server-per-client", "A client's ESP with a second server ends its tunnel with the first."},
    {"esp.needs-ike", "ESP passes only after IKE on port 500 between the same client and server."},
    {"esp.setup-not-serialised",
     "Two clients may begin with a server at the same time, so that a new inbound SPI is given to the wrong one."},
    {"esp.spi-alone-decides", "An inbound SPI leads to its client whatever the server it comes from."},
    {"esp.any-server-accepted", "ESP of a server that nobody has spoken with reaches the client that came last."},
    {"esp.unsolicited-accepted", "ESP that nobody has asked for reaches a LAN host."},
    {"esp.dropped-beside-natt", "ESP to a server that somebody speaks with over UDP port 4500 is dropped."},
    {"esp.reflected-spi-dropped", "ESP of a server that uses an SPI which a client has used towards it is dropped."},
    {"esp.early-packet-locks", "ESP of a server that comes before any client's locks that server out for good."},
    {"esp.filled-from-wan", "Fifty ESP packets from unknown servers fill the table, and no new client gets in."},
    {"esp.place-never-freed", "The first client's place with a server is kept for as long as others try within 30 s."},
    {"esp.wedged-by-short-one", "After ESP without a whole header the next other client's ESP is dropped for good."},
    {"esp.leaves-shared-address", "ESP leaves from a WAN address that the router shares, though nobody can lead back what answers it."},
    {"esp.leaves-from-other-address", "ESP leaves from another address than the router's own."},
    {"esp.inbound-spi-altered", "ESP reaches the client with another SPI."},
    {"esp.inbound-sequence-altered", "ESP reaches the client with another sequence number."},
};

}  // namespace

std::span<Defect const> esp() {
    return defects;
}

}  // namespace tsuka::sim::faults
