// Observations into findings: one table says of each kind which claim it breaks, or that it breaks none, and in which words.
#pragma once

#include "harness/model/report.hpp"

#include <string>
#include <vector>

namespace tsuka::judge {

/// Of one case. `result` is the case that it is of: "silence" is told by the reason.
[[nodiscard]] model::Finding finding_of(model::Observation const& seen, model::CaseRecord const& result);
[[nodiscard]] std::vector<model::Finding> findings_of(model::CaseRecord const& result);

/// The claim that such an observation breaks, where it is the same for all of them.
[[nodiscard]] std::string claim_of(model::Seen seen);

/// What the case itself found broken: named, or all it bears when it is violated and names nothing.
[[nodiscard]] std::vector<std::string> const& broken_of(model::CaseRecord const& result);

/// Whether it breaks anything at all.
[[nodiscard]] bool is_note(model::Observation const& seen);

/// Whether what breaks this claim was no service at all: a receiver discards what is altered or fails its checksum, so what the case is
/// about was not given.
[[nodiscard]] bool breaks_own_claims(model::Observation const& seen);

/// Whether it says something against the case it was seen in: what a router does to every header does not.
[[nodiscard]] bool breaks_case(model::Observation const& seen);

}  // namespace tsuka::judge
