// Cases that answer one question together: how long a timer is, how often something works.
#pragma once

#include "harness/model/report.hpp"

#include <vector>

namespace tsuka::judge {

/// One row per id with measured or repeated cases, in the order in which they first appear.
[[nodiscard]] std::vector<model::GroupRow> group_rows(std::vector<model::CaseRecord> const& cases);

}  // namespace tsuka::judge
