// What comes in: every frame becomes evidence; probes are known by their token, TCP and messages without a token by their flow.
#include "generator/base/ethernet.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ike.hpp"
#include "generator/proto/integrity.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/registry.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/frames.hpp"
#include "harness/engine/incoming.hpp"
#include "harness/engine/outgoing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

using flow::Speaker;

/// Whose frame this is: on the LAN the owner of the MAC (what a switch would do), on the WAN the owner of the address.
std::string receiver_of(State const& state, Side side, View frame, IpAddress const& destination) {
    const auto mac = read_ethernet(frame)->destination;
    for (auto const& host : state.hosts)
        if (host.side == side && (side == Side::lan ? host.mac == mac : host.owns(destination))) return host.actor;
    return {};
}

/// Others may send on the router's cables, too, and what they send is not its fault, even when it bears a token of ours: a switch that
/// mirrors, a bridge. Some routers forward from another MAC address than they answer ARP with; the preflight has seen which.
bool sent_by_router(State const& state, Side side, MacAddress source) {
    auto const& sentinel = side == Side::lan ? state.facts.sentinel.lan : state.facts.sentinel.wan;
    return !state.facts.crossing.has_router() || source == sentinel.gateway_mac ||
           state.facts.router_macs.at(static_cast<std::size_t>(side)).contains(source) ||
           std::any_of(state.hosts.begin(), state.hosts.end(),
                       [&](auto const& host) { return host.side == side && host.gateway_mac == source; });
}

std::string_view message_of(proto::Dissection const& dissection) {
    for (auto layer = dissection.layers.rbegin(); layer != dissection.layers.rend(); ++layer)
        if (layer->message != nullptr && !layer->quoted) return layer->message->name;
    return {};
}

/// The server learns where its client is; the conversation learns what its peer said.
void learn(State& state, Probe const& probe, Incoming const& incoming) {
    auto& flow = state.flows[probe.flow];
    if (probe.speaker == Speaker::client) {
        const auto sent = probe.in_stream() ? Ends{} : ends_of(probe.octets);
        auto& association = flow.association(sent.protocol, {sent.source.port, sent.destination.port});
        if (!association.seen) association.since = incoming.at;
        const auto source = ends_of(incoming.datagram).source;
        // An answer to a client's private address goes nowhere: who has heard it under another one goes on with that.
        if (!association.seen || incoming.side == Side::lan || !is_leaked(state, source.address)) association.seen = source;
        association.heard = incoming.at;
    }
    static const std::vector<proto::Field> none;
    auto const* layer = incoming.arrival.reading.layer(probe.protocol->name);
    if (flow.conversation) flow.conversation->received(*probe.message, peer(probe.speaker), layer == nullptr ? none : layer->fields);
}

/// Of what another device sends only a first delivery where it was meant to go may still be the router's, from an address that the
/// preflight has not seen. Everything else is a copy: it is neither a fault of the router's nor to its credit.
bool is_a_strangers_copy(State const& state, Probe const& probe, Incoming const& incoming) {
    if (!incoming.arrival.foreign) return false;
    return incoming.actor != probe.receiver || std::any_of(probe.arrivals.begin(), probe.arrivals.end(),
                                                           [&](auto index) { return state.arrivals[index].actor == probe.receiver; });
}

void keep_arrival(State& state, Incoming incoming, std::optional<std::size_t> probe_index) {
    auto& arrival = incoming.arrival;
    if (probe_index) {
        auto& probe = state.probes[*probe_index];
        if (is_a_strangers_copy(state, probe, incoming)) return;
        const auto elsewhere = taken_by_rights(state, probe, incoming);
        if (auto const* sender = state.host(probe.sender); sender != nullptr && sender->side == Side::lan && incoming.side == Side::wan)
            if (const auto outside = ends_of(incoming.datagram).source.address.v4()) state.facts.crossing.saw(sender->address, *outside);
        arrival.probe = probe_index;
        arrival.flow = probe.flow;
        arrival.message = probe.message->name;
        for (auto evidence : arrival.evidence) {
            state.evidence[evidence].record.probe = probe.name;
            state.evidence[evidence].record.step = probe.step;
        }
        if (elsewhere && incoming.actor == probe.sender) probe.answered = true;
        if (elsewhere) return state.observe({.seen = *elsewhere, .probe = probe.name}, incoming.arrival.evidence);
        if (incoming.actor == probe.receiver) {
            if (auto wrong = wrong_socket(state, probe, arrival.reading))
                return state.observe(std::move(*wrong), incoming.arrival.evidence);
            if (!probe.quotes) learn(state, probe, incoming);
        }
    }
    arrival.validity.icv = proto::icv_valid(incoming.datagram, proto::test_key());
    check_arrival(state, arrival, incoming.problems, incoming.datagram);
    state.arrivals.push_back(std::move(arrival));
    if (!probe_index) return;
    auto& probe = state.probes[*probe_index];
    probe.arrivals.push_back(state.arrivals.size() - 1);
    if (*probe_index >= readings_kept) probe.forget();
}

/// Who answers as a member of a group does so from whatever port, and what it says is known by what was asked.
void read_answer_of_group(State const& state, Incoming& incoming) {
    constexpr std::size_t udp_header = 8;
    if (incoming.arrival.message != "udp") return;
    const auto target = endpoint(incoming.arrival.reading, false);
    for (const auto asked : state.group_questions) {
        auto const& probe = state.probes[asked];
        if (!probe.unsent.empty() || endpoint(probe.sent(), true) != target) continue;
        auto decoded = probe.protocol->decode(part(incoming.datagram, ip_header_size(incoming.datagram) + udp_header));
        if (!decoded || decoded->message == nullptr) continue;
        incoming.arrival.message = decoded->message->name;
        incoming.arrival.reading.put_inside({probe.protocol, decoded->message, 0, decoded->header, std::move(decoded->fields)});
        return;
    }
}

/// An answer of the WAN host itself that has come back to the WAN. Answered, it would come back again, and so on without end.
bool is_our_own_answer(SentinelPath const& path, Incoming const& incoming) {
    return endpoint(incoming.arrival.reading, true).address == IpAddress(path.wan.address);
}

/// Sentinels are the engine's own; they are answered and never judged.
bool take_sentinel(State& state, Incoming const& incoming, Token const& token) {
    if (token.probe != Token::sentinel_probe) return false;
    if (incoming.side == Side::lan) {
        state.sentinel.pong_arrived(token.copy, incoming.at);
    } else if (!is_our_own_answer(state.sentinel_path(), incoming)) {
        state.sentinel.ping_arrived(token.copy, incoming.at);
        if (!state.resting) send_pong(state, token.copy, endpoint(incoming.arrival.reading, true), incoming.at);
    }
    for (auto evidence : incoming.arrival.evidence) state.evidence[evidence].record.sentinel = true;
    return true;
}

/// Nor are those of the control. An answer has to reach the host that asked.
bool take_control(State& state, Incoming const& incoming, Token const& token) {
    if (token.probe != Token::control_probe) return false;
    if (auto const* path = state.control.path(token.copy); path != nullptr && incoming.side == Side::wan) {
        if (!state.resting && !is_our_own_answer(*path, incoming))
            send_control_pong(state, token.copy, endpoint(incoming.arrival.reading, true), incoming.at);
    } else if (path != nullptr && endpoint(incoming.arrival.reading, false).address == IpAddress(path->lan.address)) {
        state.control.answered(token.copy);
    }
    for (auto evidence : incoming.arrival.evidence) state.evidence[evidence].record.sentinel = true;
    return true;
}

/// A message without a token belongs to the oldest probe of that flow and direction that is still on its way and looks the same.
std::optional<std::size_t> probe_by_flow(State& state, Incoming& incoming) {
    const auto source = endpoint(incoming.arrival.reading, true);
    const auto target = endpoint(incoming.arrival.reading, false);
    const auto protocol = ip_protocol(incoming.arrival.reading);
    std::optional<std::size_t> only;
    std::size_t possible = 0;
    for (std::size_t at = 0; at < state.probes.size(); ++at) {
        auto const& probe = state.probes[at];
        if (!probe.arrivals.empty() || !probe.unsent.empty() || probe.quotes || find_token(state.magic, probe.octets) ||
            ip_protocol(probe.sent()) != protocol)
            continue;
        if (probe.segment || probe.receiver != incoming.actor) continue;
        const auto sent_to = endpoint(probe.sent(), false);
        // Who answers from behind the router is seen under its address.
        const Endpoint sent_from{state.scope().public_address(*state.host(probe.sender), state.flows[probe.flow].family),
                                 endpoint(probe.sent(), true).port};
        const bool to_server = probe.speaker == Speaker::client;
        if (to_server ? target.port != sent_to.port : source != sent_from) continue;
        if (!same_but_translated(probe.octets, probe.make, incoming.datagram, ip_header_size(probe.octets))) continue;
        auto const& associations = state.flows[probe.flow].associations;
        const bool known =
            std::any_of(associations.begin(), associations.end(), [&](auto const& association) { return association->seen == source; });
        if (!to_server || protocol != 17 || known) return at;
        // Who a client is behind the router is known only from its probes with a token. A keepalive that overtakes the first of them is
        // still its own if it can be nobody else's.
        ++possible;
        only = at;
    }
    if (possible == 1) return only;
    incoming.arrival.anybodys = possible > 1;
    return std::nullopt;
}

/// A segment by hand is known by its token, or by its sequence numbers wherever it turns up; what it says is no connection's, not even when
/// it claims to be.
std::optional<std::size_t> segment_by_hand(State& state, Incoming const& incoming) {
    // Most cases send none, and some thousands of other probes.
    if (std::none_of(state.flows.begin(), state.flows.end(), [](auto const& flow) { return flow.kind == flow::segments; }))
        return std::nullopt;
    const auto of_hand = [](Probe const& probe) { return probe.segment && probe.unsent.empty() && !probe.quotes; };
    if (const auto token = find_token(state.magic, incoming.datagram)) {
        const auto at = token->among(state.probes.size());
        const bool ours = token->case_number == state.facts.case_number && at < state.probes.size() && of_hand(state.probes[at]);
        return ours ? std::optional(at) : std::nullopt;
    }
    std::optional<std::size_t> once_more;  // a copy is the segment's, too
    for (std::size_t at = 0; at < state.probes.size(); ++at) {
        auto const& probe = state.probes[at];
        const bool same = of_hand(probe) && !find_token(state.magic, probe.octets) &&
                          same_but_translated(probe.octets, probe.make, incoming.datagram, ip_header_size(probe.octets));
        if (same && probe.arrivals.empty()) return at;
        if (same) once_more = at;
    }
    return once_more;
}

// --- whole datagrams

void take_datagram(State& state, Side side, std::string const& actor, View datagram, Instant at, bool checksum_ready,
                   shape::FragmentFacts facts, std::vector<std::size_t> evidence) {
    auto dissection = proto::dissect_ip(datagram, {checksum_ready});
    Incoming incoming{side, at, actor, datagram, std::move(dissection.problems), {}};
    const auto ip = proto::view_ip(datagram);
    incoming.arrival.at_control =
        side == Side::lan && actor.empty() && ip && ip->destination == IpAddress(state.facts.sentinel.lan.address);
    incoming.arrival.at = at;
    incoming.arrival.side = side;
    incoming.arrival.actor = actor;
    incoming.arrival.message = std::string(message_of(dissection));
    incoming.arrival.fragments = facts;
    incoming.arrival.evidence = std::move(evidence);
    incoming.arrival.foreign = std::any_of(incoming.arrival.evidence.begin(), incoming.arrival.evidence.end(),
                                           [&](auto index) { return !state.evidence[index].routers; });
    incoming.arrival.validity.quoted_header = quotes_right_header(dissection, datagram);
    incoming.arrival.validity.checksum = std::none_of(incoming.problems.begin(), incoming.problems.end(),
                                                      [](auto const& problem) { return problem.what.ends_with("checksum"); });
    incoming.arrival.reading = Reading(std::move(dissection.layers));

    const bool tcp = ip_protocol(incoming.arrival.reading) == 6;
    if (const auto by_hand = tcp ? segment_by_hand(state, incoming) : std::nullopt)
        return keep_arrival(state, std::move(incoming), by_hand);
    if (tcp && (take_dialogue(state, incoming) || take_tcp(state, incoming))) return;
    // A segment that fits no connection of its receiver is refused there, whatever it carries.
    const bool icmp_error = is_icmp_error(incoming.arrival.reading);
    const auto token = icmp_error ? std::nullopt : find_token(state.magic, datagram);
    if (token && token->case_number == state.facts.case_number) {
        if (take_sentinel(state, incoming, *token) || take_control(state, incoming, *token)) return;
        const auto probe = token->among(state.probes.size());
        const bool refused = tcp && probe < state.probes.size() && actor == state.probes[probe].receiver;
        if (probe < state.probes.size() && !refused) return keep_arrival(state, std::move(incoming), probe);
    }
    const auto probe = icmp_error ? error_by_quote(state, incoming) : probe_by_flow(state, incoming);
    if (!probe && !icmp_error) read_answer_of_group(state, incoming);
    keep_arrival(state, std::move(incoming), probe);
}

FragmentKey key_of(proto::IpView const& ip) {
    return {ip.source, ip.destination, ip.family == IpFamily::v6 ? std::uint8_t{0} : ip.protocol, ip.fragment.id};
}

/// Router and neighbour discovery is the link's business and no case's (RFC 4861 section 4: types 133 to 137).
bool is_discovery(proto::IpView const& ip) {
    constexpr std::uint8_t first = 133;
    constexpr std::uint8_t last = 137;
    const auto message = ip.payload();
    return ip.carries(proto::IpProtocol::icmpv6) && !ip.is_fragment() && !message.empty() && message.front() >= first &&
           message.front() <= last;
}

}  // namespace

void take_frame(State& state, Side side, View frame, Instant at, bool checksum_ready, std::uint64_t number, bool at_open_port) {
    const auto ip = proto::view_frame(frame);
    if (!ip) return take_frame_by_hand(state, side, frame, at, number);
    if (is_discovery(*ip)) return;
    const auto v6_hosts = std::any_of(state.hosts.begin(), state.hosts.end(), [](auto const& host) { return host.address6.has_value(); });
    if (ip->family == IpFamily::v6 && !v6_hosts) return;  // nobody here understands it
    const auto actor = receiver_of(state, side, frame, ip->destination);

    model::FrameRecord record;
    record.side = side;
    record.at = at;
    record.actor = actor;
    record.length = frame.size();
    record.number = number;
    const auto source = read_ethernet(frame)->source;
    state.evidence.push_back(
        {std::move(record), state.quotes ? Octets(ip->octets.begin(), ip->octets.end()) : Octets{}, sent_by_router(state, side, source)});
    const auto evidence = state.evidence.size() - 1;
    state.evidence.back().at_open_port = at_open_port;
    if (!state.evidence.back().routers && find_token(state.magic, frame))
        state.observe({.seen = model::Seen::another_device, .arrived = to_string(source)}, {evidence});
    check_private_source(state, ip->source, evidence);
    check_padding(state, frame, *ip, evidence);

    const auto datagram = part(ip->octets, 0, ip->total);
    if (!ip->is_fragment())
        return take_datagram(state, side, actor, datagram, at, checksum_ready, {1, true, false, false, datagram.size()}, {evidence});

    if (!check_fragment(state, *ip, evidence)) return;
    auto& pieces = state.fragments[key_of(*ip)];
    pieces.push_back(evidence);
    auto whole = state.reassemblers[static_cast<std::size_t>(side)].add(datagram, at);
    if (!whole) return;
    const auto gathered = pieces;
    state.fragments.erase(key_of(*ip));
    take_datagram(state, side, actor, whole->datagram, at, checksum_ready, whole->facts, gathered);
}

}  // namespace tsuka::engine
