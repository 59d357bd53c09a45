// A piece of work that gives up its privileges for good, so that what comes after it needs a process of its own.
#pragma once

#include "harness/run/signals.hpp"

#include <functional>

namespace tsuka::cli {

/// Its exit status; exit_error when it cannot be begun or was killed. Signals are handed on; a group of its own keeps the terminal from
/// sending them twice.
[[nodiscard]] int apart(std::function<int()> const& work, run::Signals& signals);

}  // namespace tsuka::cli
