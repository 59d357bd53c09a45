// What load beside cases has shown: of its own frames, as cases of their own, and of the cases that ran under it, against what they found
// at rest.
#pragma once

#include "harness/model/report.hpp"

#include <string>
#include <vector>

namespace tsuka::judge {

/// "load.udp" and so on: whether every frame of the load came as it was sent, with the place in its flow from which on it did not. Where
/// this machine has dropped frames nothing follows from what did not come. `ended`: when the load did, since the run began.
[[nodiscard]] std::vector<model::CaseRecord> load_cases(model::LoadBeside const& load, Duration ended);

/// Adds to the account of each side what the load sent and got there: it passed no session.
void add_load(model::Accounts& accounts, model::LoadBeside const& load);

/// Why what a case under load found missing may be the router's to lose: it did not carry the load, either. Empty: it did, or something
/// wrong has come.
[[nodiscard]] std::string doubt_under_load(model::CaseRecord const& result, model::Record const& record);

/// Where a case found something else under load than at rest, its row says so; and the timeline how much load there was, and which cases.
void compare_with_rest(model::Report& report, model::Record const& record);

}  // namespace tsuka::judge
