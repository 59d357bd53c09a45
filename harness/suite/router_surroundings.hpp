// What stands around a simulated router, and what of it is the lab's: addresses, their changes, and hosts that have to do with them.
#pragma once

#include "harness/model/router.hpp"
#include "harness/suite/table_reader.hpp"

namespace tsuka::suite {

/// Before all else: what the router does depends on the sides that it has.
void read_surroundings(TableReader& table, model::RouterSpec& router, Diagnostics& diagnostics);

}  // namespace tsuka::suite
