// What leaves the simulated router: cut to the link, put on it, and what it tells senders by ICMP.
#include "generator/proto/frame.hpp"
#include "harness/sim/packet.hpp"
#include "harness/sim/router.hpp"

#include <algorithm>

namespace tsuka::sim {

void Router::put_out(Side to, Packet packet, Instant now) {
    if (to == Side::lan && is_cut_off(Side::wan, packet)) return;
    packet.set(8, packet.ttl() - 1U, 1);
    if (to == Side::wan && packet.protocol() == ip_protocol::ah && faults_("ah.identification-renewed"))
        packet.set(4, packet.id() ^ 0x5555U, 2);
    spoiler_.after(to, packet);
    const auto next_hop = to == Side::lan ? packet.destination() : spec_.lab.wan.link.address;
    to = way_to(to, next_hop, "nat.conflict-answers-astray");
    const auto mtu = to == Side::wan ? spec_.wan_mtu : spec_.lab.mtu;
    auto pieces = shape::fragment(packet.octets(), {mtu, {}, 0});
    if (!pieces) return;
    for (auto const& piece : *pieces) {
        transmit(to, next_hop, piece);
        if (to == Side::lan) copy_to_all(piece, now);
    }
    if (faults_("ip.duplicated") && to == Side::wan && packet.protocol() == ip_protocol::esp) transmit(to, next_hop, packet.octets());
}

void Router::transmit(Side to, Ipv4Address next_hop, View datagram) {
    if (to == Side::wan && dialler_) {
        // A point-to-point link: nobody is asked for, and there is no other way out.
        if (auto const& line = dialler_->line()) {
            out_.push_back({to, proto::build_ethernet(line->concentrator, own_mac(to), proto::ether_type_ipv4, datagram)});
            (void)proto::into_pppoe(out_.back().frame, line->session);
        }
        return;
    }
    if (const auto known = neighbours_.find({to, next_hop}); known != neighbours_.end()) {
        out_.push_back({to, proto::build_ethernet(known->second, own_mac(to), proto::ether_type_ipv4, datagram)});
        constexpr std::size_t ethernet_head = 14;
        constexpr std::uint8_t left_over = 0x5a;
        auto& frame = out_.back().frame;
        if (faults_("ip.padding-leaks") && frame.size() > ethernet_head + datagram.size())
            std::fill(frame.begin() + static_cast<std::ptrdiff_t>(ethernet_head + datagram.size()), frame.end(), left_over);
        return;
    }
    auto& waiting = unresolved_[{to, next_hop}];
    if (waiting.size() < most_unresolved) waiting.emplace_back(datagram.begin(), datagram.end());
    out_.push_back({to, proto::build_arp(MacAddress::broadcast(), 1, own_mac(to), own(to), {}, next_hop)});
}

/// RFC 1812 section 5.3.1: who counts the last hop tells the sender, with the sender's own octets (RFC 792).
void Router::expired(Packet const& packet) {
    if (packet.is_icmp_error() || packet.is_later_fragment() || faults_("icmp.time-exceeded-silent")) return;
    const bool tunnel = packet.protocol() == ip_protocol::esp || packet.protocol() == ip_protocol::gre;
    if (tunnel && faults_("icmp.time-exceeded-ports-only")) return;
    constexpr std::size_t quoted = 8;
    auto original = packet;
    if (faults_("icmp.time-exceeded-quotes-outside")) original.set_source(own(Side::wan));
    proto::IpParameters ip;
    ip.source = own(faults_("icmp.time-exceeded-from-outside") ? Side::wan : Side::lan);
    ip.destination = packet.source();
    ip.protocol = ip_protocol::icmp;
    transmit(way_to(Side::lan, ip.destination, "nat.conflict-own-answers-astray"), ip.destination,
             proto::build_ipv4(ip, proto::build_icmp(11, 0, 0, part(original.octets(), 0, packet.body() + quoted))));
}

/// Whether fragments leave under identifications of the router's own. With an address for every client there is nothing to tell apart.
bool Router::renumbers() const {
    return spec_.fragments == model::FragmentHandling::any_order && !spec_.lab.one_to_one &&
           !faults_("fragment.id-collision-across-clients");
}

/// RFC 1191 section 4: destination unreachable, fragmentation needed, with the MTU of the next hop and the sender's own octets.
void Router::too_big(Side from, Packet const& packet) {
    if (faults_("mtu.too-big-silent")) return;
    if (faults_("mtu.tcp-too-big-silent") && packet.protocol() == ip_protocol::tcp) return;
    constexpr std::size_t quoted = 8;
    auto original = packet;
    if (faults_("mtu.quote-translated")) original.set_source(own(Side::wan));
    const auto quote = part(original.octets(), 0, packet.body() + quoted);
    proto::IpParameters ip;
    ip.source = own(from);
    ip.destination = packet.source();
    ip.protocol = ip_protocol::icmp;
    transmit(from, ip.destination, proto::build_ipv4(ip, proto::build_icmp(3, 4, faults_("mtu.not-told") ? 0 : spec_.wan_mtu, quote)));
}

}  // namespace tsuka::sim
