// The report as JUnit XML for continuous integration: one <testsuite> per suite, one <testcase> per case.
// fail -> <failure>; error, inconclusive and an interrupted run -> <error>; skipped, and inconclusive about what nobody claims ->
// <skipped>; the rest passes, its verdict in <system-out>. So the file is red exactly when the exit status is not 0.
#pragma once

#include "harness/model/report.hpp"
#include "reports/render_context.hpp"

#include <string>

namespace tsuka::reports {

[[nodiscard]] std::string render_junit(model::Report const& report, model::Record const& record, RenderContext const& facts);

}  // namespace tsuka::reports
