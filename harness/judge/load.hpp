// Promises of traffic at rate against what was measured.
#pragma once

#include "harness/model/load_promise.hpp"
#include "harness/model/load_report.hpp"

#include <vector>

namespace tsuka::judge {

/// Broken only where the router's own limit was found below the promise: what this machine could not send, or was not to try, is its fault
/// in no direction. One row for each promise, in their order.
[[nodiscard]] std::vector<model::PromiseRow> judge_load(model::LoadReport const& report, std::vector<model::LoadPromise> const& promises);

/// What comes near to what the rig carries through a cable is the rig's figure, and not the router's: then the router carries at least so
/// much.
inline constexpr double of_the_rig = 0.9;
void compare_with_rig(model::LoadReport& report, model::RigFigures const& rig);

}  // namespace tsuka::judge
