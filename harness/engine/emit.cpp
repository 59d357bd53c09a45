// What goes out: messages built from a step and its conversation, wrapped in UDP, TCP or IP, cut into fragments, put on the wire.
#include "harness/engine/emit.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/registry.hpp"
#include "harness/engine/chosen_checksum.hpp"
#include "harness/engine/datagram.hpp"
#include "harness/engine/frames.hpp"
#include "harness/engine/outgoing.hpp"
#include "harness/engine/send_fields.hpp"
#include "harness/engine/state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace tsuka::engine {

namespace {

using flow::Speaker;

constexpr std::size_t usual_bytes = 64;

/// Payload with the token in front, or the token in the field that can bear it.
Octets place_token(State& state, proto::MessageEntry const& entry, model::SendStep const& send, Parts& parts, std::size_t probe) {
    const Token token{state.facts.case_number, static_cast<std::uint32_t>(probe), 0};
    const auto bytes = parts.bytes.value_or(send.bytes.value_or(usual_bytes));
    auto& fields = parts.message;
    if (entry.message->has_payload || is_plain_carrier(*entry.protocol))
        return Writer{}.octets(send.lead).octets(token_payload(state.magic, token, bytes)).take();
    const auto bearer = entry.message->token_field;
    if (!bearer.empty() && fields.find(bearer) == nullptr) fields.set(bearer, write_token(state.magic, token));
    return {};
}

/// Where a speaker's datagram must be addressed to. Nothing when a server has not seen its client yet.
std::optional<Endpoint> destination(State& state, Flow const& flow, Association const& association, Speaker speaker) {
    auto const& client = *state.host(flow.client);
    auto const& server = *state.host(flow.server);
    if (speaker == Speaker::client) {
        const auto address =
            client.side == server.side ? server.address_of(flow.family) : state.scope().public_address(server, flow.family);
        return Endpoint{address, association.server_port};
    }
    if (association.seen) return association.seen;
    // A protocol without ports goes to the one address behind which the client is known to be.
    const bool portless = association.client_port == 0 && association.server_port == 0;
    if (portless) return Endpoint{state.scope().public_address(client, flow.family), 0};
    return std::nullopt;
}

struct Wrapped {
    Octets datagram;
    std::string unsent;
    bool first = false;  ///< that this speaker sends on this path
};

bool is_over_udp(proto::ProtocolSpec const& protocol) {
    return protocol.ip_protocol == proto::number(proto::IpProtocol::udp);
}

/// The number in the IP header, TCP's for what a segment by hand carries.
std::uint8_t number_over_ip(proto::ProtocolSpec const& protocol) {
    return proto::over_tcp(protocol) ? proto::number(proto::IpProtocol::tcp) : protocol.ip_protocol;
}

/// Puts UDP (if the protocol is carried by it) and IP around a message.
Wrapped wrap(State& state, Flow& flow, proto::ProtocolSpec const& protocol, Speaker speaker, Parts& parts, View message) {
    const auto ip_number = number_over_ip(protocol);
    const bool has_ports = is_over_udp(protocol) || proto::over_tcp(protocol);
    const auto ports = has_ports ? flow.conversation->ports(protocol, parts.over) : flow::Conversation::Ports{};
    auto& association = flow.association(ip_number, ports);
    auto to = destination(state, flow, association, speaker);
    if (parts.to) to = Endpoint{*parts.to, parts.destination_port.value_or(to ? to->port : ports.client)};
    if (!to)
        return {{},
                fmt::format("{} has not seen anything from {} yet, so there is no address and port to reply to", flow.server, flow.client),
                false};
    const bool first = !std::exchange(association.used[index(speaker)], true);
    auto const& sender = *state.host(speaker == Speaker::client ? flow.client : flow.server);
    const auto source = parts.source.value_or(sender.address_of(flow.family));
    if (!has_ports) return {build_datagram(parts, source, to->address, ip_number, std::nullopt, message), {}, first};
    const auto own_port = parts.source_port.value_or(speaker == Speaker::client ? ports.client : ports.server);
    const auto peer_port = parts.destination_port.value_or(to->port);
    Octets chosen;
    if (parts.checksum_behind) {
        if (!association.seen) return {{}, fmt::format("nothing of {} has shown yet what it is translated to", flow.client), first};
        const bool outward = speaker == Speaker::client;
        const Endpoint client{state.host(flow.client)->address_of(flow.family), ports.client};
        chosen = choose_by_checksum(Octets(message.begin(), message.end()), outward ? *association.seen : Endpoint{source, own_port},
                                    outward ? *to : client, *parts.checksum_behind);
        message = chosen;
    }
    return {build_datagram(parts, source, to->address, ip_number, PortPair{own_port, peer_port}, message), {}, first};
}

flow::Sight sight(State& state, Flow& flow, proto::ProtocolSpec const& protocol, Speaker speaker, std::uint16_t over) {
    auto const& own = *state.host(speaker == Speaker::client ? flow.client : flow.server);
    const bool udp = is_over_udp(protocol);
    const auto ports = udp ? flow.conversation->ports(protocol, over) : flow::Conversation::Ports{};
    const auto to = destination(state, flow, flow.association(protocol.ip_protocol, ports), speaker);
    return {own.address, speaker == Speaker::client ? ports.client : ports.server, to ? ipv4_of(*to) : Ipv4Address{},
            to ? to->port : std::uint16_t{0}};
}

/// On a port of another protocol a message stands behind the one of that protocol's that it is at home in: IKE on port 4500 behind the
/// non-ESP marker (RFC 3948 section 2.2).
Result<Octets> at_home(proto::ProtocolSpec const& protocol, flow::Conversation::Ports ports, Octets message) {
    auto const* port = proto::over_ports(protocol.carrier, ports.client, ports.server);
    if (port == nullptr || port == &protocol) return message;
    for (auto const& place : protocol.inside)
        if (const auto outer = proto::find_message(place.message); outer.protocol == port)
            return proto::build_fixed(*outer.message, {}, message);
    return message;
}

}  // namespace

Result<void> emit_datagram(State& state, Probe& probe, Octets datagram, std::optional<model::FragmentShape> const& shape, Instant now) {
    probe.octets = std::move(datagram);
    if (!probe.sent_at) probe.sent_at = now;
    auto dissection = proto::dissect_ip(probe.octets);
    probe.make = Make(dissection);
    if (state.probes.size() <= readings_kept) probe.keep_reading(Reading(std::move(dissection.layers)));
    return put_datagram(state, probe, shape, now);
}

namespace {

void queue_stream(State& state, std::size_t flow_index, std::size_t probe_index, Octets const& message, model::SendStep const& send,
                  Instant now) {
    auto& flow = state.flows[flow_index];
    auto& tcp = *flow.tcp;
    auto& probe = state.probes[probe_index];
    const auto who = index(probe.speaker);
    tcp.expected[who].push_back({probe_index, message.size()});
    probe.place = tcp.log[who].queue(message.size());
    auto& held = tcp.held[who];
    auto cuts = send.split;
    for (auto& cut : cuts) cut += static_cast<unsigned>(held.size());
    held.insert(held.end(), message.begin(), message.end());
    tcp.held_probes[who].push_back(probe_index);
    probe.held = send.coalesce;
    if (send.coalesce) return;
    for (auto held_probe : tcp.held_probes[who]) state.probes[held_probe].held = false;
    auto& endpoint = probe.speaker == Speaker::client ? tcp.client : tcp.server;
    endpoint.send(held, cuts, now, send.order);
    held.clear();
    drain_tcp(state, flow_index, tcp.held_probes[who].front(), now);
    tcp.held_probes[who].clear();
}

struct Built {
    Octets octets;
    proto::Fields fields;
};

/// Where a request in a connection of its own goes.
Endpoint request_target(Parts const& parts) {
    constexpr std::uint16_t http = 80;  // RFC 9110 section 4.2.1
    return {parts.to.value_or(IpAddress{}), parts.destination_port.value_or(http)};
}

/// A request says whom it is for (RFC 9112 section 3.2), unless the suite has said it.
void name_host(proto::MessageSpec const& message, Endpoint const& target, proto::Fields& fields) {
    const auto fill = [&](std::string_view name, std::uint64_t value) {
        if (proto::find_field(message, name) != nullptr && fields.find(name) == nullptr) fields.set(name, value);
    };
    fill("host", ipv4_of(target).number);
    fill("host_port", target.port);
}

Result<Built> build_message(State& state, model::SendStep const& send, proto::MessageEntry const& entry, Flow& flow, Speaker speaker,
                            Parts& parts, std::size_t probe) {
    const auto payload = place_token(state, entry, send, parts, probe);
    if (flow.kind == flow::requests) name_host(*entry.message, request_target(parts), parts.message);
    if (is_plain_carrier(*entry.protocol)) return Built{payload, parts.message};
    flow.conversation->complete(*entry.message, speaker, sight(state, flow, *entry.protocol, speaker, parts.over), parts.message);
    auto built = proto::build(*entry.message, parts.message, payload);
    if (!built) return built.error();
    return Built{std::move(*built), parts.message};
}

/// Why an answer has nothing to answer; empty when it has.
std::string no_question(State const& state, model::SendStep const& send) {
    // What the router has said in answer to one of the cast all others may know.
    const auto came = [&](Probe const& probe) {
        return probe.name == send.answers && std::any_of(probe.arrivals.begin(), probe.arrivals.end(),
                                                         [&](auto at) { return probe.by_router || state.arrivals[at].actor == send.at; });
    };
    if (send.answers.empty() || std::any_of(state.probes.begin(), state.probes.end(), came)) return {};
    const bool answer = std::any_of(state.probes.begin(), state.probes.end(),
                                    [&](auto const& probe) { return probe.name == send.answers && probe.by_router; });
    return answer ? fmt::format("{} has not come", send.answers)
                  : fmt::format("{} has not reached {}, so there is nothing to answer", send.answers, send.at);
}

/// The message whose payload octets without a message of their own are.
std::string_view bare_message(Flow const& flow) {
    if (flow.kind == flow::segments) return "tcp";
    const auto carrier = flow::conversation_carrier(flow.kind);
    return carrier == proto::Carrier::ip ? std::string_view{flow.kind} : proto::carrying(carrier, flow.family)->messages.front().name;
}

Result<void> send_once(State& state, model::SendStep const& send, std::string const& name, std::size_t flow_index, Speaker speaker,
                       bool set_up, Instant now) {
    auto& flow = state.flows[flow_index];
    const bool raw = send.message == "raw";
    const auto entry = proto::find_message(raw ? bare_message(flow) : std::string_view{send.message});
    if (entry.message == nullptr) return fail(fmt::format("unknown message '{}'", send.message));
    // What is not sent needs no values, and may have none: a symbol is bound by what it would have answered.
    const auto unasked = no_question(state, send);
    auto parts = unasked.empty() ? sort_fields(state, send, entry, state.copies[name]) : Result<Parts>(Parts{});
    if (!parts) return parts.error();

    const auto probe_index = state.probes.size();
    Probe made;
    made.name = name;
    made.step = state.step;
    made.protocol = entry.protocol;
    made.message = entry.message;
    made.flow = flow_index;
    made.speaker = speaker;
    made.sender = speaker == Speaker::client ? flow.client : flow.server;
    made.receiver = speaker == Speaker::client ? flow.server : flow.client;
    made.set_up = set_up;
    made.fragment_id = state.facts.case_number << 16U | static_cast<std::uint16_t>(probe_index);
    state.probes.push_back(std::move(made));
    ++state.copies[name];
    auto& probe = state.probes.back();
    probe.to_address = parts->to.has_value();
    probe.by_hand = parts->to || parts->source_port || parts->destination_port;
    probe.unsent = unasked;
    probe.unasked = !unasked.empty();
    probe.vlan = send.vlan;
    probe.frame = entry.protocol->carrier == proto::Carrier::link;
    state.sends_frames = state.sends_frames || probe.frame || probe.vlan;
    // What is for the router itself, or for a group on its link, reaches nobody else.
    const bool by_request = flow.kind == flow::requests;
    const bool to_group = parts->to && is_multicast(*parts->to);
    if (to_group) state.group_questions.push_back(probe_index);
    probe.lost = probe.to_router = by_request || to_group || parts->to == IpAddress(state.facts.dut_lan);
    if (probe.unasked) {
        state.unsent.try_emplace(name, probe.unsent);
        return {};
    }
    Result<Built> built = raw ? Result<Built>(Built{send.raw, {}}) : build_message(state, send, entry, flow, speaker, *parts, probe_index);
    if (!built) return built.error();

    probe.segment = flow.kind == flow::segments && proto::over_tcp(*entry.protocol);
    if (probe.frame) {
        emit_frame(state, probe, built->fields, built->octets, now);
        return {};
    }
    if (by_request) {
        probe.octets = built->octets;
        probe.make = Make(dissect_message(*entry.protocol, probe.octets));
        ask(state, probe_index, built->octets, request_target(*parts), now);
        return {};
    }
    if (probe.in_stream()) {
        if (!flow.tcp)
            return fail(fmt::format("'{}' goes over TCP, but flow '{}' ({}) has no connection", send.message, flow.name, flow.kind));
        probe.octets = built->octets;
        probe.make = Make(dissect_message(*entry.protocol, probe.octets));
        if (!raw) flow.conversation->sent(*entry.message, speaker, built->fields);
        queue_stream(state, flow_index, probe_index, built->octets, send, now);
        return {};
    }
    const auto ports = is_over_udp(*entry.protocol) ? flow.conversation->ports(*entry.protocol, parts->over) : flow::Conversation::Ports{};
    auto message = at_home(*entry.protocol, ports, std::move(built->octets));
    if (!message) return message.error();
    auto wrapped = wrap(state, flow, *entry.protocol, speaker, *parts, *message);
    if (!wrapped.unsent.empty()) {
        probe.unsent = wrapped.unsent;
        state.unsent.try_emplace(name, probe.unsent);
        return {};
    }
    probe.opens_path = wrapped.first;
    // Only now: a message may be the last one over its port (IKE moves to 4500 after it), so its own ports had to be taken first.
    if (!raw) flow.conversation->sent(*entry.message, speaker, built->fields);
    if (entry.protocol->seal != nullptr) entry.protocol->seal(wrapped.datagram, built->fields);
    if (auto patched = apply_patches(wrapped.datagram, *parts); !patched) return patched.error();
    return emit_datagram(state, probe, std::move(wrapped.datagram), send.fragment, now);
}

}  // namespace

Result<void> send_probe(State& state, model::SendStep const& send, std::string const& name, std::size_t flow, Speaker speaker,
                        unsigned times, Instant now) {
    for (unsigned copy = 0; copy < std::max(times, 1U); ++copy)
        if (auto sent =
                send.quote.empty() ? send_once(state, send, name, flow, speaker, false, now) : send_icmp_error(state, send, name, now);
            !sent)
            return sent.error();
    return {};
}

Result<void> send_set_up(State& state, model::SendStep const& send, std::string const& name, std::size_t flow, Speaker speaker,
                         Instant now) {
    return send_once(state, send, name, flow, speaker, true, now);
}

}  // namespace tsuka::engine
