// fleet.toml (docs/fleet.md).
#pragma once

#include "harness/model/fleet.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>

namespace tsuka::suite {

/// Paths in it are made ones that can be opened from here.
[[nodiscard]] Loaded<model::Fleet> load_fleet(std::filesystem::path const& path);

}  // namespace tsuka::suite
