// Whole runs of the cases that come with the program against simulated routers, in virtual time.
#pragma once

#include "harness/model/record.hpp"
#include "harness/model/router.hpp"
#include "harness/run/plan.hpp"
#include "harness/sim/router.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace certification {

struct Run {
    tsuka::model::Record record;
    std::vector<tsuka::model::FieldRecord> facts;  ///< what was found out before the first case
    std::string trouble;                           ///< the run as a whole did not go through
    tsuka::Duration took{};
    std::size_t planned = 0;
    bool preflight_failed = false;
};

/// Of `router`, by one that may have lived through other runs before, which ended at `began`. Every wrong result is asked for `confirm`
/// times more.
[[nodiscard]] Run run(std::vector<tsuka::model::Case> cases, tsuka::model::RouterSpec const& router, tsuka::sim::Router& simulated,
                      std::uint64_t seed, tsuka::Instant began, tsuka::run::Counting memory, unsigned confirm = 1);

}  // namespace certification
