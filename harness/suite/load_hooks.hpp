// [hooks] of a lab file. Presets and simulated routers have none: they come from others, and are data.
#pragma once

#include "harness/model/hook.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/table_reader.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

[[nodiscard]] std::vector<model::Hook> read_hooks(TableReader& top, Diagnostics& diagnostics);

/// Those of a lab file; whatever else stands there is load_lab()'s.
[[nodiscard]] Loaded<std::vector<model::Hook>> load_hooks(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<std::vector<model::Hook>> parse_hooks(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
