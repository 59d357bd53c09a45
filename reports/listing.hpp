// What there is (cases, profiles, claims ...) as JSON for programs: {"format": 1, "what": "cases", "tool": ..., "list": [{...}, ...]}.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tsuka::reports {

using ListedValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;
using Listed = std::vector<std::pair<std::string, ListedValue>>;  ///< members in their order

[[nodiscard]] std::string render_listing(std::string const& what, std::string const& tool, std::vector<Listed> const& list);

}  // namespace tsuka::reports
