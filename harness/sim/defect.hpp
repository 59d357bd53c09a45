// Faults that can be planted in a simulated router: what the suites have to find. Each is one object in faults/, and stands nowhere else.
#pragma once

#include "harness/model/router.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tsuka::sim {

struct Defect {
    std::string_view name;      ///< "pptp.reply-not-restored": its group, and what goes wrong
    std::string_view sentence;  ///< what the router does wrong, in words
};

/// In a fixed order, group by group.
[[nodiscard]] std::vector<Defect const*> const& all_defects();
/// Nothing when none is called so.
[[nodiscard]] Defect const* find_defect(std::string_view name);

/// The same router with one defect more.
[[nodiscard]] model::RouterSpec with_defect(model::RouterSpec spec, std::string_view name, model::Onset onset = {});

}  // namespace tsuka::sim
