// Lists of known deviations (docs/expected.md).
#pragma once

#include "harness/model/expected.hpp"
#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

[[nodiscard]] Loaded<std::vector<model::Expected>> load_expected(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<std::vector<model::Expected>> parse_expected(std::string_view text, std::string const& file);

/// As such a file, in the same order.
[[nodiscard]] std::string to_toml(std::vector<model::Expected> const& all);

}  // namespace tsuka::suite
