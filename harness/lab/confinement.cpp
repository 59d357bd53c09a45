// Capabilities, no_new_privs and Landlock: see confinement.hpp. The system calls are in system_calls.cpp.
#include "harness/lab/confinement.hpp"

#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace tsuka::lab {

namespace {

Error cannot(std::string_view what) {
    return fail(fmt::format("cannot {}: {}", what, std::strerror(errno)));
}

/// capabilities(7): what may come back is given up first (bounding and ambient sets), then what there is, but for those of `kept` (bits of
/// the first 32) that there are.
Result<void> drop_capabilities(std::uint32_t kept = 0) {
    for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        (void)::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);  // needs CAP_SETPCAP; without it no_new_privs has to do
    (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return cannot("give up new privileges");
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct had[_LINUX_CAPABILITY_U32S_3] = {};
    if (::syscall(SYS_capget, &header, had) != 0) return cannot("look at its capabilities");
    __user_cap_data_struct rest[_LINUX_CAPABILITY_U32S_3] = {};
    rest[0].effective = rest[0].permitted = had[0].permitted & kept;
    if (::syscall(SYS_capset, &header, rest) != 0) return cannot("give up capabilities");
    return {};
}

/// Rights of landlock(7) by the version of the kernel's interface; those of later versions have no name in older headers.
constexpr std::uint64_t of_first_version = (1ULL << 13U) - 1;
constexpr std::uint64_t refer = 1ULL << 13U;
constexpr std::uint64_t truncate = 1ULL << 14U;
constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | truncate;
constexpr std::uint64_t writing = reading | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | refer | truncate;

std::uint64_t rights_of(long version) {
    return of_first_version | (version >= 2 ? refer : 0) | (version >= 3 ? truncate : 0);
}

Result<void> allow(port::UniqueFd const& rules, std::filesystem::path const& path, std::uint64_t rights) {
    const port::UniqueFd place{::open(path.c_str(), O_PATH | O_CLOEXEC)};
    if (!place && errno == ENOENT) return {};
    struct stat status {};
    if (!place || ::fstat(place.get(), &status) != 0) return cannot(fmt::format("look at {}", path.string()));
    landlock_path_beneath_attr beneath{};
    beneath.allowed_access = S_ISDIR(status.st_mode) ? rights : rights & of_files;
    beneath.parent_fd = place.get();
    if (::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
        return cannot(fmt::format("keep {} within reach", path.string()));
    return {};
}

/// Everything else on the file system is out of reach, also for a root without capabilities, who owns most of it.
[[maybe_unused]] Result<void> keep_to(Confinement const& confinement, long version) {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = rights_of(version);
    const port::UniqueFd rules{
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0))};
    if (!rules) return cannot("make a Landlock ruleset");
    for (auto const& path : confinement.writable)
        if (auto done = allow(rules, path, writing & attributes.handled_access_fs); !done) return done;
    for (auto const& path : confinement.readable)
        if (auto done = allow(rules, path, reading); !done) return done;
    if (::syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) return cannot("enter Landlock");
    return {};
}

}  // namespace

Result<std::vector<std::string>> keep_for(Afterwards afterwards) {
    std::vector<std::string> notes;
    if (afterwards == Afterwards::programs) return notes;
    const std::uint32_t kept = afterwards == Afterwards::interfaces ? 1U << CAP_NET_ADMIN : 0;
    if (auto dropped = drop_capabilities(kept); !dropped) return dropped.error();
#ifndef TSUKA_RELAXED
    if (auto few = allow_waiting_system_calls(); !few) notes.push_back(few.error().what);
#endif
    return notes;
}

Result<std::vector<std::string>> confine(Confinement const& confinement) {
    std::vector<std::string> notes;
    if (auto dropped = drop_capabilities(); !dropped) return dropped.error();
#ifdef TSUKA_RELAXED
    // Sanitizers look for leaks by ptrace, and instrumented code writes its counts where it was built.
    (void)confinement;
    notes.push_back("this build is instrumented: the process that reads frames may still open any file and make any system call");
#else
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        notes.push_back("this kernel has no Landlock: the process that reads frames has no capability, but may open files as its user");
    else if (auto kept = keep_to(confinement, version); !kept)
        return kept.error();
    if (auto few = allow_few_system_calls(); !few) notes.push_back(few.error().what);
#endif
    return notes;
}

}  // namespace tsuka::lab
