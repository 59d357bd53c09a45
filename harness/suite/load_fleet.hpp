// fleet.toml (docs/fleet.md).
#pragma once

#include "harness/model/fleet.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tsuka::suite {

/// Paths in it are made ones that can be opened from here.
[[nodiscard]] Loaded<model::Fleet> load_fleet(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics, and paths in it are seen from its folder.
[[nodiscard]] Loaded<model::Fleet> parse_fleet(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
