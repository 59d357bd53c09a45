// What the command says on standard error: see told.hpp.
#include "harness/cli/told.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace tsuka::cli {

void complain(std::string const& text) {
    // Not fmt::print, which throws when standard error is closed: a run is sealed all the same.
    (void)std::fputs(("tsuka: " + model::printable(text) + "\n").c_str(), stderr);
}

bool tell(suite::Diagnostics const& diagnostics) {
    for (auto const& diagnostic : diagnostics) {
        if (app::has_place(diagnostic))
            fmt::print(stderr, "{}\n", model::printable(suite::to_string(diagnostic)));
        else
            complain(diagnostic.text);
    }
    return !suite::has_errors(diagnostics);
}

}  // namespace tsuka::cli
