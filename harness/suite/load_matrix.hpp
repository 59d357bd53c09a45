// Reads defects/matrix.toml: which cases find which planted defect of the faithful simulated router.
#pragma once

#include "harness/suite/diagnostic.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

/// One planted defect. Cases are named with their group's label.
struct MatrixRow {
    std::string defect;
    std::set<std::string> fails;
    std::set<std::string> inconclusive;  ///< it keeps these from an answer
};

[[nodiscard]] Loaded<std::vector<MatrixRow>> load_matrix(std::filesystem::path const& path);
/// The same from text; `file` stands in diagnostics.
[[nodiscard]] Loaded<std::vector<MatrixRow>> parse_matrix(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
