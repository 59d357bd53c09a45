// The system calls that a run makes once its sockets stand, as a filter for seccomp(2): a list of what is allowed, everything else fails
// with EPERM. No new program, process, socket, namespace or executable memory. The process that waits for a run makes those, and a few
// more.
#include "harness/lab/confinement.hpp"

#include <fmt/format.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace tsuka::lab {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t architecture = 0;
#endif

constexpr std::array allowed {
    // Descriptors and files; which files, Landlock decides.
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_close, SYS_fstat, SYS_newfstatat, SYS_statx, SYS_lseek,
        SYS_openat, SYS_mkdirat, SYS_unlinkat, SYS_renameat, SYS_renameat2, SYS_readlinkat, SYS_faccessat, SYS_faccessat2, SYS_getdents64,
        SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_fallocate, SYS_fcntl, SYS_dup, SYS_dup3, SYS_pipe2, SYS_getcwd, SYS_statfs,
        SYS_fstatfs, SYS_fadvise64, SYS_umask,
        // Frames, on sockets that are open.
        SYS_sendto, SYS_sendmsg, SYS_sendmmsg, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_getsockopt, SYS_setsockopt, SYS_getsockname,
        SYS_shutdown,
        // Waiting, time and signals.
        SYS_ppoll, SYS_pselect6, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_epoll_pwait2, SYS_eventfd2, SYS_timerfd_create,
        SYS_timerfd_settime, SYS_timerfd_gettime, SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday,
        SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigtimedwait, SYS_sigaltstack, SYS_signalfd4, SYS_restart_syscall,
        SYS_tgkill, SYS_wait4,
        // Memory and threads; clone, mmap and mprotect are looked at more closely below.
        SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_mlock, SYS_munlock, SYS_futex, SYS_set_robust_list, SYS_get_robust_list,
        SYS_set_tid_address, SYS_rseq, SYS_sched_yield, SYS_sched_getaffinity, SYS_sched_setaffinity, SYS_getcpu, SYS_membarrier,
        // Who and where.
        SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo, SYS_getrandom,
        SYS_getrusage, SYS_prlimit64, SYS_times, SYS_exit, SYS_exit_group,
#if defined(__x86_64__)  // what later architectures have only in the forms above
        SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_mkdir, SYS_rmdir, SYS_unlink, SYS_rename, SYS_readlink, SYS_dup2, SYS_pipe, SYS_poll,
        SYS_select, SYS_epoll_wait, SYS_time, SYS_arch_prctl,
#endif
};

/// Terminal and socket requests that change nothing but our own view; all others (SIOCETHTOOL, TIOCSTI ...) are refused.
constexpr std::array requests{TCGETS, TIOCGWINSZ, FIONBIO, FIONREAD};

/// A BPF program that was loaded before sends frames; loading another, and looking at those of others, is refused.
constexpr std::array of_programs{BPF_PROG_TEST_RUN};

/// Of the process that waits: it hands signals on, and looks at interfaces and puts them back (netdevice(7), ethtool).
constexpr std::array of_waiting{SYS_kill, SYS_pidfd_open, SYS_waitid, SYS_flock};
constexpr std::array requests_of_waiting{TCGETS, TIOCGWINSZ, FIONBIO, FIONREAD, SIOCGIFFLAGS, SIOCGIFMTU, SIOCGIFHWADDR, SIOCETHTOOL};
constexpr std::array families_of_waiting{AF_INET};

class Filter {
public:
    void allow(long call) { jump_if(static_cast<std::uint32_t>(call), SECCOMP_RET_ALLOW); }

    /// Allowed when `mask` of the argument has (or, if `clear`, has not) a bit in common.
    void allow_by_bits(long call, unsigned argument, std::uint32_t mask, bool clear) {
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4);
        load(low_half(argument));
        add(BPF_JMP | BPF_JSET | BPF_K, mask, 0, 1);
        add(BPF_RET | BPF_K, clear ? refused : SECCOMP_RET_ALLOW, 0, 0);
        add(BPF_RET | BPF_K, clear ? SECCOMP_RET_ALLOW : refused, 0, 0);
    }

    template <class Values>
    void allow_by_value(long call, unsigned argument, Values const& values) {
        const auto steps = static_cast<std::uint8_t>(2 + 2 * values.size());
        add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, steps);
        load(low_half(argument));
        for (auto const value : values) jump_if(static_cast<std::uint32_t>(value), SECCOMP_RET_ALLOW);
        add(BPF_RET | BPF_K, refused, 0, 0);
    }

    void answer(long call, int error) { jump_if(static_cast<std::uint32_t>(call), SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)); }

    /// Another architecture has other numbers; on x86-64 so has x32 (bit 30).
    void begin() {
        load(offsetof(seccomp_data, arch));
        add(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
        add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
        load(offsetof(seccomp_data, nr));
    }
    void end() { add(BPF_RET | BPF_K, refused, 0, 0); }

    [[nodiscard]] bool install() {
        sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
        return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
    }

private:
    static constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EPERM;

    /// seccomp_data is in the machine's byte order, little-endian on both architectures.
    static std::uint32_t low_half(unsigned argument) {
        return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t));
    }
    void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset), 0, 0); }
    void jump_if(std::uint32_t value, std::uint32_t result) {
        add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
        add(BPF_RET | BPF_K, result, 0, 0);
    }
    void add(unsigned code, std::uint32_t value, std::uint8_t yes, std::uint8_t no) {
        code_.push_back({static_cast<std::uint16_t>(code), yes, no, value});
    }

    std::vector<sock_filter> code_;
};

/// `more` adds what this process makes besides.
template <class More>
Result<void> install(std::string_view who, More const& more) {
    if (architecture == 0) return fail(fmt::format("no list of system calls is known for this architecture: {} may make any", who));
    Filter filter;
    filter.begin();
    for (const long call : allowed) filter.allow(call);
    more(filter);
    filter.allow_by_bits(SYS_mmap, 2, PROT_EXEC, true);
    filter.allow_by_bits(SYS_mprotect, 2, PROT_EXEC, true);
    filter.allow_by_bits(SYS_clone, 0, CLONE_THREAD, false);
    filter.answer(SYS_clone3, ENOSYS);  // its flags lie in memory, out of sight; the C library asks clone then
    filter.end();
    if (!filter.install())
        return fail(fmt::format("this kernel takes no seccomp filter ({}): {} may make any system call", std::strerror(errno), who));
    return {};
}

}  // namespace

Result<void> allow_few_system_calls() {
    return install("the process that reads frames", [](Filter& filter) {
        filter.allow_by_value(SYS_ioctl, 1, requests);
        filter.allow_by_value(SYS_bpf, 0, of_programs);
    });
}

Result<void> allow_waiting_system_calls() {
    return install("the process that waits", [](Filter& filter) {
        for (const long call : of_waiting) filter.allow(call);
        filter.allow_by_value(SYS_socket, 0, families_of_waiting);
        filter.allow_by_value(SYS_ioctl, 1, requests_of_waiting);
    });
}

}  // namespace tsuka::lab
