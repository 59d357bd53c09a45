// A command of the lab's owner that a run carries out for him.
#pragma once

#include "generator/base/time.hpp"

#include <string>

namespace tsuka::model {

struct Hook {
    std::string name;                          ///< "ready"
    std::string command;                       ///< for `sh -c`
    Duration limit = std::chrono::minutes(2);  ///< then it is ended
};

}  // namespace tsuka::model
