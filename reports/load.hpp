// Traffic at rate, written down: as text for a terminal, as JSON and CSV for programs, as a page with curves.
#pragma once

#include "harness/model/load_report.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::reports {

/// Two tables: what is carried, with each protocol's share of what plain UDP gets, and how many flows are kept.
[[nodiscard]] std::string load_text(model::LoadReport const& report, Words const& said = {});
/// Members in a fixed order; rates in frames a second, durations in nanoseconds.
[[nodiscard]] std::string load_json(model::LoadReport const& report);
/// A page of its own: the figures drawn, and the same as tables. No script, no network.
[[nodiscard]] std::string load_html(model::LoadReport const& report, Words const& said = {});
/// One row a measurement, a header line first; empty cells where a number does not apply.
[[nodiscard]] std::string load_csv(model::LoadReport const& report);

}  // namespace tsuka::reports
