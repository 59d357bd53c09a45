// The figures of an earlier load: what a rig has been seen to carry through a cable.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/load_report.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace tsuka::record {

/// The rows of FOLDER/load.json that have a figure of a rate: protocol, size, direction and `lower`; the rest is left at its defaults.
/// Errors: no such file, or none that `tsuka load` wrote.
[[nodiscard]] Result<model::RigFigures> read_load_figures(std::filesystem::path const& folder);

/// The same of text; `name` stands before what is said of it.
[[nodiscard]] Result<model::RigFigures> parse_load_figures(std::string_view text, std::string const& name);

}  // namespace tsuka::record
