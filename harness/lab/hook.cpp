// Commands of the lab file: see hook.hpp.
#include "harness/lab/hook.hpp"

#include "harness/lab/said.hpp"
#include "harness/model/text.hpp"
#include "harness/port/unique_fd.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

namespace tsuka::lab {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds grace{2};    ///< between a polite and a rude end
constexpr std::chrono::seconds parting{1};  ///< for what leaves the session: `setsid -f` has ended before its child has done that
constexpr int most_pieces = 16;

Error trouble(model::Hook const& hook, std::string const& what) {
    return fail(fmt::format("the hook '{}' {}", hook.name, what));
}

/// Whether anybody but the leader is in a process group. Fifth in a line of proc(5)'s stat, behind a name that may hold anything.
bool has_others(pid_t group) {
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos || name == std::to_string(group)) continue;
        std::ifstream file(entry.path() / "stat");
        const std::string line{std::istreambuf_iterator<char>(file), {}};
        std::istringstream rest(line.substr(std::min(line.rfind(')'), line.size() - 1) + 1));
        std::string state;
        pid_t parent = 0;
        pid_t its = 0;
        if (rest >> state >> parent >> its && its == group) return true;
    }
    return false;
}

/// The shell with the hook's command, both outputs in the pipe, and no terminal to wait for: a session of its own has none.
class Shell {
public:
    explicit Shell(int output) {
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    }
    Shell(Shell const&) = delete;
    Shell& operator=(Shell const&) = delete;
    ~Shell() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// Zero, or the error.
    int start(std::string command, std::vector<std::pair<std::string, std::string>> const& more, pid_t& child) {
        std::vector<std::string> added;
        for (auto const& [name, value] : more) added.push_back(name + "=" + value);
        std::vector<char*> environment;
        for (auto** own = environ; *own != nullptr; ++own) environment.push_back(*own);
        for (auto& one : added) environment.push_back(one.data());
        environment.push_back(nullptr);
        std::string shell = "sh";
        std::string option = "-c";
        std::array<char*, 4> arguments{shell.data(), option.data(), command.data(), nullptr};
        return ::posix_spawn(&child, "/bin/sh", &files_, &attributes_, arguments.data(), environment.data());
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

/// Watches a command until it has ended.
class Watch {
public:
    Watch(pid_t child, port::UniqueFd output, Said& said, int stop)
        : child_(child),
          end_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))),
          output_(std::move(output)),
          said_(said),
          stop_(stop) {}

    /// Why it had to be ended; empty when it ended by itself.
    std::string wait(std::chrono::nanoseconds limit) {
        if (!end_) return "cannot be watched: this kernel has no pidfd_open";
        const auto why = until(Clock::now() + limit, stop_);
        if (!why) return {};
        ::kill(-child_, SIGTERM);
        if (until(Clock::now() + grace, -1)) ::kill(-child_, SIGKILL);
        return *why;
    }

    /// Its status. What it has left behind goes first, while the number of its session cannot be another's.
    int reap() {
        siginfo_t info{};
        while (::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) continue;
        if (info.si_code == CLD_EXITED && info.si_status == 0) let_part();
        ::kill(-child_, SIGKILL);
        int status = 0;
        while (::waitpid(child_, &status, 0) < 0)
            if (errno != EINTR) return -1;
        take();
        return status;
    }

private:
    /// Nothing: it has ended. Else why it has not.
    std::optional<std::string> until(Clock::time_point end, int stop) {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
            if (left <= 0) return "did not end in time";
            std::array<pollfd, 3> events{{{end_.get(), POLLIN, 0}, {output_.get(), POLLIN, 0}, {stop, POLLIN, 0}}};
            if (::poll(events.data(), events.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000))) < 0 && errno != EINTR)
                return "cannot be waited for";
            if (events[1].revents != 0) take();
            if (events[0].revents != 0) return std::nullopt;
            if (events[2].revents != 0) return "was ended with the run";
        }
    }

    /// Whoever is about to leave the group says so to nobody: it has to be looked at.
    void let_part() const {
        for (const auto end = Clock::now() + parting; has_others(child_) && Clock::now() < end;) {
            pollfd stop{stop_, POLLIN, 0};
            if (::poll(&stop, 1, 10) > 0) return;
        }
    }

    /// What can be read at once, all that a pipe holds; one who never stops talking does not stop the clock.
    void take() {
        std::array<char, 16'384> piece{};
        for (int pieces = 0; output_ && pieces < most_pieces; ++pieces) {
            const auto count = ::read(output_.get(), piece.data(), piece.size());
            if (count > 0)
                said_.add({piece.data(), static_cast<std::size_t>(count)});
            else if (count == 0 || (errno != EAGAIN && errno != EINTR))
                output_ = {};
            if (count <= 0) return;
            if (static_cast<std::size_t>(count) < piece.size()) return;
        }
    }

    pid_t child_;
    port::UniqueFd end_;
    port::UniqueFd output_;
    Said& said_;
    int stop_;
};

std::string how(int status) {
    if (WIFSIGNALED(status)) return fmt::format("was ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
    return fmt::format("failed with status {}", WEXITSTATUS(status));
}

}  // namespace

Result<void> run_hook(model::Hook const& hook, HookRun const& run) {
    auto said = Said::create(run.said);
    if (!said) return trouble(hook, "cannot be run: " + said.error().what);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return trouble(hook, fmt::format("cannot be run: {}", std::strerror(errno)));
    port::UniqueFd output{ends[0]};
    port::UniqueFd input{ends[1]};
    (void)::fcntl(output.get(), F_SETFL, O_NONBLOCK);
    pid_t child = 0;
    if (const int error = Shell(input.get()).start(hook.command, run.environment, child); error != 0)
        return trouble(hook, fmt::format("cannot be started: {}", std::strerror(error)));
    input = {};
    Watch watch(child, std::move(output), *said, run.stop);
    const auto why = watch.wait(hook.limit);
    const int status = watch.reap();
    const auto last = said->finish();
    if (!why.empty())
        return trouble(hook, why == "did not end in time" ? fmt::format("did not end within {}", model::written(hook.limit)) : why);
    if (status == 0) return {};
    return trouble(hook, how(status) + (last.empty() ? std::string{} : ": " + last));
}

}  // namespace tsuka::lab
