// What a suite says correctly and still does not mean: symbols nobody binds, absence without a control, classes that cannot be told apart,
// claims that nothing tests. Works on loaded suites, so every variant is looked at.
#pragma once

#include "harness/model/profile.hpp"
#include "harness/suite/diagnostic.hpp"

#include <vector>

namespace tsuka::suite {

[[nodiscard]] Diagnostics lint(std::vector<model::Suite> const& suites, std::vector<model::Claim> const& claims,
                               std::vector<model::Profile> const& profiles = {});

/// What the profile documents about cases and classes that do not exist: it would never be compared with anything.
[[nodiscard]] Diagnostics lint_profile(model::Profile const& profile, std::vector<model::Suite> const& suites);

/// One case alone.
[[nodiscard]] Diagnostics lint_case(model::Case const& one);

}  // namespace tsuka::suite
