// Two processes: see confined.hpp.
#include "harness/cli/confined.hpp"
#include "harness/cli/told.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/to_the_end.hpp"
#include "harness/port/unique_fd.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tsuka::cli {

namespace {

/// In the child. std::exit and not a return: what stands on the parent's stack is not this process' to put back.
[[noreturn]] void be_confined(pid_t parent, lab::Confinement const& confinement, std::function<void(std::string const&)> const& say,
                              std::function<int()> const& work) {
    // Killed, the parent cannot hand on anything; what was found is sealed all the same.
    (void)::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    if (::getppid() != parent) std::exit(exit_error);
    std::exit(to_the_end([&] {
        const auto notes = lab::confine(confinement);
        if (!notes) {
            complain(notes.error().what);
            return exit_error;
        }
        for (auto const& note : *notes) say("note: " + note);
        return work();
    }));
}

/// A descriptor that can be read when one of the two can.
port::UniqueFd either(int one, int other) {
    port::UniqueFd both{::epoll_create1(EPOLL_CLOEXEC)};
    for (const int descriptor : {one, other}) {
        epoll_event event{};
        event.events = EPOLLIN;
        if (descriptor >= 0) (void)::epoll_ctl(both.get(), EPOLL_CTL_ADD, descriptor, &event);
    }
    return both;
}

}  // namespace

int wait_for(pid_t child, run::Signals& signals, app::HookDesk* desk) {
    const port::UniqueFd end{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
    const auto enough = either(end.get(), signals.descriptor());
    const auto requests = [&] { return pollfd{desk != nullptr ? desk->requests() : -1, POLLIN, 0}; };
    pollfd events[3] = {{end.get(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}, requests()};
    while (end && ::poll(events, 3, -1) != 0 && events[0].revents == 0) {
        if (const int signal = signals.take(); signal != 0) ::kill(child, signal);
        if (events[2].revents != 0) desk->serve(enough.get());
        events[2] = requests();
        events[0].revents = 0;
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}

int run_confined(lab::Confinement const& confinement, run::Signals& signals, std::function<void(std::string const&)> const& say,
                 std::function<int()> const& work, lab::Afterwards afterwards, app::HookDesk* desk) {
    std::fflush(nullptr);  // or both would write what is in the buffers
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child < 0) {
        complain(fmt::format("cannot start the process that measures: {}", std::strerror(errno)));
        return exit_error;
    }
    if (child == 0) {
        if (desk != nullptr) desk->only_ask();
        be_confined(parent, confinement, say, work);
    }
    const auto kept = lab::keep_for(afterwards);
    if (!kept) say("note: the process that waits: " + kept.error().what);
    if (kept)
        for (auto const& note : *kept) say("note: the process that waits: " + note);
    if (desk != nullptr) desk->only_run();
    const int status = wait_for(child, signals, desk);
    if (status >= 0 && WIFEXITED(status)) return WEXITSTATUS(status);
    complain(status >= 0 && WIFSIGNALED(status)
                 ? fmt::format("the process that measures was ended by signal {} ({}); what it had recorded can be judged: tsuka judge",
                               WTERMSIG(status), ::strsignal(WTERMSIG(status)))
                 : "the process that measures is lost");
    return exit_error;
}

}  // namespace tsuka::cli
