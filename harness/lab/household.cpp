// ARP and ping of the hosts that the harness plays: see household.hpp.
#include "harness/lab/household.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/frame.hpp"
#include "harness/lab/wire.hpp"

namespace tsuka::lab {

namespace {

constexpr std::uint16_t arp_request = 1;
constexpr std::uint16_t arp_reply = 2;
constexpr std::uint8_t echo_reply = 0;
constexpr std::uint8_t echo_request = 8;

}  // namespace

void Household::add(model::Host const& host, bool answers_ping) {
    members_[host.address] = {.mac = host.mac, .answers_arp = side_ == Side::lan, .answers_ping = answers_ping};
}

void Household::remove(Ipv4Address address) {
    members_.erase(address);
}

void Household::add_gateway(Ipv4Address address, MacAddress mac) {
    members_[address] = {.mac = mac, .answers_arp = true, .answers_ping = true};
}

std::vector<Octets> Household::answer(View frame) const {
    auto replies = answer_arp(frame);
    if (replies.empty()) replies = answer_ping(frame);
    return replies;
}

std::vector<Octets> Household::answer_arp(View frame) const {
    const auto arp = read_arp(frame);
    if (!arp || arp->operation != arp_request) return {};
    const auto member = members_.find(arp->target);
    if (member == members_.end() || !member->second.answers_arp) return {};
    const auto& mac = member->second.mac;
    // A unicast request (kernels confirm a neighbour that way) is for the host that it is addressed to, and nobody answers itself.
    if (!arp->frame_destination.is_group() && arp->frame_destination != mac) return {};
    if (arp->sender_mac == mac || arp->sender == arp->target) return {};
    return {proto::build_arp(arp->sender_mac, arp_reply, mac, arp->target, arp->sender_mac, arp->sender)};
}

std::vector<Octets> Household::answer_ping(View frame) const {
    const auto datagram = read_datagram(frame);
    if (!datagram || datagram->protocol != number(proto::IpProtocol::icmp)) return {};
    const auto member = members_.find(datagram->destination);
    if (member == members_.end() || !member->second.answers_ping || member->second.mac != datagram->frame_destination) return {};
    Reader reader{datagram->payload};
    const auto type = reader.u8();
    const auto code = reader.u8();
    reader.skip(2);
    const auto identifier_and_sequence = reader.u32();
    if (!reader.ok() || type != echo_request || code != 0 || internet_checksum(datagram->payload) != 0) return {};
    const auto icmp = proto::build_icmp(echo_reply, 0, identifier_and_sequence, reader.rest());
    proto::IpParameters ip;
    ip.source = datagram->destination;
    ip.destination = datagram->source;
    ip.protocol = datagram->protocol;
    return {proto::build_ethernet(datagram->frame_source, member->second.mac, proto::ether_type_ipv4, proto::build_ipv4(ip, icmp))};
}

}  // namespace tsuka::lab
