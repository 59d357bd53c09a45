// All reports of a run, written into its folder.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/report.hpp"
#include "harness/model/users.hpp"
#include "harness/record/run_folder.hpp"
#include "reports/render_context.hpp"

#include <string>

namespace tsuka::app {

[[nodiscard]] std::string utc_now();  ///< "2026-01-31T12:00:00Z"

/// What binds a report in `target` to the run that it rests on: way and digest. Errors when the record cannot be read.
[[nodiscard]] Result<reports::RenderContext> facts_of(record::RunFolder const& run, record::RunFolder const& target,
                                                      model::Report const& report);

/// Writes report.html, exchanges.html, report.json, report.xml (JUnit), report.md, report.tap, report.ctrf.json, report.csv and report.txt.
/// The pages speak the language of the facts; what programs read, and the text, are English.
[[nodiscard]] Result<void> write_reports(record::RunFolder const& folder, model::Report const& report, model::Record const& record,
                                         reports::RenderContext const& facts, model::UserGuide const& guide);

}  // namespace tsuka::app
