// IPv6 forwarded: see ipv6_forwarder.hpp.
#include "harness/sim/ipv6_forwarder.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ipv6_frame.hpp"
#include "harness/sim/packet.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr std::size_t header = 40;
constexpr std::size_t hop_limit_at = 7;
constexpr std::uint8_t never_forwarded = 255;  // RFC 4861 section 7.1: hop limit of what neighbours say to each other

}  // namespace

void Ipv6Forwarder::receive(Side side, View frame, Instant now) {
    const auto ip = proto::view_frame(frame);
    const auto ethernet = read_ethernet(frame);
    if (!ip || !ethernet || ip->family != IpFamily::v6 || !ip->is_whole()) return;
    if (take_discovery(side, *ip, ethernet->source) || ethernet->destination.is_group()) return;
    const auto to = side == Side::lan ? Side::wan : Side::lan;
    if (ip->destination == own(side) || ip->destination == own(to) || ip->hop_limit <= 1) return;
    if (!security_.admits(side, *ip, now)) return;
    if (to == Side::wan && ip->total > wan_mtu_) return tell_too_big(side, *ip);
    Octets datagram(ip->octets.begin(), ip->octets.begin() + static_cast<std::ptrdiff_t>(ip->total));
    if (!faults_("ipv6.hop-limit-kept")) --datagram[hop_limit_at];
    transmit(to, to == Side::lan ? ip->destination : lab_.link.address, std::move(datagram));
}

bool Ipv6Forwarder::take_discovery(Side side, proto::IpView const& ip, MacAddress sender) {
    if (!ip.carries(proto::IpProtocol::icmpv6) || ip.is_fragment() || ip.hop_limit != never_forwarded) return false;
    Reader reader{ip.payload()};
    const auto type = reader.u8();
    reader.skip(7);
    const auto target = IpAddress::from_octets(reader.take(16));
    const bool asks = type == proto::icmpv6_neighbor_solicitation;
    if (!reader.ok() || !target || (!asks && type != proto::icmpv6_neighbor_advertisement)) return false;
    learn(side, asks ? ip.source : *target, sender);
    if (!asks || *target != own(side)) return true;
    constexpr std::uint32_t router_solicited_override = 7U << 29U;  // RFC 4861 section 4.4
    Writer rest;
    rest.octets(target->octets()).u8(2).u8(1).octets(mac(side).octets);
    const auto message =
        proto::build_icmpv6(*target, ip.source, proto::icmpv6_neighbor_advertisement, 0, router_solicited_override, rest.view());
    const auto datagram = proto::build_ipv6({*target, ip.source, number(proto::IpProtocol::icmpv6), never_forwarded, 0, 0}, message);
    out_.push_back({side, proto::build_ethernet(sender, mac(side), proto::ether_type_ipv6, datagram)});
    return true;
}

void Ipv6Forwarder::learn(Side side, IpAddress const& address, MacAddress mac_of_it) {
    neighbours_.insert_or_assign({side, address}, mac_of_it);
    const auto waiting = unresolved_.find({side, address});
    if (waiting == unresolved_.end()) return;
    for (auto const& datagram : waiting->second)
        out_.push_back({side, proto::build_ethernet(mac_of_it, mac(side), proto::ether_type_ipv6, datagram)});
    unresolved_.erase(waiting);
}

/// A solicitation to the multicast address of the target (RFC 4861 section 7.2.2, RFC 4291 section 2.7.1, RFC 2464 section 7).
void Ipv6Forwarder::ask(Side side, IpAddress const& target) {
    const auto octets = target.octets();
    const IpAddress group({0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, octets[13], octets[14], octets[15]});
    const MacAddress to{{0x33, 0x33, 0xff, octets[13], octets[14], octets[15]}};
    Writer rest;
    rest.octets(octets).u8(1).u8(1).octets(mac(side).octets);
    const auto message = proto::build_icmpv6(own(side), group, proto::icmpv6_neighbor_solicitation, 0, 0, rest.view());
    const auto datagram = proto::build_ipv6({own(side), group, number(proto::IpProtocol::icmpv6), never_forwarded, 0, 0}, message);
    out_.push_back({side, proto::build_ethernet(to, mac(side), proto::ether_type_ipv6, datagram)});
}

/// RFC 4443 section 3.2: as much of the datagram as fits into the smallest MTU there is.
void Ipv6Forwarder::tell_too_big(Side side, proto::IpView const& ip) {
    constexpr std::uint8_t packet_too_big = 2;
    constexpr std::size_t smallest_mtu = 1280;
    const auto quote = part(ip.octets, 0, std::min(ip.total, smallest_mtu - header - 8));
    const auto message = proto::build_icmpv6(own(side), ip.source, packet_too_big, 0, wan_mtu_, quote);
    transmit(side, ip.source, proto::build_ipv6({own(side), ip.source, number(proto::IpProtocol::icmpv6), 64, 0, 0}, message));
}

void Ipv6Forwarder::transmit(Side side, IpAddress const& next_hop, Octets datagram) {
    const auto known = neighbours_.find({side, next_hop});
    if (known != neighbours_.end()) {
        out_.push_back({side, proto::build_ethernet(known->second, mac(side), proto::ether_type_ipv6, datagram)});
        return;
    }
    auto& waiting = unresolved_[{side, next_hop}];
    if (waiting.size() < most_unresolved) waiting.push_back(std::move(datagram));
    ask(side, next_hop);
}

}  // namespace tsuka::sim
