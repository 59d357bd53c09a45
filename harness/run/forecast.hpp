// What a plan will come to, before anything is sent: which cases run, which are left out and why, how long they wait on purpose.
#pragma once

#include "harness/run/plan.hpp"

#include <map>
#include <string>
#include <vector>

namespace tsuka::run {

struct Forecast {
    std::vector<std::string> runs;  ///< names, in the order of the plan
    /// By path through the router: of those that run, the cases that are tried only if the router has it, and who finds out.
    struct Path {
        std::vector<std::string> found_by;
        std::vector<std::string> needed_by;
    };
    std::map<std::string, Path> paths;
    std::map<std::string, std::vector<std::string>> skipped;  ///< by reason
    Duration waits{};                                         ///< at least, with that many jobs, when every case is satisfied at once
};

[[nodiscard]] Forecast forecast(Plan const& plan);

}  // namespace tsuka::run
