// suites/users.toml: what users can do, as data. See model/users.hpp for its parts and docs/user-matrix.md for how it reads.
#pragma once

#include "harness/model/suite.hpp"
#include "harness/model/users.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

[[nodiscard]] Loaded<model::UserGuide> load_users(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<model::UserGuide> parse_users(std::string_view text, std::string const& file);

/// Whether the guide fits the shipped suites: its cases exist, every class that they can show has a word, every condition can hold.
[[nodiscard]] Diagnostics lint_users(model::UserGuide const& guide, std::vector<model::Suite> const& suites, std::string const& file);

}  // namespace tsuka::suite
