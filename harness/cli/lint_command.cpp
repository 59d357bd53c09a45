// `tsuka lint`: for people, and for services that show objections beside a change.
#include "harness/app/lint.hpp"
#include "harness/app/version.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/told.hpp"
#include "harness/model/text.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

int lint(LintOptions const& options) {
    const auto [suites, found, languages] = app::lint(options.suites);
    if (options.format != "text") {
        fmt::print("{}", options.format == "github" ? reports::render_github(app::objections(found))
                                                    : reports::render_sarif(app::objections(found), app::tool_version()));
        return suite::has_errors(found) ? exit_usage : 0;
    }
    if (!tell(found)) return exit_usage;
    std::size_t cases = 0;
    for (auto const& suite : suites) cases += suite.cases.size();
    fmt::print("{}, {}: {}\n", model::counted(suites.size(), "suite"), model::counted(cases, "case"),
               found.empty() ? "nothing to object to" : model::counted(found.size(), "warning"));
    for (auto const& language : languages) fmt::print("{}\n", language);
    return 0;
}

}  // namespace tsuka::cli
