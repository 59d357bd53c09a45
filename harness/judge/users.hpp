// A judged run as its users see it.
#pragma once

#include "harness/model/report.hpp"
#include "harness/model/users.hpp"

namespace tsuka::judge {

/// One row per kind of the guide. A cell is what the outcomes of its cases are, whatever the profile claims: all satisfied, some, none;
/// a class that leaves the situation unasked counts as not known. Nothing that did not run works.
[[nodiscard]] model::UserMatrix users(model::Report const& report, model::Record const& record, model::UserGuide const& guide);

}  // namespace tsuka::judge
