// A simulated router, from Ethernet to IP: see router.hpp. How addresses are translated stands in router_paths.cpp.
#include "harness/sim/router.hpp"

#include "harness/sim/well_known_ports.hpp"

#include "generator/proto/frame.hpp"
#include "harness/sim/packet.hpp"

#include <algorithm>
#include <memory>

namespace tsuka::sim {

namespace {

constexpr std::size_t ethernet_header = 14;
constexpr std::uint16_t ether_type_arp = 0x0806;

MacAddress read_mac(View frame, std::size_t at) {
    MacAddress mac;
    std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(at), mac.octets.size(), mac.octets.begin());
    return mac;
}

Ipv4Address read_address(View frame, std::size_t at) {
    return {static_cast<std::uint32_t>(read_bits(frame, at * 8, 32).value_or(0))};
}

}  // namespace

namespace {

/// RFC 791 section 3.1: Loose Source and Record Route is option 131, Strict is 137; RFC 7126 section 4.3 has both dropped.
bool is_source_routed(Packet const& packet) {
    constexpr std::size_t fixed = 20;
    for (auto at = fixed; at < packet.body();) {
        const auto kind = packet.get(at, 1);
        if (kind == 0) return false;
        if (kind == 131 || kind == 137) return true;
        const auto length = packet.get(at + 1, 1);
        at += kind == 1 ? 1 : std::max<std::size_t>(length, 2);
    }
    return false;
}

bool is_natt(Packet const& packet) {
    const bool udp = packet.protocol() == ip_protocol::udp && !packet.is_later_fragment();
    return udp && (packet.get(packet.body(), 2) == natt_port || packet.get(packet.body() + 2, 2) == natt_port);
}

}  // namespace

Router::Router(model::RouterSpec spec)
    : line_(spec.lab.wan),
      spec_(std::move(spec)),
      faults_(spec_.defects),
      maps_(faults_),
      map_server_(spec_, faults_, maps_),
      gateway_device_(spec_, faults_, maps_),
      napt_(spec_, faults_, maps_),
      esp_(spec_, faults_),
      pptp_(spec_, faults_),
      l2tp_(spec_),
      fragments_(spec_, faults_),
      spoiler_(faults_),
      oddities_(faults_),
      openings_(faults_),
      filter_(faults_),
      inspection_(spec_.inspects) {
    if (spec_.lab.wan.carrier_nat) move_behind_carrier();
    reset_leases();
    reset_line();
    reset_ipv6();
    if (asks_for_address()) boots_until_ = Instant{};  // it has to be woken to ask for its address
}

MacAddress Router::own_mac(Side side) {
    return {{0x02, 0x00, 0x5e, 0x00, 0x00, static_cast<std::uint8_t>(side == Side::lan ? 1 : 2)}};
}

Ipv4Address Router::own(Side side) const {
    return side == Side::lan ? spec_.lab.lan.prefix.address : spec_.lab.wan.router_address;
}

void Router::receive(Side side, View frame, Instant now) {
    if (!carrier_) return hear(side, frame, now);
    side == Side::wan ? carrier_->hear(side, frame, now) : hear(side, frame, now);
    relay(now);
}

void Router::hear(Side side, View frame, Instant now) {
    keep_time(now);
    if (frame.size() < ethernet_header) return;
    if (side == apart_) return;
    if (booting(now)) return forward_as_it_is(side, frame);
    const auto destination = read_mac(frame, 0);
    if (destination != own_mac(side) && !destination.is_group()) return;
    const auto type = read_bits(frame, 12 * 8, 16).value_or(0);
    if (side == Side::wan && dialler_) return take_pppoe(frame, now);
    if (type == ether_type_arp) {
        answer_arp(side, frame);
        return take_other(side, frame, type, now);
    }
    if (type == proto::ether_type_ipv6) return take_ipv6(side, frame, now);
    if (type != proto::ether_type_ipv4) return take_other(side, frame, type, now);
    take_datagram(side, part(frame, ethernet_header), destination.is_group(), now);
}

void Router::take_datagram(Side side, View octets, bool to_group, Instant now) {
    auto packet = Packet::parse(octets);
    if (!packet || take_dhcp(side, *packet, now)) return;
    if (to_group) return (void)(side == Side::lan && serve_upnp(*packet, now));
    take_in(side, std::move(*packet), now);
}

/// TR-124 WAN.DoS.3: what is neither IP nor of PPPoE is rejected, and a tag that no link of the router has makes it that, too.
void Router::take_other(Side side, View frame, std::uint64_t type, Instant now) {
    constexpr std::uint64_t first_type = 0x0600;  // below it a frame of IEEE 802.3 tells its length
    constexpr std::uint64_t arp = ether_type_arp;
    const bool tagged = type == ether_type_vlan || type == ether_type_service_vlan;
    const bool reserved = read_bits(frame, 0, 44) == 0x0180c200000U;  // IEEE 802.1Q table 8-1: 01:80:c2:00:00:0x
    const bool discovery = type == ether_type_pppoe_discovery;
    const bool unknown = !tagged && !reserved && !discovery && type != arp && type >= first_type;
    const bool across = (tagged && faults_("frame.tagged-bridged")) || (reserved && faults_("frame.reserved-groups-bridged")) ||
                        (type == arp && faults_("frame.arp-bridged")) ||
                        (discovery && side == Side::wan && faults_("frame.pppoe-let-in")) ||
                        (unknown && faults_(side == Side::wan ? "frame.unknown-types-let-in" : "frame.unknown-types-let-out"));
    if (across) out_.push_back({other(side), Octets(frame.begin(), frame.end())});
    constexpr std::size_t behind_tag = ethernet_header + 4;
    const bool datagram = tagged && read_bits(frame, 16 * 8, 16) == proto::ether_type_ipv4;
    if (datagram && faults_("frame.tags-ignored")) take_datagram(side, part(frame, behind_tag), read_mac(frame, 0).is_group(), now);
}

/// RFC 826.
void Router::answer_arp(Side side, View frame) {
    constexpr std::size_t least = 42;
    constexpr std::uint64_t request = 1;
    if (frame.size() < least) return;
    const auto operation = read_bits(frame, 20 * 8, 16).value_or(0);
    const auto mac = read_mac(frame, 22);
    const auto sender = read_address(frame, 28);
    const auto target = read_address(frame, 38);
    if (target != own(side) || target == Ipv4Address{}) return;
    learn(side, sender, mac);
    if (operation == request) out_.push_back({side, proto::build_arp(mac, 2, own_mac(side), target, mac, sender)});
}

void Router::learn(Side side, Ipv4Address address, MacAddress mac) {
    const bool newcomer = neighbours_.insert_or_assign({side, address}, mac).second;
    if (newcomer && side == Side::lan) newest_client_ = address;
    const auto waiting = unresolved_.find({side, address});
    if (waiting == unresolved_.end()) return;
    for (auto const& datagram : waiting->second)
        out_.push_back({side, proto::build_ethernet(mac, own_mac(side), proto::ether_type_ipv4, datagram)});
    unresolved_.erase(waiting);
}

void Router::take_in(Side from, Packet packet, Instant now) {
    faults_.arrives(from, packet, now);
    if (packet.destination() == own(Side::lan)) return from == Side::lan ? serve(from, packet, now) : void();
    if (own(Side::wan) == Ipv4Address{}) return;
    if (from == Side::wan) serve_stranger(packet, now);
    if (packet.ttl() <= 1) return from == Side::lan ? expired(packet) : void();
    if (is_source_routed(packet) && !faults_(from == Side::wan ? "ip.source-route-let-in" : "ip.source-route-let-out")) return;
    // The router's own: who asks it by its outer address from inside gets an answer, but nothing behind it unless it hairpins.
    const bool to_outside = packet.destination() == own(Side::wan) || is_of_pool(packet.destination());
    const bool asks_router = from == Side::lan && to_outside && !turns_back(from, packet);
    if (asks_router) return answer_ping(from, packet);
    if (from == Side::wan && to_outside && spec_.wan_pings && !spec_.dmz) answer_ping(from, packet);
    // RFC 2827 section 3: addresses of the LAN, or the router's own, do not come from the WAN.
    const bool spoofed = from == Side::wan && (spec_.lab.lan.prefix.contains(packet.source()) || packet.source() == own(Side::wan));
    if (spoofed && !faults_("ip.spoofed-source-accepted")) return;
    if (from == Side::lan && !filter_.admits(packet)) return;
    if (faults_("switch.wedges-natt") && switched_ > 1 && is_natt(packet)) return;
    if (refuses(from, packet, now) || !spoiler_.before(from, packet) || !oddities_.before(from, packet, now) ||
        !openings_.before(from, packet, now) || !read_contents(from, packet, now))
        return;
    if (auto admitted = fragments_.admit(from, std::move(packet), now)) translate(from, std::move(*admitted), now);
}

bool Router::refuses(Side from, Packet const& packet, Instant now) {
    if (from == Side::lan && is_cut_off(from, packet)) return true;
    if (is_in_conflict(from, packet.source()) && faults_("nat.conflict-hosts-refused")) return true;
    if (from == Side::lan && packet.protocol() == ip_protocol::esp && stuck_.contains(packet.source())) return true;
    const auto far = from == Side::lan ? packet.destination() : packet.source();
    for (auto const& bogon : spec_.bogons)
        if (bogon.contains(far)) return true;
    if (spec_.most_hosts == 0 || from == Side::wan) return false;
    std::erase_if(hosts_, [&](auto const& host) { return host.second + spec_.timers.host <= now; });
    if (!hosts_.contains(packet.source()) && hosts_.size() >= spec_.most_hosts) {
        if (!faults_("nat.pool-taken-over")) return true;
        hosts_.erase(
            std::min_element(hosts_.begin(), hosts_.end(), [](auto const& one, auto const& two) { return one.second < two.second; }));
    }
    hosts_[packet.source()] = now;
    give_address(packet.source());
    return false;
}

void Router::answer_ping(Side side, Packet const& packet) {
    constexpr std::uint64_t echo_request = 8;
    const auto at = packet.body();
    if (packet.protocol() != ip_protocol::icmp || packet.is_fragment() || packet.get(at, 1) != echo_request) return;
    const auto reply = proto::build_icmp(0, 0, static_cast<std::uint32_t>(packet.get(at + 4, 4)), packet.octets().subspan(at + 8));
    proto::IpParameters ip;
    ip.source = packet.destination();
    ip.destination = packet.source();
    ip.protocol = ip_protocol::icmp;
    const auto next_hop = side == Side::wan ? spec_.lab.wan.link.address : ip.destination;
    transmit(way_to(side, ip.destination, "nat.conflict-own-answers-astray"), next_hop, proto::build_ipv4(ip, reply));
}

void Router::translate(Side from, Packet packet, Instant now) {
    const bool turns = turns_back(from, packet);
    const auto to = turns ? Side::lan : other(from);
    const auto original = packet;
    if (packet.is_later_fragment()) {
        // admit() lets a later fragment through only when the way is known.
        if (const auto way = fragments_.way_of(from, packet)) {
            if (!faults_("fragment.tail-untranslated")) packet.set_source(way->source);
            packet.set_destination(way->destination);
            if (from == Side::lan) packet.set(4, way->id, 2);
            emit(to, std::move(packet), now);
        } else if (faults_("fragment.orphans-leak")) {
            emit(to, std::move(packet), now);
        }
        return;
    }
    // RFC 1191: said before anything is translated, so that the quote is what the sender wrote.
    const bool too_large = to == Side::wan && packet.size() > spec_.wan_mtu;
    if (too_large && !packet.dont_fragment() && faults_("mtu.large-dropped")) return;
    if (too_large && faults_("mtu.df-ignored")) packet.set(6, packet.get(6, 1) & 0xbfU, 1);
    if (too_large && packet.dont_fragment()) return too_big(from, packet);
    if (from == Side::wan) from_pool(packet);
    if (from == Side::lan && !turns && !inspection_.passes(from, packet)) return;
    if (!(turns ? hairpin(packet, now) : from == Side::lan ? outward(packet, now) : inward(packet, now)))
        return from == Side::wan ? (answer_stranger(original), refuse_syn(original, now)) : void();
    if (from == Side::wan && is_of_pool(original.destination()) && outside_of(packet.destination()) != original.destination()) return;
    if (from == Side::wan && !inspection_.passes(from, packet)) return;
    if (to == Side::wan) to_pool(packet, original.source());
    if (!turns) edit_contents(original, packet, to);
    if (!turns) edit_gatewayed(original, packet, to);
    const bool first = original.is_fragment();
    if (first && from == Side::lan && renumbers()) packet.set(4, fragments_.id_for(original), 2);
    const Fragments::Way way{packet.source(), packet.destination(), packet.id()};
    emit(to, std::move(packet), now);
    if (first)
        for (auto& later : fragments_.decided(from, original, way, now)) translate(from, std::move(later), now);
}

namespace {

bool carries_tunnel(Packet const& packet) {
    return packet.protocol() == ip_protocol::esp || packet.protocol() == ip_protocol::gre || is_natt(packet);
}

}  // namespace

void Router::emit(Side to, Packet packet, Instant now) {
    if (!faults_("flow.overtaken") || !carries_tunnel(packet)) return put_out(to, std::move(packet), now);
    // The flow is handed to the fast path at its twentieth packet, which comes out behind the next one.
    constexpr unsigned handed_over = 20;
    auto& flow = handovers_[{to, packet.source(), packet.destination()}];
    if (++flow.first == handed_over) {
        flow.second = std::move(packet);
        return;
    }
    put_out(to, std::move(packet), now);
    if (auto held = std::exchange(flow.second, std::nullopt)) put_out(to, std::move(*held), now);
}

}  // namespace tsuka::sim
