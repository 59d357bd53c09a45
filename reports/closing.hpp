// What a person sees when a run has ended: verdict, what users can do in signs, the worst causes, what was measured, and what to do next.
// All of it, and more, stands in the other reports.
#pragma once

#include "harness/model/report.hpp"
#include "reports/text.hpp"

#include <string>

namespace tsuka::reports {

/// Where things are, for the last lines.
struct Places {
    std::string run;        ///< folder of the run
    std::string page;       ///< path of report.html
    std::string longest{};  ///< wait of the cases that were left out for it; empty: none were
};

[[nodiscard]] std::string render_closing(model::Report const& report, model::Record const& record, Places const& places,
                                         TextOptions const& options = {});

/// The command that is worth most now, with why: "tsuka explain RUN CASE --ladder".
struct Next {
    std::string command;
    std::string why;
};
[[nodiscard]] Next next_step(model::Report const& report, model::Record const& record, Places const& places, Words const& said = {});

/// A word of a shell's command line, in quotes where the shell would read something else.
[[nodiscard]] std::string shell_word(std::string const& text);

}  // namespace tsuka::reports
