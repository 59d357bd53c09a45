// Many benches, told in one file (docs/fleet.md): which of them are fit, and which run of each is its newest.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/options.hpp"
#include "harness/model/fleet.hpp"
#include "reports/outline.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::app {

/// The short run that says whether a bench is fit, into the folder `out`.
[[nodiscard]] RunOptions short_run(model::FleetBench const& bench, std::string const& out);

/// Why a bench is not fit, by what its short run has left; empty when each of its cases has found something out, whatever that was.
[[nodiscard]] std::string unfit_by(reports::Outline const& outline);

struct NewestRun {
    std::optional<reports::Outline> whole;  ///< the one that began last of those that came to their end
    std::string early;                      ///< folder of a newer one, that ended early
    std::vector<std::string> unreadable;    ///< why runs are left out
};

/// Of the runs in the bench's folder, whatever theirs are called.
[[nodiscard]] NewestRun newest_of(model::FleetBench const& bench);

}  // namespace tsuka::app
