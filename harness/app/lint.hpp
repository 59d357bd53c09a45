// Whether suites, claims, profiles and the guide to users are well said; all that is wrong at once.
#pragma once

#include "harness/model/suite.hpp"
#include "harness/suite/diagnostic.hpp"
#include "reports/objections.hpp"

#include <string>
#include <vector>

namespace tsuka::app {

/// What was read and what is to be said of it.
struct Linted {
    std::vector<model::Suite> suites;
    suite::Diagnostics found;            ///< in the order of their places, each once
    std::vector<std::string> languages;  ///< "ja: 40 of 600 texts are missing and stand in English (case 40)"
};

/// Readers first; what a broken file means is not asked. `paths`: suites of one's own; empty: all that comes with Tsuka, languages and
/// guide included.
[[nodiscard]] Linted lint(std::vector<std::string> const& paths);

/// As a service for changes shows them: files below the current folder are named from there, which is how it finds them in the change.
[[nodiscard]] std::vector<reports::Objection> objections(suite::Diagnostics const& found);

}  // namespace tsuka::app
