// A part of a run in a process of its own, without privileges. This process, which has them, reads nothing that comes from the network: it
// waits, hands on the signals that end a run, and puts back what was changed when the other has ended, however that came about.
#pragma once

#include "harness/app/hook_desk.hpp"
#include "harness/lab/confinement.hpp"
#include "harness/run/signals.hpp"

#include <functional>
#include <string>

namespace tsuka::cli {

/// Runs `work` in a confined child process and returns its exit status; exit_error, with words, when it was killed or cannot be confined.
/// `say` is told, in the child, what this machine cannot do about it. This process keeps what it needs for `afterwards` only. Hooks that
/// the child asks for at the `desk`, if there is one, are run by this process, and ended with the child or when a signal comes.
[[nodiscard]] int run_confined(lab::Confinement const& confinement, run::Signals& signals,
                               std::function<void(std::string const&)> const& say, std::function<int()> const& work,
                               lab::Afterwards afterwards, app::HookDesk* desk = nullptr);

/// Waits until a child has ended, and returns its status as waitpid(2) does; -1: it is lost. A terminal tells both to end; a `kill` of this
/// process reaches the other one here. What it asks for at the `desk` is done meanwhile.
[[nodiscard]] int wait_for(pid_t child, run::Signals& signals, app::HookDesk* desk = nullptr);

}  // namespace tsuka::cli
