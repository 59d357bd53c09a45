// Defects of the IP layer and of links: headers, sizes, copies, order. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"ip.checksum-wrong", "ESP is forwarded with a wrong IP header checksum."},
    {"ip.gre-checksum-wrong", "GRE is forwarded with a wrong IP header checksum."},
    {"ip.duplicated", "ESP leaves twice."},
    {"ip.df-cleared", "Don't Fragment is cleared in everything that is forwarded."},
    {"ip.ttl-kept", "The TTL is not counted down."},
    {"ip.dscp-cleared", "The DSCP is cleared."},
    {"ip.ecn-cleared", "The ECN field is cleared."},
    {"ip.id-cleared", "Whole datagrams leave with the identification 0."},
    {"ip.padding-leaks", "Short frames are padded with what the memory held."},
    {"ip.df-set", "Don't Fragment is set in everything that is forwarded."},
    {"ip.spoofed-source-accepted", "Packets from the WAN with source addresses of the LAN, or the router's own, are let in."},
    {"ip.same-id-dropped", "Of two datagrams with Don't Fragment and the same identification the second is dropped."},
    {"ip.foreign-source-forwarded", "What LAN hosts send from addresses outside the LAN is forwarded untranslated."},
    {"ip.source-route-let-in", "Source-routed packets from the WAN are let in."},
    {"ip.source-route-let-out", "Source-routed packets of LAN hosts are let out."},
    {"ip.unknown-protocols-dropped", "Protocols without ports that the router does not know are dropped."},
    {"ip.unknown-protocols-one-way", "Protocols without ports that the router does not know leave, and nothing comes back."},
    {"ip.unknown-protocols-to-last",
     "Of protocols without ports that the router does not know the last client gets all that a server sends."},
    {"mtu.too-big-silent", "What is too large for the WAN and may not be fragmented is dropped without a word."},
    {"mtu.tcp-too-big-silent", "TCP segments that are too large for the WAN and may not be fragmented are dropped without a word."},
    {"mtu.not-told", "Fragmentation needed of the router names no next-hop MTU."},
    {"mtu.df-ignored", "Don't Fragment is cleared, and the datagram fragmented, where it is too large for the WAN."},
    {"mtu.large-dropped", "What is too large for the WAN is dropped even where it may be fragmented."},
    {"mtu.quote-translated", "Fragmentation needed of the router quotes the router's own WAN address in place of the client's."},
    {"flow.overtaken", "The twentieth packet of a tunnel, as it is handed to a fast path, comes out behind the twenty-first."},
    {"lan.copied-30ms", "What a LAN host gets reaches all others as a broadcast 30 ms later."},
    {"lan.copied-150ms", "What a LAN host gets reaches all others as a broadcast 150 ms later."},
    {"lan.copied-1s", "What a LAN host gets reaches all others as a broadcast one second later."},
    {"leak.private-source-of-esp", "ESP leaves with its private source address."},
    {"leak.private-source-of-gre", "GRE leaves with its private source address."},
    {"leak.private-source-of-others", "Protocols without ports that the router does not know leave with their private source address."},
    {"leak.private-source-of-ah", "AH leaves with its private source address."},
    {"ah.leaves-shared-address", "AH leaves from a WAN address that the router shares, though nobody can lead back what answers it."},
    {"ah.unsolicited-accepted", "AH that nobody has asked for reaches a LAN host."},
    {"ah.inbound-dropped", "AH from the WAN is dropped."},
    {"ah.identification-renewed", "AH leaves under an IP identification that its sender did not give it."},
};

}  // namespace

std::span<Defect const> ip() {
    return defects;
}

}  // namespace tsuka::sim::faults
