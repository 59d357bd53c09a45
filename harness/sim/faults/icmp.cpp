// Defects of ICMP. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"icmp.identifier-shared", "Two clients may have the same query identifier outside."},
    {"icmp.reply-dropped", "Echo replies from the WAN are dropped."},
    {"icmp.inner-header-untranslated", "The datagram quoted in an ICMP error is not translated back."},
    {"icmp.inner-port-untranslated", "Of the datagram quoted in an ICMP error the address is translated back and the port is not."},
    {"icmp.inner-checksum-wrong", "The IP header checksum of a quoted datagram is not mended."},
    {"icmp.error-of-tcp-dropped", "ICMP errors about TCP are not let in."},
    {"icmp.error-of-gre-dropped", "ICMP errors about GRE are not let in."},
    {"icmp.frag-needed-for-esp-lost", "Fragmentation needed about ESP is not let in."},
    {"icmp.error-from-path-dropped", "ICMP errors of anybody but the quoted datagram's destination are dropped."},
    {"icmp.short-quote-dropped", "ICMP errors that quote less than 20 octets behind the IP header are dropped."},
    {"icmp.next-hop-mtu-lost", "The next-hop MTU in Fragmentation needed reaches the client as 0."},
    {"icmp.error-kills-mapping", "An ICMP error ends the mapping that it is about."},
    {"icmp.error-kills-tunnel", "An ICMP error about ESP or GRE ends that client's tunnel."},
    {"icmp.error-to-other-client", "An ICMP error reaches another client of the same server."},
    {"icmp.esp-error-to-other-client", "An ICMP error about ESP reaches another client of the same server."},
    {"icmp.outbound-error-dropped", "ICMP errors of LAN hosts are dropped."},
    {"icmp.outbound-error-leaks-private", "ICMP errors of LAN hosts quote the private address."},
    {"icmp.outbound-port-untranslated", "ICMP errors of LAN hosts quote the private port."},
    {"icmp.outbound-error-of-esp-dropped", "ICMP errors of LAN hosts about ESP are dropped."},
    {"icmp.outbound-error-of-gre-dropped", "ICMP errors of LAN hosts about GRE are dropped."},
    {"icmp.outbound-error-kills-mapping", "An ICMP error of a LAN host ends the mapping that it is about."},
    {"icmp.bad-checksum-forwarded", "ICMP errors with a wrong checksum are forwarded."},
    {"icmp.bad-quote-forwarded", "ICMP errors that quote a header with a wrong checksum are forwarded."},
    {"icmp.quoted-udp-checksum-checked", "ICMP errors that quote UDP with a wrong checksum are dropped."},
    {"icmp.unmatched-error-guessed", "An ICMP error about no mapping reaches some client of that server."},
    {"icmp.cut-quote-guessed", "An ICMP error whose quote is too short to name a mapping is forwarded to a guessed client."},
    {"icmp.time-exceeded-silent", "What has no hop left is dropped without a word."},
    {"icmp.time-exceeded-ports-only", "ESP and GRE that have no hop left are dropped without a word."},
    {"icmp.time-exceeded-quotes-outside", "Time exceeded of the router quotes its own WAN address in place of the client's."},
    {"icmp.time-exceeded-from-outside", "Time exceeded of the router comes from its WAN address."},
    {"icmp.unsolicited-accepted", "ICMP queries that nobody has asked for reach a LAN host."},
    {"icmp.hairpin-error-dropped", "An error about what has turned back at the router does not turn back itself."},
    {"icmp.hairpin-error-untranslated", "An error that turns back quotes its receiver's datagram with the port and address outside."},
};

}  // namespace

std::span<Defect const> icmp() {
    return defects;
}

}  // namespace tsuka::sim::faults
