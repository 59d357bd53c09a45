// Processes of the program, as a command sees them: an exit status, and words for what went wrong.
#pragma once

#include "harness/app/processes.hpp"

#include <functional>

namespace tsuka::cli {

/// As app::apart(); exit_error, with words, when it cannot be begun or was killed.
[[nodiscard]] int run_apart(std::function<int()> const& work, run::Signals& signals);

/// As app::confined(); exit_error, with words, when it was killed or cannot be confined. `say` is told, in the child, too, what this
/// machine cannot do about it.
[[nodiscard]] int run_confined(lab::Confinement const& confinement, run::Signals& signals, app::Say const& say,
                               std::function<int()> const& work, lab::Afterwards afterwards, app::HookDesk* desk = nullptr);

}  // namespace tsuka::cli
