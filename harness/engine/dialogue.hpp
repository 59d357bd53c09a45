// A request in a TCP connection of its own, and what it is answered with: one end is a host of the case, the other is nobody's of the cast,
// as a program's request to the router itself (ADR 0057).
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/flow/tcp_endpoint.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::engine {

struct State;
struct Incoming;

struct Dialogue {
    std::size_t probe = 0;  ///< the request
    std::string actor;      ///< who asks
    Endpoint peer;
    flow::TcpEndpoint endpoint;
    Octets received{};                    ///< in order, until the answer is whole
    std::vector<std::size_t> evidence{};  ///< frames that brought it
    bool answered = false;
};

/// Opens a connection and sends a request in it, of which the probe is kept already.
void ask(State& state, std::size_t probe, Octets const& request, Endpoint const& peer, Instant now);
/// Hands a segment to the dialogue that it belongs to; an answer that is whole becomes an arrival. False: it is of none.
[[nodiscard]] bool take_dialogue(State& state, Incoming const& incoming);
void wake_dialogues(State& state, Instant now);
[[nodiscard]] std::optional<Instant> dialogues_wake_at(State const& state);
/// Whether nothing more can come for a request: it was refused, or its connection has ended.
[[nodiscard]] bool is_over(State const& state, std::size_t probe);
/// Whether there is one that may be answered yet.
[[nodiscard]] bool is_asking(State const& state);
/// Those that have not been answered are given up with a reset.
void give_up_dialogues(State& state, Instant now);

}  // namespace tsuka::engine
