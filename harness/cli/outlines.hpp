// A finished run as far as comparing needs it: what its report.json says.
#pragma once

#include "reports/outline.hpp"

#include <optional>
#include <string>

namespace tsuka::cli {

/// Of a run folder, of a later judgement, or a report.json by itself. Says what is wrong and returns nothing when it cannot be read, or is
/// not what the sums beside it say.
[[nodiscard]] std::optional<reports::Outline> read_outline(std::string const& name);

}  // namespace tsuka::cli
