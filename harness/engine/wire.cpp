// Frames on their way out: see wire.hpp.
#include "harness/engine/wire.hpp"

#include "generator/proto/frame.hpp"

namespace tsuka::engine {

namespace {

constexpr std::uint16_t ether_type_ipv4 = 0x0800;

}  // namespace

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

void put_on_wire(State& state, model::Host const& sender, View datagram, Probe const* probe, Instant now) {
    auto next_hop = sender.gateway_mac;
    if (state.facts.cable && sender.side == Side::wan) {
        // Without a router the ISP's gateway stands on the clients' own link and resolves each of them itself.
        const Ipv4Address destination{static_cast<std::uint32_t>(read_bits(datagram, 16 * 8, 32).value_or(0))};
        for (auto const& host : state.hosts)
            if (host.side == Side::lan && host.address == destination) next_hop = host.mac;
    }
    keep(state, sender.side, proto::build_ethernet(next_hop, sender.mac, ether_type_ipv4, datagram), probe, sender.actor, now);
}

}  // namespace tsuka::engine
