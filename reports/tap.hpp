// The report as TAP version 14 (Test Anything Protocol) for continuous integration: one test point per case, in the order of the run.
#pragma once

#include "harness/model/report.hpp"

#include <string>

namespace tsuka::reports {

[[nodiscard]] std::string render_tap(model::Report const& report);

}  // namespace tsuka::reports
