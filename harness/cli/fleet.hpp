// `tsuka fleet`: many benches, told in one file (docs/fleet.md). Which of them are fit, and what their newest runs say.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tsuka::cli {

struct FleetOptions {
    std::string what;                 ///< "health", "report"
    std::string file;                 ///< fleet.toml
    std::string out;                  ///< health: folder for the runs that it makes; empty: one of its own
    bool names = false;               ///< health: nothing but the names of healthy benches on standard output
    std::string format = "markdown";  ///< report: markdown, csv, html
    std::string lang;                 ///< report: as of a run
};

void add_fleet(CLI::App& app, FleetOptions& options);

/// health: 0 all are fit, 1 some are not, 2 none is; report: 0, or 2 when no bench has a run to show.
int fleet(FleetOptions const& options);

}  // namespace tsuka::cli
