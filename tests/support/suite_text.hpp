// Small suites as text, for tests that want a case and not a file.
#pragma once

#include "harness/model/suite.hpp"

#include <string>
#include <vector>

namespace toy {

/// The cases of a suite whose cast is alice, bob and carol (lan), server, second and stranger (wan). Throws with the diagnostics.
[[nodiscard]] std::vector<tsuka::model::Case> cases(std::string const& text);

/// One case "t.one" with claim "claim.one" of these steps, and what follows them ("classes = [...]").
[[nodiscard]] tsuka::model::Case one(std::string const& steps, std::string const& more = {});
/// The same as text, for suites of several.
[[nodiscard]] std::string case_text(std::string const& id, std::string const& steps, std::string const& more = {});

}  // namespace toy
