// TCP on its way in: which connection a segment belongs to, and which messages of the stream it completes.
#include "generator/proto/tcp_flags.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/incoming.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

using model::Seen;

using flow::Speaker;

namespace {

struct TcpMatch {
    std::size_t flow = 0;
    Speaker receiver = Speaker::server;
};

std::optional<TcpMatch> tcp_flow_of(State& state, Incoming const& incoming) {
    const auto source = endpoint(incoming.arrival.reading, true);
    const auto target = endpoint(incoming.arrival.reading, false);
    const auto syn = (incoming.arrival.reading.number("tcp.flags").value_or(0) & (proto::tcp_syn | proto::tcp_ack)) == proto::tcp_syn;
    const auto seq = static_cast<std::uint32_t>(incoming.arrival.reading.number("tcp.seq").value_or(0));
    std::optional<TcpMatch> pending;
    for (std::size_t at = 0; at < state.flows.size(); ++at) {
        auto& flow = state.flows[at];
        if (!flow.tcp) continue;
        auto& tcp = *flow.tcp;
        const auto server = state.scope().public_address(*state.host(flow.server));
        if (incoming.actor == flow.client && target.port == tcp.client.own_port() && source == Endpoint{server, tcp.server.own_port()})
            return TcpMatch{at, Speaker::client};
        if (incoming.actor != flow.server || target.port != tcp.server.own_port()) continue;
        if (tcp.seen == source) return TcpMatch{at, Speaker::server};
        // A server answers each SYN where it came from, and only an address outside brings the handshake to its end.
        const bool unreachable = tcp.seen && incoming.side == Side::wan && is_leaked(state, tcp.seen->address);
        if ((tcp.seen && !unreachable) || !syn) continue;
        // The initial sequence number tells two clients of one server apart; a router that changes it is met by taking them in turn.
        if (tcp.client.initial_seq() == seq) {
            tcp.seen = source;
            return TcpMatch{at, Speaker::server};
        }
        // To a server behind static entries clients outside come under their own addresses, or under the router's: any other is somebody
        // else's, whose SYN the router may have held back until this server was there.
        auto const& client = *state.host(flow.client);
        const bool others = incoming.side == Side::lan && client.side == Side::wan && source.address != IpAddress(client.address) &&
                            source.address != IpAddress(state.facts.dut_lan);
        if (!pending && !others) pending = TcpMatch{at, Speaker::server};
    }
    if (pending) state.flows[pending->flow].tcp->seen = source;
    return pending;
}

/// A whole message of the stream. One that came before is nothing new to the peer: its TCP does not hand it on.
void take_message(State& state, std::size_t probe_index, Octets const& octets, Incoming const& incoming, bool fresh) {
    auto& probe = state.probes[probe_index];
    Arrival arrival = incoming.arrival;
    arrival.reading.drop_above("tcp");
    arrival.probe = probe_index;
    arrival.flow = probe.flow;
    arrival.message = probe.message->name;
    if (probe.protocol->name != "tcp" && probe.protocol->decode != nullptr) {
        if (auto decoded = probe.protocol->decode(octets)) {
            if (auto* conversation = state.flows[probe.flow].conversation.get(); fresh && conversation != nullptr)
                conversation->received(*probe.message, peer(probe.speaker), decoded->fields);
            arrival.reading.put_inside({probe.protocol, decoded->message, 0, decoded->header, std::move(decoded->fields)});
        }
    }
    const auto place = first_untranslated(probe.octets, probe.make, octets, 0);
    arrival.payload_same = !place;
    if (place) state.observe(altered(Seen::message_octets, probe, probe.receiver, octets, *place), incoming.arrival.evidence);
    for (auto evidence : arrival.evidence) {
        state.evidence[evidence].record.probe = probe.name;
        state.evidence[evidence].record.step = probe.step;
    }
    state.arrivals.push_back(std::move(arrival));
    probe.arrivals.push_back(state.arrivals.size() - 1);
}

/// Cuts whole messages off the stream that has arrived so far, in the order they were sent.
void take_messages(State& state, std::size_t flow_index, Speaker sender, Incoming const& incoming) {
    auto& tcp = *state.flows[flow_index].tcp;
    auto& stream = tcp.stream[index(sender)];
    auto& expected = tcp.expected[index(sender)];
    while (!expected.empty() && stream.size() >= expected.front().size) {
        const auto what = expected.front();
        expected.pop_front();
        const Octets octets(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(what.size));
        stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(what.size));
        take_message(state, what.probe, octets, incoming, true);
    }
}

/// Compares a segment with what arrived before under the same sequence numbers, and takes the messages that came again with it.
void take_repeated(State& state, std::size_t flow_index, Speaker sender, std::size_t place, View text, Incoming const& incoming) {
    if (incoming.arrival.foreign) return;
    const auto taken = state.flows[flow_index].tcp->log[index(sender)].take(place, text);
    for (auto const& again : taken.again) take_message(state, again.probe, again.octets, incoming, false);
    for (const auto at : taken.changed) {
        const auto probe = std::find_if(state.probes.begin(), state.probes.end(), [&](auto const& one) {
            return one.flow == flow_index && one.speaker == sender && at >= one.place && at - one.place < one.octets.size();
        });
        if (probe == state.probes.end()) continue;
        const bool rewritten = translatable_at(probe->make, at - probe->place);
        state.observe({.seen = rewritten ? Seen::other_call_id : Seen::other_octets,
                       .probe = probe->name,
                       .from = probe->sender,
                       .to = probe->receiver},
                      incoming.arrival.evidence);
    }
}

}  // namespace

proto::TcpParameters tcp_header_of(State const& state, Reading const& reading) {
    proto::TcpParameters header;
    header.source_port = static_cast<std::uint16_t>(reading.number("tcp.src_port").value_or(0));
    header.destination_port = static_cast<std::uint16_t>(reading.number("tcp.dst_port").value_or(0));
    header.seq = static_cast<std::uint32_t>(reading.number("tcp.seq").value_or(0));
    header.ack = static_cast<std::uint32_t>(reading.number("tcp.ack").value_or(0));
    header.flags = static_cast<std::uint8_t>(reading.number("tcp.flags").value_or(0));
    header.window = static_cast<std::uint16_t>(reading.number("tcp.window").value_or(0));
    // What the peer takes, and no more than the way has room for, as a host knows that has found its MTU (RFC 9293 section 3.7.1).
    constexpr std::uint64_t headers = 40;
    const std::uint64_t room = std::min(state.facts.wan_mtu, state.facts.from_wan_mtu) - headers;
    if (const auto mss = reading.number("tcp.mss")) header.mss = static_cast<std::uint16_t>(std::min(*mss, room));
    header.window_scale = reading.number("tcp.window_scale").has_value();
    header.sack_permitted = reading.number("tcp.sack_permitted").has_value();
    return header;
}

View tcp_text_of(Reading const& reading, View datagram) {
    const auto header_length = static_cast<std::size_t>(reading.number("ip.header_length").value_or(0)) * 4 +
                               static_cast<std::size_t>(reading.number("tcp.data_offset").value_or(0)) * 4;
    const auto total = static_cast<std::size_t>(reading.number("ip.total_length").value_or(0));
    return header_length <= total ? part(datagram, header_length, total - header_length) : View{};
}

bool take_tcp(State& state, Incoming& incoming) {
    const auto match = tcp_flow_of(state, incoming);
    if (!match) return false;
    auto& tcp = *state.flows[match->flow].tcp;
    auto& own = match->receiver == Speaker::client ? tcp.client : tcp.server;
    auto const& reading = incoming.arrival.reading;
    const auto header = tcp_header_of(state, reading);
    check_arrival(state, incoming.arrival, incoming.problems, incoming.datagram);
    check_segment_ttl(state, incoming.arrival);
    if ((header.flags & proto::tcp_syn) != 0)
        check_syn(state, incoming.arrival, match->receiver == Speaker::client ? tcp.server : tcp.client);
    // A receiver discards what fails the checksum (RFC 9293 section 3.1), and so do we.
    if (!incoming.arrival.validity.checksum) return true;
    const auto payload = tcp_text_of(reading, incoming.datagram);
    const auto sender = peer(match->receiver);
    if (const auto place = own.place_of(header.seq); place && !payload.empty() && (header.flags & proto::tcp_syn) == 0)
        take_repeated(state, match->flow, sender, *place, payload, incoming);
    own.receive(header, payload, incoming.at);
    const auto arrived = own.take_stream();
    auto& stream = tcp.stream[index(sender)];
    stream.insert(stream.end(), arrived.begin(), arrived.end());
    take_messages(state, match->flow, sender, incoming);
    drain_tcp(state, match->flow, std::nullopt, incoming.at);
    return true;
}

}  // namespace tsuka::engine
