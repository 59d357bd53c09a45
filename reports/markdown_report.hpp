// The report in a few lines of Markdown, for a merge request or the summary of a pipeline: verdict, counts, and what wants attention.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>

namespace tsuka::reports {

/// Thirty cases that want attention at most, the worst first: services cut comments off after some 65,000 characters.
[[nodiscard]] std::string render_markdown(model::Report const& report, RenderContext const& facts);

}  // namespace tsuka::reports
