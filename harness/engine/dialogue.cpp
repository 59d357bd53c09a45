// Requests to the router itself: see dialogue.hpp.
#include "harness/engine/emit.hpp"
#include "harness/engine/incoming.hpp"
#include "harness/engine/outgoing.hpp"

#include <algorithm>

namespace tsuka::engine {

namespace {

using Connection = flow::TcpEndpoint::State;

bool has_ended(flow::TcpEndpoint const& endpoint) {
    return endpoint.state() == Connection::reset || endpoint.state() == Connection::closed || endpoint.gave_up();
}

bool awaits_answer(Dialogue const& dialogue) {
    return !dialogue.answered && !has_ended(dialogue.endpoint);
}

void drain_dialogue(State& state, Dialogue& dialogue, Instant now) {
    if (state.resting) return;
    auto const& probe = state.probes[dialogue.probe];
    for (auto const& segment : dialogue.endpoint.take_segments())
        put_segment(state, *state.host(dialogue.actor), dialogue.peer.address, segment, segment.payload.empty() ? nullptr : &probe, now);
}

/// The answer, once it is whole, as what has arrived last.
void take_answer(State& state, Dialogue& dialogue, Incoming const& incoming, std::size_t size) {
    auto const& probe = state.probes[dialogue.probe];
    const auto octets = part(dialogue.received, 0, size);
    Arrival arrival = incoming.arrival;
    arrival.reading.drop_above("tcp");
    arrival.flow = probe.flow;
    arrival.answers = dialogue.probe;
    arrival.evidence = dialogue.evidence;
    if (auto decoded = probe.protocol->decode(octets)) {
        if (decoded->message != nullptr) arrival.message = decoded->message->name;
        arrival.reading.put_inside({probe.protocol, decoded->message, 0, decoded->header, std::move(decoded->fields)});
    }
    state.arrivals.push_back(std::move(arrival));
    dialogue.answered = true;
}

}  // namespace

void ask(State& state, std::size_t probe, Octets const& request, Endpoint const& peer, Instant now) {
    auto const& asked = state.probes[probe];
    flow::TcpEndpoint::Options options;
    options.initial_seq = static_cast<std::uint32_t>(state.random());
    options.offers = true;
    options.retransmit_after = state.facts.retransmit;
    options.most_retransmissions = 2;
    // A port of its own: a router may remember for minutes what it had from the last one.
    const auto port = draw_port(state, asked.sender);
    state.dialogues.push_back({probe, asked.sender, peer, flow::TcpEndpoint(port, peer.port, options)});
    auto& dialogue = state.dialogues.back();
    dialogue.endpoint.connect(now);
    dialogue.endpoint.send(request, {}, now);
    drain_dialogue(state, dialogue, now);
}

bool take_dialogue(State& state, Incoming const& incoming) {
    const auto source = endpoint(incoming.arrival.reading, true);
    const auto target = endpoint(incoming.arrival.reading, false);
    const auto found = std::find_if(state.dialogues.begin(), state.dialogues.end(), [&](auto const& one) {
        return one.actor == incoming.actor && one.peer == source && one.endpoint.own_port() == target.port;
    });
    if (found == state.dialogues.end()) return false;
    auto& dialogue = *found;
    if (incoming.arrival.foreign || !incoming.arrival.validity.checksum) return true;
    dialogue.endpoint.receive(tcp_header_of(state, incoming.arrival.reading), tcp_text_of(incoming.arrival.reading, incoming.datagram),
                              incoming.at);
    const auto text = dialogue.endpoint.take_stream();
    dialogue.received.insert(dialogue.received.end(), text.begin(), text.end());
    dialogue.evidence.insert(dialogue.evidence.end(), incoming.arrival.evidence.begin(), incoming.arrival.evidence.end());
    for (auto evidence : incoming.arrival.evidence) {
        state.evidence[evidence].record.probe = state.probes[dialogue.probe].name;
        state.evidence[evidence].record.step = state.probes[dialogue.probe].step;
    }
    const bool ended = dialogue.endpoint.state() == Connection::close_wait || dialogue.endpoint.state() == Connection::closed;
    const auto size_of = state.probes[dialogue.probe].protocol->message_size;
    const auto size = dialogue.answered || size_of == nullptr ? std::nullopt : size_of(dialogue.received, ended);
    if (size) take_answer(state, dialogue, incoming, *size);
    if (dialogue.answered || ended) dialogue.endpoint.close(incoming.at);
    drain_dialogue(state, dialogue, incoming.at);
    return true;
}

void wake_dialogues(State& state, Instant now) {
    for (auto& dialogue : state.dialogues) {
        if (const auto due = dialogue.endpoint.wake_at(); due && *due <= now) dialogue.endpoint.wake(now);
        drain_dialogue(state, dialogue, now);
    }
}

std::optional<Instant> dialogues_wake_at(State const& state) {
    std::optional<Instant> at;
    for (auto const& dialogue : state.dialogues)
        if (const auto due = dialogue.endpoint.wake_at(); due && (!at || *due < *at)) at = due;
    return at;
}

bool is_over(State const& state, std::size_t probe) {
    return std::any_of(state.dialogues.begin(), state.dialogues.end(),
                       [&](auto const& one) { return one.probe == probe && !awaits_answer(one); });
}

bool is_asking(State const& state) {
    return std::any_of(state.dialogues.begin(), state.dialogues.end(), awaits_answer);
}

void give_up_dialogues(State& state, Instant now) {
    for (auto& dialogue : state.dialogues) {
        if (!awaits_answer(dialogue)) continue;
        dialogue.endpoint.abort(now);
        drain_dialogue(state, dialogue, now);
    }
}

}  // namespace tsuka::engine
