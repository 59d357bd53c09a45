// `tsuka run --resume RUN`: what is there of a run that was killed, or ended early, and whether what is asked for now is the same run.
#pragma once

#include "harness/app/options.hpp"
#include "harness/app/run_inputs.hpp"
#include "harness/app/waiting.hpp"
#include "harness/model/record.hpp"
#include "harness/port/pcapng.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/plan.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tsuka::app {

struct Earlier {
    model::Record record;  ///< its frames by name
    port::PcapngKept capture;

    [[nodiscard]] unsigned part() const { return static_cast<unsigned>(record.resumed.size()) + 1; }  ///< number of the one that comes
};

/// Nothing was recorded: the run begins anew in that folder, which is empty now.
struct FromTheStart {};

/// Reads the folder, mends what a killed writer has left torn, and fills in what `options` leave open: router, lab, profile, jobs. Errors:
/// no run, a run of another version, one that has come to its end or is signed, options that ask for something else.
[[nodiscard]] Result<std::variant<Earlier, FromTheStart>> read_earlier(record::RunFolder const& folder, RunOptions& options);

/// Cases of the plan that are not settled, in its order, as the run's own copies of the suites have them; and that the inputs are those of
/// the run. `asked`: the options as they were given.
[[nodiscard]] Result<void> take_up(Earlier const& earlier, record::RunFolder const& folder, RunOptions const& asked, Inputs& inputs);

/// Paths through the router that the parts before `part` have found there, or missing. `cases`: all of the run.
[[nodiscard]] std::vector<run::FoundPath> paths_found(std::vector<model::Case> const& cases, std::vector<model::CaseRecord> const& results,
                                                      unsigned part);

/// The router that a run goes on with; nothing where it is made anew each time (netns, sim).
[[nodiscard]] std::optional<run::RouterWas> router_to_meet(model::RunRecord const& run);

/// Seed of a part: the addresses and ports of the parts before are not met again.
[[nodiscard]] std::uint64_t seed_of_part(std::uint64_t seed, unsigned part);

/// Reports and sums of a run that was sealed: they hold no longer.
void break_seal(record::RunFolder const& folder);

}  // namespace tsuka::app
