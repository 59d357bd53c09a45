// The report as CTRF (Common Test Report Format, ctrf.io), JSON for dashboards of continuous integration.
#pragma once

#include "harness/model/report.hpp"
#include "reports/facts.hpp"

#include <string>

namespace tsuka::reports {

[[nodiscard]] std::string render_ctrf(model::Report const& report, model::Record const& record, Facts const& facts);

}  // namespace tsuka::reports
