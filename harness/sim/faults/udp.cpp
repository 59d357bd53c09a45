// Defects of UDP. See defect.hpp.
#include "harness/sim/faults/groups.hpp"

namespace tsuka::sim::faults {

namespace {

constexpr Defect defects[] = {
    {"udp.odd-length-checksum", "UDP of odd length leaves with a wrong checksum."},
    {"udp.inbound-checksum-wrong", "UDP reaches the LAN with a wrong checksum."},
    {"udp.sum-of-zero-cleared", "A UDP checksum that comes out as 0 is sent as 0, which means that there is none."},
    {"udp.reply-to-other-client", "A reply reaches another client of the same server."},
    {"udp.large-inbound-dropped", "UDP of more than 200 octets from the WAN is dropped."},
    {"udp.unsolicited-accepted", "UDP that nobody has asked for reaches a LAN host."},
    {"udp.copied-to-every-client", "Every client of a server gets a copy of that server's UDP."},
    {"udp.one-packet-in-fifty-lost", "Every fiftieth UDP packet of one direction with a server is lost."},
    {"udp.openvpn-blocked", "The message that opens an OpenVPN session is dropped."},
    {"udp.wireguard-blocked", "The message that opens a WireGuard session is dropped."},
    {"udp.dies-after-five-hundred", "After 500 packets from one port of a server no more are let in."},
    {"udp.dtls-blocked", "DTLS 1.2 and 1.0 handshakes are dropped."},
    {"udp.quic-blocked", "QUIC version 1 initial packets are dropped."},
    {"udp.wireguard-one-server", "The message that opens a WireGuard session with a second server from the same port is dropped."},
    {"udp.wireguard-server-initiation-dropped", "A WireGuard session that the server begins is dropped."},
    {"udp.wireguard-restart-dropped", "A client that opens a second WireGuard session from its port is not heard."},
    {"udp.wan-address-edited", "The router's WAN address in the contents of UDP is replaced by the client's on its way in."},
    {"udp.lan-address-edited", "The client's address in the contents of UDP is replaced by the router's as it leaves."},
    {"udp.stun-answer-edited", "The address that STUN hides from routers is found and replaced by the client's."},
    {"udp.natpmp-answered-on-wan", "A request for a port mapping (NAT-PMP) is answered on the WAN."},
    {"udp.ssdp-answered-on-wan", "A search for UPnP devices is answered on the WAN."},
    {"udp.channel-data-dropped", "What goes to port 3478 and is no STUN message is dropped."},
    {"udp.contents-filtered", "UDP whose contents begin with HELO, GET or X5O! is dropped."},
    {"udp.openvpn-outbound-dropped", "UDP to port 1194 is dropped."},
    {"udp.openvpn-inbound-dropped", "UDP from port 1194 is dropped."},
    {"udp.openvpn-altered", "One bit at the end of UDP to port 1194 is flipped."},
    {"udp.openvpn-inbound-altered", "One bit at the end of UDP from port 1194 is flipped."},
    {"udp.openvpn-delivered-to-next-port", "UDP from port 1194 reaches the client one port beside the one that it sent from."},
    {"udp.wireguard-outbound-dropped", "UDP to port 51820 is dropped."},
    {"udp.wireguard-inbound-dropped", "UDP from port 51820 is dropped."},
    {"udp.wireguard-altered", "One bit at the end of UDP to port 51820 is flipped."},
    {"udp.wireguard-inbound-altered", "One bit at the end of UDP from port 51820 is flipped."},
    {"udp.wireguard-delivered-to-next-port", "UDP from port 51820 reaches the client one port beside the one that it sent from."},
    {"udp.high-ports-outbound-dropped", "UDP to ports 40000 to 49151 is dropped."},
    {"udp.high-ports-inbound-dropped", "UDP from ports 40000 to 49151 is dropped."},
    {"udp.high-ports-altered", "One bit at the end of UDP to ports 40000 to 49151 is flipped."},
    {"udp.high-ports-inbound-altered", "One bit at the end of UDP from ports 40000 to 49151 is flipped."},
    {"udp.high-ports-delivered-to-next-port",
     "UDP from ports 40000 to 49151 reaches the client one port beside the one that it sent from."},
};

}  // namespace

std::span<Defect const> udp() {
    return defects;
}

}  // namespace tsuka::sim::faults
