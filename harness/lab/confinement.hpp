// The process that reads frames of strangers holds nothing that they could use: once its sockets and namespaces stand, it gives up every
// capability and every way to get one (no_new_privs), may touch two folders only (Landlock) and make few system calls (seccomp).
#pragma once

#include "generator/base/result.hpp"

#include <cstdint>
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

/// What the process that waits for the confined one does when that has ended.
enum class Afterwards : std::uint8_t {
    nothing,
    interfaces,  ///< puts them back: CAP_NET_ADMIN
    programs,    ///< starts what the user told it to, as the user: whatever it has
};

/// For the process that waits, for ever: it keeps what it needs afterwards and no more, cannot get more, and starts no program unless that
/// is what it is for. Returns what this kernel or this build cannot do, in words. Error: a privilege could not be given up.
[[nodiscard]] Result<std::vector<std::string>> keep_for(Afterwards afterwards);

/// The system calls of a process that waits: those of a run, and what ends processes and puts interfaces back. Error: no seccomp.
[[nodiscard]] Result<void> allow_waiting_system_calls();

/// The last step of confine(): from now on only the system calls of a run work; all others fail with EPERM. Error: the kernel has no
/// seccomp.
[[nodiscard]] Result<void> allow_few_system_calls();

}  // namespace tsuka::lab
