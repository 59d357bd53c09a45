// Frames on their way out: see wire.hpp.
#include "harness/engine/wire.hpp"

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

void put_on_wire(State& state, model::Host const& sender, View datagram, Probe const* probe, Instant now) {
    auto next_hop = sender.gateway_mac;
    if (!state.facts.crossing.has_router() && sender.side == Side::wan) {
        // Without a router the ISP's gateway stands on the clients' own link and resolves each of them itself.
        const auto ip = proto::view_ip(datagram);
        for (auto const& host : state.hosts)
            if (ip && host.side == Side::lan && host.owns(ip->destination)) next_hop = host.mac;
    }
    keep(state, sender.side, proto::build_ethernet(next_hop, sender.mac, proto::ether_type_of(datagram), datagram), probe, sender.actor,
         now);
}

}  // namespace tsuka::engine
