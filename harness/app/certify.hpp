// The run itself, when all that it is made from has been read and the bench stands: cases, record, seal.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/audience.hpp"
#include "harness/app/earlier.hpp"
#include "harness/app/options.hpp"
#include "harness/app/run_bench.hpp"
#include "harness/app/run_inputs.hpp"
#include "harness/app/say.hpp"
#include "harness/app/waiting.hpp"
#include "harness/model/record.hpp"
#include "harness/model/report.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/signals.hpp"

#include <string>

namespace tsuka::app {

/// 0: as the router allows. In simulated time there is nothing to gain.
[[nodiscard]] unsigned jobs_of(RunOptions const& options);

/// What a run has come to.
struct Certified {
    model::Report report;
    model::Record record;
    std::string longest = {};          ///< what --longest would have to be for the cases that were left out; empty: there are none
    bool sealed = true;                ///< false: the reports could not be written
    bool whole = true;                 ///< false: evidence is missing, or no case could run
    [[nodiscard]] int status() const;  ///< the exit status
};

/// Runs the cases and seals what they found. `earlier`: of a run that goes on, else null. Error: the run never began. What is amiss
/// otherwise the audience is warned of.
[[nodiscard]] Result<Certified> certify(Inputs& inputs, Bench const& bench, RunOptions const& options, Limit const& limit,
                                        record::RunFolder const& folder, run::Signals& signals, Audience& audience, Earlier const* earlier);

/// Reports and sums of a run whose record is whole, and which was killed before it had them.
[[nodiscard]] Result<Certified> seal_late(Inputs const& inputs, record::RunFolder const& folder, RunOptions const& options,
                                          Say const& warn);

}  // namespace tsuka::app
