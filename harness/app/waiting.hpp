// What `tsuka run` lets pass in waiting: the limit, and what is said of it.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/options.hpp"
#include "harness/run/plan.hpp"

#include <optional>
#include <string>

namespace tsuka::app {

struct Limit {
    std::optional<Duration> longest = std::nullopt;  ///< none: in virtual time waiting costs nothing
    std::optional<Duration> budget = std::nullopt;   ///< for the run as a whole
    model::LoadWanted load = {};                     ///< beside the cases
};
/// Errors: --longest or --budget is no duration, or --under-load no load.
[[nodiscard]] Result<Limit> limit_of(RunOptions const& options);

/// "12 of them wait longer than 30s ..."; empty when the plan leaves nothing out.
[[nodiscard]] std::string left_out_in_words(run::Plan const& plan);

/// "2h4m of simulated time in 12 ms: ..."
[[nodiscard]] std::string speed_in_words(Duration simulated, Duration real);

}  // namespace tsuka::app
