// Every protocol that Tsuka speaks: one line each.
#include "generator/proto/registry.hpp"

#include "generator/proto/ah.hpp"
#include "generator/proto/arp.hpp"
#include "generator/proto/beyond_ports.hpp"
#include "generator/proto/dhcp.hpp"
#include "generator/proto/dns.hpp"
#include "generator/proto/esp.hpp"
#include "generator/proto/ethernet.hpp"
#include "generator/proto/gre.hpp"
#include "generator/proto/icmp.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ike.hpp"
#include "generator/proto/ip.hpp"
#include "generator/proto/ipv6.hpp"
#include "generator/proto/l2tp.hpp"
#include "generator/proto/natpmp.hpp"
#include "generator/proto/natt.hpp"
#include "generator/proto/pcp.hpp"
#include "generator/proto/ppp.hpp"
#include "generator/proto/pptp.hpp"
#include "generator/proto/sip.hpp"
#include "generator/proto/ssdp.hpp"
#include "generator/proto/stun.hpp"
#include "generator/proto/tcp.hpp"
#include "generator/proto/turn.hpp"
#include "generator/proto/udp.hpp"
#include "generator/proto/upnp.hpp"
#include "generator/proto/wireguard.hpp"

namespace tsuka::proto {

namespace {

constexpr ProtocolSpec const* all[] = {
    &ethernet_protocol, &arp_protocol,  &ip_protocol,     &ipv6_protocol,    &icmp_protocol,       &icmpv6_protocol,
    &udp_protocol,      &tcp_protocol,  &dhcp_protocol,   &gre_protocol,     &ppp_protocol,        &pptp_protocol,
    &esp_protocol,      &ah_protocol,   &ike_protocol,    &natt_protocol,    &l2tp_protocol,       &wireguard_protocol,
    &turn_protocol,     &stun_protocol, &l2tpv3_protocol, &etherip_protocol, &experiment_protocol, &natpmp_protocol,
    &pcp_protocol,      &dns_protocol,  &sip_protocol,    &ssdp_protocol,    &upnp_protocol,
};

}  // namespace

std::span<ProtocolSpec const* const> protocols() {
    return all;
}

}  // namespace tsuka::proto
