// Which of a case's classes describes what was seen.
#pragma once

#include "harness/engine/state.hpp"

namespace tsuka::engine {

/// Whether a condition holds, all arrivals being known.
[[nodiscard]] bool holds(State& state, model::Condition const& condition);
[[nodiscard]] model::ClassRule const* classify(State& state);
/// "out-a at server; back-b at alice; back-a nowhere": what the classes were asked about.
[[nodiscard]] std::string arrivals_in_words(State const& state);

}  // namespace tsuka::engine
