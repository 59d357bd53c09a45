// Can this machine run what is asked of it?
#pragma once

#include <string>

namespace tsuka::app {

/// To one question of `tsuka doctor`.
struct Answer {
    bool good = false;
    std::string question;
    std::string detail;
};

/// Builds the smallest namespace lab, in this process, which has it until it ends: to be asked in a child.
[[nodiscard]] Answer try_built_in_router();

/// What is wanting for real interfaces is no fault of the machine.
[[nodiscard]] Answer may_use_interfaces();

}  // namespace tsuka::app
