// What stands around every command, and around the part of a run that has a process of its own: nothing that goes wrong is lost.
#pragma once

#include <functional>

namespace tsuka::cli {

/// Runs it and sees that what it said has arrived: a script that reads half a list must not take it for the whole. Returns its exit status,
/// or exit_error, with words, for an exception, for want of memory, and for output that could not be written.
[[nodiscard]] int to_the_end(std::function<int()> const& command);

}  // namespace tsuka::cli
