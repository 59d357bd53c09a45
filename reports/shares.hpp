// How much of a run each page holds, so that a page opens whatever the run: what wants attention first, then one of each kind.
#pragma once

#include "harness/model/report.hpp"

#include <cstddef>
#include <vector>

namespace tsuka::reports {

inline constexpr std::size_t most_told = 400;       ///< cases told in full in report.html
inline constexpr std::size_t most_archived = 1000;  ///< cases in exchanges.html

/// By row of the report.
struct Shares {
    std::vector<bool> told;      ///< steps and ladder stand in the report
    std::vector<bool> archived;  ///< its frames stand in exchanges.html
};

/// Rows that want attention go first; then, in the order of the run, the first of each id (variants differ in a value), which is told in
/// full; then the others, of which the report says how they ended.
[[nodiscard]] Shares shares_of(model::Report const& report);

}  // namespace tsuka::reports
