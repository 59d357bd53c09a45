// A command of the lab file, watched: it has no terminal, a time limit, and so much that it may say.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/hook.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::lab {

struct HookRun {
    std::filesystem::path said;                                         ///< file that is made for what it says on both of its outputs
    std::vector<std::pair<std::string, std::string>> environment = {};  ///< beside our own
    int stop = -1;  ///< a descriptor: when it can be read the command is ended; -1: none
};

/// Runs the command by `sh -c` in a session of its own, with nothing on its standard input, and waits for its end. Then whatever it has
/// started and left in its process group is ended, too; when it succeeded, after a second in which it may leave (setsid(1)). Of what it
/// says the first 256 kB are kept, secrets blanked out. Errors, which name the hook: it cannot be started, was ended because of its limit
/// or `stop`, or failed.
[[nodiscard]] Result<void> run_hook(model::Hook const& hook, HookRun const& run);

/// A line with the rest behind a word such as "password=" or "Authorization:" blanked out.
[[nodiscard]] std::string without_secrets(std::string line);

}  // namespace tsuka::lab
