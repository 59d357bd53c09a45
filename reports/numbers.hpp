// The measurements as CSV (RFC 4180) for a spreadsheet or a plot: one line per value tried, with the bracket it belongs to.
#pragma once

#include "harness/model/report.hpp"

#include <string>

namespace tsuka::reports {

/// Columns: case, quantity, unit ("ns", "cases"), lower, upper (empty: not known), monotone, value, result ("held", "lost", "unknown",
/// "untried"), class counts.
[[nodiscard]] std::string render_numbers(model::Report const& report);

}  // namespace tsuka::reports
