// Record + profile + claims -> report. A pure function: the same record can be judged again, by another profile, years later.
#pragma once

#include "harness/model/report.hpp"

#include <vector>

namespace tsuka::judge {

/// One row per case of the record, in its order. Nothing passes by default: a row passes only because a claimed expectation was
/// looked at and kept.
///
/// A case bears its `claims` and what it found `broken`. Of each claim, by outcome of the case:
///
///     outcome        claim        must, claimed   should or may, claimed   not claimed
///     sat./violated  kept         pass            pass                     supported
///     sat./violated  broken       fail            deviation                not offered
///     undetermined                inconclusive    inconclusive             inconclusive
///     skipped, error              skipped, error  = =
///
/// A case that is violated without naming what it broke has broken all its claims. An `always` claim counts as claimed by everybody
/// and, broken, fails whatever its level and even when the rest of the case is undetermined; not when the case is `error`, for then
/// our own evidence is in doubt. The row shows the worst of its claims: fail, error, inconclusive, deviation, pass, not offered,
/// supported, skipped. A case that bears no claim, or one that is not in `claims`, is an error.
[[nodiscard]] model::Report judge(model::Record const& record, model::Profile const& profile, std::vector<model::Claim> const& claims);

}  // namespace tsuka::judge
