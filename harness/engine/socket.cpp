// Whether a datagram would have reached the program it was for: a host hands UDP only to the socket that is bound to
// its port (RFC 1122 section 4.1.3.1).
#include "harness/engine/arrive.hpp"
#include "harness/engine/incoming.hpp"

#include <fmt/format.h>

namespace tsuka::engine {

namespace {

/// The port that the client of a flow uses towards this port of its server, as the router showed it to the server.
std::optional<std::uint64_t> client_port(Flow const& flow, std::uint64_t server_port, Endpoint const& seen) {
    for (auto const& association : flow.associations)
        if (association->ip_protocol == 17 && association->server_port == server_port && association->seen == seen)
            return association->client_port;
    return std::nullopt;
}

}  // namespace

std::optional<model::Observation> wrong_socket(State const& state, Probe const& probe, Reading const& arrived) {
    if (probe.by_hand) return std::nullopt;
    const auto port = arrived.number("udp.dst_port");
    const auto sent_to = probe.sent().number("udp.dst_port");
    const auto sent_from = probe.sent().number("udp.src_port");
    if (!port || !sent_to || !sent_from) return std::nullopt;
    auto wanted = sent_to;
    if (probe.speaker == flow::Speaker::server) {
        const Endpoint seen = endpoint(probe.sent(), false);
        wanted = client_port(state.flows[probe.flow], *sent_from, seen);
        if (!wanted) return std::nullopt;  // sent to somewhere else on purpose: there is no socket to speak of
    }
    if (*port == *wanted) return std::nullopt;
    return model::Observation{.seen = model::Seen::wrong_port,
                              .probe = probe.name,
                              .from = probe.sender,
                              .to = probe.receiver,
                              .field = "udp.dst_port",
                              .sent = fmt::to_string(*wanted),
                              .arrived = fmt::to_string(*port)};
}

}  // namespace tsuka::engine
