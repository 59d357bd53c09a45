// Frames on their way out: see outgoing.hpp.
#include "harness/engine/outgoing.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/ip_view.hpp"

namespace tsuka::engine {

std::size_t keep(State& state, Side side, Octets frame, Probe const* probe, std::string const& actor, Instant now) {
    model::FrameRecord record;
    record.side = side;
    record.sent = true;
    record.at = now;
    record.actor = actor;
    if (probe != nullptr) {
        record.probe = probe->name;
        record.step = probe->step;
    }
    record.length = frame.size();
    state.evidence.push_back({std::move(record)});
    state.outgoing.push_back({side, std::move(frame), state.evidence.size() - 1});
    return state.evidence.size() - 1;
}

bool is_multicast(IpAddress const& address) {
    constexpr std::uint32_t first = 0xe0000000;
    constexpr std::uint32_t mask = 0xf0000000;
    const auto v4 = address.v4();
    return v4 && (v4->number & mask) == first;
}

namespace {

/// RFC 1112 section 6.4: the low 23 bits of the group.
MacAddress group_mac(IpAddress const& group) {
    const auto number = group.v4().value_or(Ipv4Address{}).number;
    return {{0x01, 0x00, 0x5e, static_cast<std::uint8_t>(number >> 16U & 0x7fU), static_cast<std::uint8_t>(number >> 8U),
             static_cast<std::uint8_t>(number)}};
}

}  // namespace

void put_on_wire(State& state, model::Host const& sender, View datagram, Probe const* probe, Instant now) {
    auto next_hop = sender.gateway_mac;
    const auto ip = proto::view_ip(datagram);
    if (ip && is_multicast(ip->destination)) next_hop = group_mac(ip->destination);
    if (!state.facts.crossing.has_router() && sender.side == Side::wan) {
        // Without a router the ISP's gateway stands on the clients' own link and resolves each of them itself.
        for (auto const& host : state.hosts)
            if (ip && host.side == Side::lan && host.owns(ip->destination)) next_hop = host.mac;
    }
    auto frame = proto::build_ethernet(next_hop, sender.mac, proto::ether_type_of(datagram), datagram);
    if (probe != nullptr && probe->vlan) put_vlan_tag(frame, *probe->vlan);
    keep(state, sender.side, std::move(frame), probe, sender.actor, now);
}

}  // namespace tsuka::engine
