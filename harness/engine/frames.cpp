// Frames by hand: see frames.hpp.
#include "harness/engine/frames.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "harness/engine/outgoing.hpp"

#include <algorithm>

namespace tsuka::engine {

void emit_frame(State& state, Probe& probe, proto::Fields const& fields, View payload, Instant now) {
    constexpr std::uint64_t local_experiment = 0x88b5;  // IEEE 802 clause 9.2.3
    auto const& sender = *state.host(probe.sender);
    auto to = MacAddress::broadcast();
    if (auto const* given = fields.find("dst"))
        if (auto const* mac = std::get_if<Octets>(given); mac != nullptr && mac->size() == to.octets.size())
            std::copy(mac->begin(), mac->end(), to.octets.begin());
    probe.octets = proto::build_ethernet(to, sender.mac, static_cast<std::uint16_t>(fields.number("type", local_experiment)), payload);
    if (!probe.sent_at) probe.sent_at = now;
    auto frame = probe.octets;
    if (probe.vlan) put_vlan_tag(frame, *probe.vlan);
    keep(state, sender.side, std::move(frame), &probe, sender.actor, now);
}

void take_frame_by_hand(State& state, Side side, View frame, Instant at, std::uint64_t number) {
    const auto token = find_token(state.magic, frame);
    if (!token || token->case_number != state.facts.case_number) return;
    const auto index = token->among(state.probes.size());
    if (index >= state.probes.size() || state.host(state.probes[index].sender)->side == side) return;
    auto& probe = state.probes[index];
    if (!probe.frame && !probe.vlan) return;
    model::FrameRecord record;
    record.side = side;
    record.at = at;
    record.actor = probe.receiver;
    record.length = frame.size();
    record.number = number;
    record.probe = probe.name;
    record.step = probe.step;
    state.evidence.push_back({std::move(record)});
    Arrival arrival;
    arrival.at = at;
    arrival.side = side;
    arrival.actor = probe.receiver;
    arrival.probe = index;
    arrival.flow = probe.flow;
    arrival.message = probe.message->name;
    arrival.reading = Reading(dissect_message(proto::ethernet_protocol, frame).layers);
    arrival.evidence = {state.evidence.size() - 1};
    state.arrivals.push_back(std::move(arrival));
    probe.arrivals.push_back(state.arrivals.size() - 1);
}

}  // namespace tsuka::engine
