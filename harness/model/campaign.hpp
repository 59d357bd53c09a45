// How much is run: a choice of cases and of what a run may cost, under a name.
#pragma once

#include "generator/base/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tsuka::model {

/// What is not said is left to the command line and its defaults.
struct Campaign {
    std::string title;
    std::string about;
    std::vector<std::string> only;  ///< globs on case names
    std::optional<Duration> longest;
    std::optional<Duration> budget;
    std::string memory;  ///< "off", "count", "full"
    std::optional<unsigned> confirm;
    std::optional<unsigned> jobs;
    std::optional<unsigned> most_failures;
    std::optional<unsigned> repeat;
    bool shuffle = false;
};

}  // namespace tsuka::model
