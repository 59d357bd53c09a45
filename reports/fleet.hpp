// Many reports side by side: models or firmwares as columns, what users can do and the claims as rows.
#pragma once

#include "reports/outline.hpp"
#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::reports {

enum class FleetForm : std::uint8_t { markdown, csv, html };

/// Rows in which only one column falls short stand first, then other rows with a shortfall, then the rest. "not run", "not claimed" and
/// "undecided" are different words, and none of them is inferred from a failure.
/// CSV is read by programs: it is given no words.
[[nodiscard]] std::string render_fleet(std::vector<Outline> const& reports, FleetForm form, Words const& said = {});

}  // namespace tsuka::reports
