// Whether a text nests tables and lists only as deep as people write them. The parser, and whoever walks its tree, works by recursion: a
// key of twenty thousand parts would use up the stack. So this is asked before the parser is.
#pragma once

#include "harness/model/suite.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tsuka::suite {

inline constexpr unsigned deepest_nesting = 32;  ///< brackets and braces within one another
inline constexpr unsigned longest_key = 16;      ///< parts of a dotted key or a header

/// Where a text first goes deeper, as line and column of `file`; nothing when it does not. It need not be right TOML.
[[nodiscard]] std::optional<model::Spot> too_deep(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
