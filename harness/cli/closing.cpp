// The last lines of a run: see closing.hpp.
#include "harness/cli/closing.hpp"

#include "harness/cli/progress.hpp"
#include "harness/record/manifest.hpp"
#include "reports/closing.hpp"
#include "reports/summary.hpp"
#include "reports/translated.hpp"

#include <fmt/format.h>

namespace tsuka::cli {

void print_closing(model::Report const& report, model::Record const& record, record::RunFolder const& run, record::RunFolder const& target,
                   reports::Words const& words, model::UserGuide const& guide, std::string const& longest) {
    const reports::TextOptions options{.width = terminal_width(), .colour = terminal_has_colour(), .words = words, .details = true};
    const reports::Places places{run.path().string(), target.file(record::html_report_file).string(), longest};
    fmt::print("\n{}", reports::render_closing(reports::translated(report, words, guide), record, places, options));
}

void print_conclusion(model::Report const& report, reports::Words const& words) {
    const auto said = reports::conclude(report, words);
    fmt::print("{}: {}\n", said.word, said.sentence);
}

}  // namespace tsuka::cli
