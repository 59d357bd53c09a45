// Flows: conversations between two actors, and the TCP connection beneath those that need one.
#include "generator/proto/frame.hpp"
#include "generator/proto/registry.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/outgoing.hpp"
#include "harness/engine/state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

using flow::Speaker;

bool needs_tcp(Flow const& flow) {
    return flow::conversation_carrier(flow.kind) == proto::Carrier::tcp;
}

/// Ephemeral ports come from the range of RFC 6335 section 6, apart from ports that mean something. A host gives none of them twice.
std::uint16_t draw_port(State& state, std::string const& client) {
    constexpr std::size_t ports = 16000;
    while (true) {
        const auto port = static_cast<std::uint16_t>(49152 + state.random() % ports);
        // What comes to a port that is a protocol's is read as that protocol, wherever it comes from.
        if (proto::over_ports(proto::Carrier::udp, port, 0) != nullptr || proto::over_ports(proto::Carrier::tcp, port, 0) != nullptr)
            continue;
        const bool taken = std::any_of(state.flows.begin(), state.flows.end(),
                                       [&](auto const& flow) { return flow.client == client && flow.ephemeral == port; });
        const bool asked_from = std::any_of(state.dialogues.begin(), state.dialogues.end(), [&](auto const& dialogue) {
            return dialogue.actor == client && dialogue.endpoint.own_port() == port;
        });
        if ((!taken && !asked_from) || state.flows.size() + state.dialogues.size() >= ports) return port;
    }
}

Result<std::size_t> open_flow(State& state, model::UseStep const& use) {
    proto::Fields settings;
    for (auto const& setting : use.settings) {
        auto value = resolve(setting.term, proto::FieldKind::number, 0, state.scope(), state.random());
        if (!value) return value.error();
        settings.set(setting.field, *value);
    }
    for (auto const& actor : {use.from, use.to})
        if (state.host(actor) == nullptr) return fail(fmt::format("nobody in the cast is called '{}'", actor));
    const auto ephemeral = draw_port(state, use.from);
    auto conversation = flow::make_conversation(use.flow, settings, ephemeral, *state.dice);
    if (!conversation) return conversation.error();
    Flow flow;
    flow.name = use.as;
    flow.kind = use.flow;
    flow.family = use.family;
    flow.client = use.from;
    flow.server = use.to;
    flow.ephemeral = ephemeral;
    flow.conversation = std::move(*conversation);
    state.flows.push_back(std::move(flow));
    return state.flows.size() - 1;
}

void connect_tcp(State& state, std::size_t flow_index, Instant now) {
    auto& flow = state.flows[flow_index];
    const auto entry = proto::find_protocol(flow.kind == "tcp" ? "tcp" : "pptp");
    const auto ports = flow.conversation->ports(*entry, 0);
    flow::TcpEndpoint::Options client;
    client.initial_seq = static_cast<std::uint32_t>(state.random());
    client.offers = true;
    client.retransmit_after = state.facts.retransmit;
    client.most_retransmissions = 2;
    auto server = client;
    server.initial_seq = static_cast<std::uint32_t>(state.random());
    flow.tcp = std::make_unique<TcpState>(TcpState{flow::TcpEndpoint(ports.client, ports.server, client),
                                                   flow::TcpEndpoint(ports.server, ports.client, server),
                                                   {},
                                                   {},
                                                   {},
                                                   {},
                                                   {},
                                                   {}});
    flow.tcp->server.listen();
    flow.tcp->client.connect(now);
    drain_tcp(state, flow_index, std::nullopt, now);
}

void put_segment(State& state, model::Host const& sender, IpAddress const& to, flow::TcpEndpoint::Segment const& segment,
                 Probe const* label, Instant now) {
    proto::IpParameters ip;
    ip.source = sender.address;
    ip.destination = to.v4().value_or(Ipv4Address{});
    ip.protocol = 6;
    ip.id = static_cast<std::uint16_t>(state.random());
    ip.dont_fragment = true;
    ip.ttl = segment_ttl;
    put_on_wire(state, sender, proto::build_ipv4(ip, proto::build_tcp(ip.source, ip.destination, segment.tcp, segment.payload)), label,
                now);
}

void drain_tcp(State& state, std::size_t flow_index, std::optional<std::size_t> probe, Instant now) {
    if (state.resting) return;
    auto& flow = state.flows[flow_index];
    auto& tcp = *flow.tcp;
    for (auto speaker : {Speaker::client, Speaker::server}) {
        auto& endpoint = speaker == Speaker::client ? tcp.client : tcp.server;
        for (auto& segment : endpoint.take_segments()) {
            auto const& sender = *state.host(speaker == Speaker::client ? flow.client : flow.server);
            auto const& receiver = *state.host(speaker == Speaker::client ? flow.server : flow.client);
            auto to = Endpoint{state.scope().public_address(receiver), segment.tcp.destination_port};
            if (speaker == Speaker::server) {
                if (!tcp.seen) continue;
                to = *tcp.seen;
                segment.tcp.destination_port = to.port;
            }
            put_segment(state, sender, to.address, segment, probe && !segment.payload.empty() ? &state.probes[*probe] : nullptr, now);
        }
    }
}

}  // namespace tsuka::engine
