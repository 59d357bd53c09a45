// The report as CTRF (Common Test Report Format, ctrf.io), JSON for dashboards of continuous integration.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>

namespace tsuka::reports {

[[nodiscard]] std::string render_ctrf(model::Report const& report, model::Record const& record, RenderContext const& facts);

}  // namespace tsuka::reports
