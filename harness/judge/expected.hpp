// A judged run held against a list of known deviations.
#pragma once

#include "harness/model/expected.hpp"
#include "harness/model/report.hpp"

#include <string_view>
#include <vector>

namespace tsuka::judge {

/// Sets Report::known, one entry per expectation, and Report::gated. `today` is "2026-12-31". Verdicts stay what they are: only the exit
/// status looks at it.
void hold_against(model::Report& report, std::vector<model::Expected> const& expected, std::string_view today);

}  // namespace tsuka::judge
