// Runs every case that comes with the program against one simulated router in virtual time and tells which did not come out well.
#pragma once

#include "harness/model/router.hpp"
#include "harness/model/suite.hpp"
#include "harness/sim/defect.hpp"
#include "harness/suite/load_matrix.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tsuka::detection {

struct Outcome {
    std::set<std::string> fails;         ///< an expectation or a claim was broken
    std::set<std::string> inconclusive;  ///< it could not be told
    std::set<std::string> others;        ///< skipped, or an error of ours
    std::set<std::string> always;        ///< "case: claim", of what holds for every router
    std::size_t cases = 0;
    std::string fingerprint;  ///< outcomes, classes and times of all cases: equal for equal runs
    std::string trouble;      ///< the run as a whole did not go through
};

[[nodiscard]] Outcome run_all(std::vector<model::Case> const& cases, model::RouterSpec const& router, std::uint64_t seed = 1);

/// The text of defects/matrix.toml.
[[nodiscard]] std::string write_matrix(std::vector<suite::MatrixRow> const& rows);

/// Runs each of these routers, on as many threads as the machine has.
[[nodiscard]] std::vector<Outcome> run_routers(std::vector<model::Case> const& cases, std::vector<model::RouterSpec> const& routers);

}  // namespace tsuka::detection
