// Frames that a case sends by hand: what is no datagram of its link's, or bears a tag.
#pragma once

#include "harness/engine/state.hpp"

namespace tsuka::engine {

/// A frame that carries no datagram: to everybody on the link, of the type set aside for experiments, unless the suite says otherwise.
void emit_frame(State& state, Probe& probe, proto::Fields const& fields, View payload, Instant now);

/// A frame of ours that carries no datagram, or one behind a tag: it has crossed as it was, or with its tag, whoever it is for. What comes
/// back on its own side has not crossed.
void take_frame_by_hand(State& state, Side side, View frame, Instant at, std::uint64_t number);

}  // namespace tsuka::engine
