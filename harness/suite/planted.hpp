// Planted defects as people write them: "gre.call-id-not-restored@after=3@direction=in".
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/planted_defect.hpp"

#include <string>
#include <string_view>

namespace tsuka::suite {

/// Errors: a defect that does not exist, an onset that does not, or a value that is none; with the nearest word where there is one.
[[nodiscard]] Result<model::PlantedDefect> parse_planted(std::string_view text);
/// The same, the other way round.
[[nodiscard]] std::string written(model::PlantedDefect const& planted);

}  // namespace tsuka::suite
