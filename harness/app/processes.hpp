// Work in a process of its own, and one that waits for it. A run measures in a process without privileges; the other one, which has them,
// reads nothing that comes from the network: it waits, hands on the signals that end a run, and puts back what was changed when the first
// has ended, however that came about.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/hook_desk.hpp"
#include "harness/app/say.hpp"
#include "harness/lab/confinement.hpp"
#include "harness/run/signals.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tsuka::app {

/// Exit status of `work`, which gives up its privileges for good, so that what comes after it needs a process of its own. Signals are
/// handed on; where this process is killed, the other is ended. Errors: it could not be begun, or was killed.
[[nodiscard]] Result<int> apart(std::function<int()> const& work, run::Signals& signals);

/// What this machine cannot do of the confinement; an error where a process must not go on.
using Confined = Result<std::vector<std::string>>;

/// Exit status of `work`, in a child process that is confined, which is told what came of that. `say` is told the same of this process,
/// which keeps what it needs for `afterwards` only. Hooks that the child asks for at the `desk`, if there is one, are run by this process,
/// and ended with the child or when a signal comes. Errors: the child could not be begun, was killed, or is lost.
[[nodiscard]] Result<int> confined(lab::Confinement const& confinement, run::Signals& signals, Say const& say,
                                   std::function<int(Confined const&)> const& work, lab::Afterwards afterwards, HookDesk* desk = nullptr);

}  // namespace tsuka::app
