// The report as a table for a terminal or a log file.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>

namespace tsuka::reports {

struct TextOptions {
    std::size_t width = 100;  ///< columns; less than 60 counts as 60, 0 means no limit (a log, where line breaks are somebody else's)
    bool colour = false;      ///< ANSI escape sequences; the words alone say everything without
    Words words{};            ///< of what a person reads; files are English
    bool details = true;      ///< beneath the table: every row that is not kept, with its evidence
};

[[nodiscard]] std::string render_text(model::Report const& report, model::Record const& record, RenderContext const& facts,
                                      TextOptions const& options = {});

/// One line for the progress of a run, e.g. "FAIL          multi.esp.same-server.sequential  first-come".
[[nodiscard]] std::string render_row(model::ReportRow const& row, TextOptions const& options = {});

}  // namespace tsuka::reports
