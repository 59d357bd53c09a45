// Reports of a run: see render.hpp.
#include "harness/cli/render.hpp"

#include "harness/cli/progress.hpp"
#include "harness/cli/version.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace tsuka::cli {

std::string utc_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

Result<void> write_reports(record::RunFolder const& folder, model::Report const& report, model::Record const& record) {
    const reports::Facts facts{tool_version(), utc_now(), std::string(record::lan_capture_file), std::string(record::wan_capture_file)};
    auto html = reports::render_html(report, record, facts);
    if (!html) return html.error();
    if (auto done = folder.write(record::html_report_file, *html); !done) return done;
    if (auto done = folder.write(record::json_report_file, reports::render_json(report, record, facts)); !done) return done;
    if (auto done = folder.write(record::junit_report_file, reports::render_junit(report, record, facts)); !done) return done;
    return folder.write(record::text_report_file, reports::render_text(report, record, facts));
}

void print_summary(model::Report const& report, model::Record const& record, record::RunFolder const& folder, Seen seen) {
    const reports::Facts facts{tool_version(), utc_now(), std::string(record::lan_capture_file), std::string(record::wan_capture_file)};
    const reports::TextOptions options{
        .width = terminal_width(), .colour = terminal_has_colour(), .details = true, .table = seen == Seen::nothing};
    fmt::print("\n{}", reports::render_text(report, record, facts, options));
    fmt::print("\nReport: {}\n", folder.file(record::html_report_file).string());
}

}  // namespace tsuka::cli
