// The process that reads frames of strangers holds nothing that they could use: once its sockets and namespaces stand, it gives up every
// capability and every way to get one (no_new_privs), may touch two folders only (Landlock) and make few system calls (seccomp).
#pragma once

#include "generator/base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tsuka::lab {

struct Confinement {
    std::vector<std::filesystem::path> writable;  ///< folders below which files may be read, made, changed and removed
    std::vector<std::filesystem::path> readable;  ///< folders and files
};

/// For the calling process, for ever; call it with one thread. Returns what this kernel or this build cannot do, in words (none as a rule).
/// Error: a privilege could not be given up.
[[nodiscard]] Result<std::vector<std::string>> confine(Confinement const& confinement);

/// The last step of confine(): from now on only the system calls of a run work; all others fail with EPERM. Error: the kernel has no
/// seccomp.
[[nodiscard]] Result<void> allow_few_system_calls();

}  // namespace tsuka::lab
