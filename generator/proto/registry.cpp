// Every protocol that Tsuka speaks: one line each.
#include "generator/proto/registry.hpp"

#include "generator/proto/ah.hpp"
#include "generator/proto/arp.hpp"
#include "generator/proto/dhcp.hpp"
#include "generator/proto/esp.hpp"
#include "generator/proto/ethernet.hpp"
#include "generator/proto/gre.hpp"
#include "generator/proto/icmp.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ike.hpp"
#include "generator/proto/ip.hpp"
#include "generator/proto/ipv6.hpp"
#include "generator/proto/l2tp.hpp"
#include "generator/proto/natt.hpp"
#include "generator/proto/ppp.hpp"
#include "generator/proto/pptp.hpp"
#include "generator/proto/tcp.hpp"
#include "generator/proto/udp.hpp"

namespace tsuka::proto {

namespace {

constexpr ProtocolSpec const* all[] = {
    &ethernet_protocol, &arp_protocol,  &ip_protocol,   &icmp_protocol, &udp_protocol,    &tcp_protocol,
    &dhcp_protocol,     &gre_protocol,  &ppp_protocol,  &pptp_protocol, &esp_protocol,    &ah_protocol,
    &ike_protocol,      &natt_protocol, &l2tp_protocol, &ipv6_protocol, &icmpv6_protocol,
};

}  // namespace

std::span<ProtocolSpec const* const> protocols() {
    return all;
}

ProtocolSpec const* find_protocol(std::string_view name) {
    for (auto const* protocol : all)
        if (protocol->name == name) return protocol;
    return nullptr;
}

bool over_tcp(ProtocolSpec const& protocol) {
    return protocol.carrier == Carrier::tcp || &protocol == &tcp_protocol;
}

MessageEntry find_message(std::string_view name) {
    for (auto const* protocol : all)
        for (auto const& message : protocol->messages)
            if (message.name == name) return {protocol, &message};
    return {};
}

std::vector<std::string_view> message_names() {
    std::vector<std::string_view> names;
    for (auto const* protocol : all)
        for (auto const& message : protocol->messages) names.push_back(message.name);
    return names;
}

}  // namespace tsuka::proto
