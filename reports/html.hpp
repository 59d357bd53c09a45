// The report as one HTML file that needs nothing else: no network, no script (a small one adds filters where scripts are allowed).
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/report.hpp"
#include "reports/facts.hpp"

#include <string>

namespace tsuka::reports {

/// Errors only if the built-in template is broken, which the tests rule out.
[[nodiscard]] Result<std::string> render_html(model::Report const& report, model::Record const& record, Facts const& facts);

/// All frames of all cases, field by field: the archive beside the report (Facts::archive), for who wants every octet explained.
[[nodiscard]] Result<std::string> render_exchanges(model::Report const& report, model::Record const& record, Facts const& facts);

}  // namespace tsuka::reports
