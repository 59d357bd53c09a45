// Whose the frames of a run were, in words.
#pragma once

#include "harness/model/accounts.hpp"
#include "harness/model/timeline.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::reports {

/// "412 sent, 398 received: 380 of cases, 10 of the lab, 8 of the router"; parts that are none are left out.
[[nodiscard]] std::string account_in_words(model::SideAccount const& side, Words const& said = {});
/// The finding with the frames that show it.
[[nodiscard]] std::string bench_in_words(model::BenchFinding const& finding, Words const& said = {});
/// "43.6 s: ..."
[[nodiscard]] std::string event_in_words(model::Event const& event, Words const& said = {});

}  // namespace tsuka::reports
