// The report as one HTML file that needs nothing else: no network, no script (a small one adds filters where scripts are allowed).
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/report.hpp"
#include "reports/render_context.hpp"
#include "reports/sink.hpp"

#include <cstdint>
#include <string>

namespace tsuka::reports {

/// The report, and the archive beside it (RenderContext::archive): the frames of all cases, field by field, for who wants every octet
/// explained. Both at once, case by case, since what a case's frames say is read from the capture for both; a page without a sink is not
/// made. Errors: the sinks', and a broken built-in template, which the tests rule out.
[[nodiscard]] Result<void> write_html(model::Report const& report, model::Record const& record, RenderContext const& facts,
                                      Sink const& page, Sink const& archive);
enum class HtmlPage : std::uint8_t { report, archive };
/// One of them, all of it at once.
[[nodiscard]] Result<std::string> render_html(model::Report const& report, model::Record const& record, RenderContext const& facts,
                                              HtmlPage which = HtmlPage::report);

}  // namespace tsuka::reports
