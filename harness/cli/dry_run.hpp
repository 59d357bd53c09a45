// `tsuka run --dry-run`: what a run will come to, in words. Nothing is sent, opened or written.
#pragma once

#include "harness/run/forecast.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::cli {

/// `every_name`: all cases by name, not only the first of each kind. `waiting_costs`: false in virtual time.
[[nodiscard]] std::string forecast_in_words(run::Plan const& plan, run::Forecast const& forecast, bool every_name, bool waiting_costs,
                                            reports::Words const& said);

}  // namespace tsuka::cli
