// Which cases count as failed while a run goes on (`--max-fail`): those that its profile fails, and nothing that it merely does not claim.
#pragma once

#include "harness/model/profile.hpp"
#include "harness/model/record.hpp"

#include <functional>
#include <vector>

namespace tsuka::app {

/// Both outlive what is returned.
[[nodiscard]] std::function<bool(model::CaseRecord const&)> fails_by(model::Profile const& profile,
                                                                     std::vector<model::Claim> const& claims);

}  // namespace tsuka::app
