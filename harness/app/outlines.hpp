// A finished run as far as comparing needs it: what its report.json says.
#pragma once

#include "generator/base/result.hpp"
#include "reports/outline.hpp"

#include <string>

namespace tsuka::app {

/// Of a run folder, of a later judgement, or a report.json by itself. Errors: it cannot be read, or is not what the sums
/// beside it say.
[[nodiscard]] Result<reports::Outline> read_outline(std::string const& name);

}  // namespace tsuka::app
