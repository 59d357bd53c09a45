// Reads duts/simulated/NAME.toml: a simulated router as data.
#pragma once

#include "harness/model/router.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tsuka::suite {

/// The router is called like the file.
[[nodiscard]] Loaded<model::RouterSpec> load_router(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<model::RouterSpec> parse_router(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
