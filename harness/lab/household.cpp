// ARP, neighbour discovery and ping of the hosts that the harness plays: see household.hpp.
#include "harness/lab/household.hpp"

#include "generator/base/checksum.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/ipv6_frame.hpp"
#include "harness/lab/frame_reader.hpp"

#include <algorithm>
#include <array>

namespace tsuka::lab {

namespace {

constexpr std::uint8_t echo_reply = 0;
constexpr std::uint8_t echo_request = 8;

}  // namespace

void Household::add(model::Host const& host, bool answers_ping) {
    const Member member{.mac = host.mac, .answers_arp = side_ == Side::lan, .answers_ping = answers_ping, .is_router = false};
    members_[host.address] = member;
    if (host.address6) members_[*host.address6] = member;
}

void Household::remove(model::Host const& host) {
    members_.erase(host.address);
    if (host.address6) members_.erase(*host.address6);
}

void Household::add_gateway(IpAddress const& address, MacAddress mac) {
    members_[address] = {.mac = mac, .answers_arp = true, .answers_ping = true, .is_router = true};
}

Household::Member const* Household::find(IpAddress const& address) const {
    const auto member = members_.find(address);
    return member == members_.end() ? nullptr : &member->second;
}

bool Household::is_disputed_by(View frame) const {
    const auto arp = read_arp(frame);
    auto const* member = arp ? find(arp->sender) : nullptr;
    return member != nullptr && !member->is_router && member->mac != arp->sender_mac;
}

std::vector<Octets> Household::answer(View frame) const {
    auto replies = answer_arp(frame);
    if (replies.empty()) replies = answer_ping(frame);
    if (replies.empty()) replies = answer_icmpv6(frame);
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

namespace {

using proto::IpView;

/// RFC 4861 section 7.1.1: what a host silently drops. A hop limit of 255 shows that no router has forwarded it.
std::optional<IpAddress> solicited(IpView const& ip) {
    constexpr std::uint8_t never_forwarded = 255;
    Reader reader{ip.payload()};
    const auto type = reader.u8();
    const auto code = reader.u8();
    reader.skip(6);
    const auto target = IpAddress::from_octets(reader.take(16));
    const bool valid = reader.ok() && type == proto::icmpv6_neighbor_solicitation && code == 0 && ip.hop_limit == never_forwarded;
    return valid ? target : std::nullopt;
}

/// Flags Router, Solicited, Override and the target's link-layer address (RFC 4861 sections 4.4 and 7.2.4). Who asks without an address of
/// its own is answered by multicast to all nodes.
Octets advertisement(IpView const& asked, MacAddress asker, IpAddress const& target, MacAddress mac, bool is_router) {
    constexpr std::uint32_t router = 1U << 31U;
    constexpr std::uint32_t to_asker = 1U << 30U;
    constexpr std::uint32_t override_cache = 1U << 29U;
    constexpr std::array<std::uint8_t, 16> all_nodes{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    const auto from = asked.source.octets();
    const bool nameless = std::all_of(from.begin(), from.end(), [](auto octet) { return octet == 0; });
    const auto to = nameless ? IpAddress(all_nodes) : asked.source;
    const auto flags = (is_router ? router : 0U) | (nameless ? 0U : to_asker) | override_cache;
    Writer rest;
    rest.octets(target.octets()).u8(2).u8(1).octets(mac.octets);
    const auto message = proto::build_icmpv6(target, to, proto::icmpv6_neighbor_advertisement, 0, flags, rest.view());
    const MacAddress to_all{{0x33, 0x33, 0, 0, 0, 1}};  // RFC 2464 section 7
    return proto::build_ethernet(nameless ? to_all : asker, mac, proto::ether_type_ipv6,
                                 proto::build_ipv6({target, to, number(proto::IpProtocol::icmpv6), 255, 0, 0}, message));
}

}  // namespace

std::vector<Octets> Household::answer_icmpv6(View frame) const {
    const auto ip = proto::view_frame(frame);
    if (!ip || ip->family != IpFamily::v6 || !ip->is_whole() || ip->is_fragment() || !ip->carries(proto::IpProtocol::icmpv6)) return {};
    const auto message = ip->payload();
    if (transport_checksum(ip->source, ip->destination, ip->protocol, message) != 0) return {};
    const auto ethernet = *read_ethernet(frame);
    if (const auto target = solicited(*ip)) {
        auto const* member = find(*target);
        const bool for_it = member != nullptr && member->answers_arp &&
                            (ethernet.destination.is_group() || ethernet.destination == member->mac) && ethernet.source != member->mac;
        if (!for_it) return {};
        return {advertisement(*ip, ethernet.source, *target, member->mac, member->is_router)};
    }
    auto const* member = find(ip->destination);
    Reader reader{message};
    const auto type = reader.u8();
    const auto code = reader.u8();
    reader.skip(2);
    const auto identifier_and_sequence = reader.u32();
    const bool pinged = member != nullptr && member->answers_ping && member->mac == ethernet.destination && reader.ok() &&
                        type == proto::icmpv6_echo_request && code == 0;
    if (!pinged) return {};
    const auto reply =
        proto::build_icmpv6(ip->destination, ip->source, proto::icmpv6_echo_reply, 0, identifier_and_sequence, reader.rest());
    return {proto::build_ethernet(ethernet.source, member->mac, proto::ether_type_ipv6,
                                  proto::build_ipv6({ip->destination, ip->source, ip->protocol, 64, 0, 0}, reply))};
}

}  // namespace tsuka::lab
