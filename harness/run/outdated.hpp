// What a case found while a fact that it was told of the router no longer held.
#pragma once

#include "harness/model/record.hpp"

#include <string>

namespace tsuka::run {

/// A case that says nothing wrong of the router under the old fact has nothing to be asked again for, unless what it saw was that nothing
/// came: to an address that the router no longer has, nothing does.
[[nodiscard]] bool holds_anyway(model::CaseRecord const& record);
/// Its finding is no finding.
void take_back(model::CaseRecord& record, std::string const& why);

}  // namespace tsuka::run
