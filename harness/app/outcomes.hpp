// Cases against a simulated router in virtual time, and which of them did not come out well: what the detection matrix and the swarm count.
#pragma once

#include "harness/model/router.hpp"
#include "harness/model/suite.hpp"
#include "harness/run/virtual.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::app {

/// Names of cases throughout.
struct Outcomes {
    std::map<std::string, std::string> reasons;  ///< what was said of each case
    std::set<std::string> fails;                 ///< an expectation or a claim was broken
    std::set<std::string> inconclusive;          ///< it could not be told
    std::set<std::string> others;                ///< skipped, or an error of ours
    std::set<std::string> always;                ///< "case: claim", of what holds for every router
    std::set<std::string_view> asked;            ///< with Manner::questions: defects of which the router came to where they show
    std::size_t cases = 0;
    std::string fingerprint;  ///< outcomes, classes and times of all cases: equal for equal runs
    std::string trouble;      ///< the run as a whole did not go through
};

/// How they are run.
struct Manner {
    std::uint64_t seed = 1;
    unsigned jobs = 1;
    run::Wires wires{};
    bool careful = false;    ///< clients that the router holds are counted first, and what is not satisfied is run again: `tsuka run`
    bool questions = false;  ///< Outcomes::asked is wanted
};

[[nodiscard]] Outcomes run_all(std::vector<model::Case> const& cases, model::RouterSpec const& router, Manner const& manner = {});

}  // namespace tsuka::app
