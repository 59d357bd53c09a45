// The commands of the lab file around a run. They are run by the process that has privileges and reads no frames, as whoever started Tsuka.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/say.hpp"
#include "harness/model/hook.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/signals.hpp"

#include <string>
#include <vector>

namespace tsuka::app {

using Hooks = std::vector<model::Hook>;

/// What the lab file runs and when, a line each; empty: nothing.
[[nodiscard]] std::vector<std::string> hooks_in_words(Hooks const& hooks);

/// Runs one until it ends, or `stop`, a descriptor, can be read. What it says becomes hook-NAME.txt of the run folder; with a number, which
/// `count` is unless it is 0, because a run may ask for it again. What it said in an earlier part of the run stays ("-part-2").
[[nodiscard]] Result<void> run_one(model::Hook const& hook, record::RunFolder const& folder, unsigned count, int stop);

/// Before the interfaces are looked at: what makes the way to the router, a switch's port in another VLAN. Error: there is no way,
/// and nothing of this machine has been changed.
[[nodiscard]] Result<void> make_way(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals);

/// Before the first frame. Error: the bench is not ready.
[[nodiscard]] Result<void> make_ready(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals);

/// After a run that left something to look into. What the command said becomes part of the run folder; its failure spoils
/// nothing: it is said, as a warning.
void collect(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals, Say const& warn);

}  // namespace tsuka::app
