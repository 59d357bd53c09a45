// What a run is to do, as a value: cases, lab, seed, how many at once.
#pragma once

#include "harness/model/lab.hpp"
#include "harness/model/suite.hpp"

#include <cstdint>
#include <vector>

namespace tsuka::run {

struct Plan {
    std::vector<model::Case> cases;
    model::Lab lab;
    std::uint64_t seed = 0;
    unsigned jobs = 1;     ///< cases at the same time; exclusive ones run alone at the end
    unsigned confirm = 1;  ///< how often a case that is not satisfied is run again with fresh addresses before it counts
};

}  // namespace tsuka::run
