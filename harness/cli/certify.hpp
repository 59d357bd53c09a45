// The run itself, when all that it is made from has been read and the bench stands: cases, record, seal.
#pragma once

#include "harness/cli/commands.hpp"
#include "harness/cli/earlier.hpp"
#include "harness/cli/progress.hpp"
#include "harness/cli/run_bench.hpp"
#include "harness/cli/run_inputs.hpp"
#include "harness/cli/waiting.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/signals.hpp"

#include <optional>

namespace tsuka::cli {

/// 0: as the router allows. In simulated time there is nothing to gain.
[[nodiscard]] unsigned jobs_of(RunOptions const& options);

/// Runs the cases and seals what they found. `earlier`: of a run that goes on, else null. Returns the exit status; nothing when the run
/// never began, which has been complained of.
[[nodiscard]] std::optional<int> certify(Inputs& inputs, Bench const& bench, RunOptions const& options, Limit const& limit,
                                         record::RunFolder const& folder, run::Signals& signals, ProgressDisplay& progress,
                                         Earlier const* earlier);

/// Reports and sums of a run whose record is whole, and which was killed before it had them.
[[nodiscard]] int seal_late(Inputs const& inputs, record::RunFolder const& folder, RunOptions const& options);

}  // namespace tsuka::cli
