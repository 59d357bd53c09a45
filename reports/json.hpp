// The report for programs: one JSON object with members in a fixed order. The schema stands in docs/report-json.md.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"
#include "reports/sink.hpp"

#include <string>

namespace tsuka::reports {

/// Row by row. Errors: the sink's.
[[nodiscard]] Result<void> write_json(model::Report const& report, model::Record const& record, RenderContext const& facts,
                                      Sink const& sink);
/// All of it at once.
[[nodiscard]] std::string render_json(model::Report const& report, model::Record const& record, RenderContext const& facts);

}  // namespace tsuka::reports
