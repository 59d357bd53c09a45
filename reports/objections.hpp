// What lint has to say, for whoever shows it beside the lines of a change: GitHub's workflow commands, and SARIF 2.1.0 (OASIS).
#pragma once

#include <string>
#include <vector>

namespace tsuka::reports {

struct Objection {
    std::string file;
    unsigned line = 0;  ///< 1-based; 0: the file as a whole
    unsigned column = 0;
    bool error = true;  ///< false: a warning
    std::string text;
};

/// "::error file=a.toml,line=3,col=5::unknown key ...", one line each.
[[nodiscard]] std::string render_github(std::vector<Objection> const& all);
[[nodiscard]] std::string render_sarif(std::vector<Objection> const& all, std::string const& version);

}  // namespace tsuka::reports
