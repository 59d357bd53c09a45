// The report as one HTML file that needs nothing else: no network, no script (a small one adds filters where scripts are allowed).
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/report.hpp"
#include "reports/facts.hpp"
#include "reports/sink.hpp"

#include <string>

namespace tsuka::reports {

/// Case by case. Errors: the sink's, and a broken built-in template, which the tests rule out.
[[nodiscard]] Result<void> write_html(model::Report const& report, model::Record const& record, Facts const& facts, Sink const& sink);
/// All of it at once.
[[nodiscard]] Result<std::string> render_html(model::Report const& report, model::Record const& record, Facts const& facts);

/// The frames of all cases, field by field: the archive beside the report (Facts::archive), for who wants every octet explained.
[[nodiscard]] Result<void> write_exchanges(model::Report const& report, model::Record const& record, Facts const& facts, Sink const& sink);
[[nodiscard]] Result<std::string> render_exchanges(model::Report const& report, model::Record const& record, Facts const& facts);

}  // namespace tsuka::reports
