#include "harness/app/processes.hpp"

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

namespace tsuka::app {

namespace {

/// A child's, whose parent was gone before it could ask to be ended with it.
constexpr int orphaned = 2;

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

/// Waits until a child has ended, and returns its status as waitpid(2) does; -1: it is lost. A terminal tells both to end; a `kill` of this
/// process reaches the other one here. What it asks for at the `desk` is done meanwhile.
int wait_for(pid_t child, run::Signals& signals, HookDesk* desk) {
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

/// Begins `work` in a child, which is ended when this process is: killed, it cannot hand on anything. std::exit and not a return: what
/// stands on the parent's stack is not the child's to put back.
Result<pid_t> begin(char const* what, std::function<int()> const& work) {
    std::fflush(nullptr);  // or both would write what is in the buffers
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child < 0) return fail(fmt::format("cannot start the process {}: {}", what, std::strerror(errno)));
    if (child == 0) {
        (void)::prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        std::exit(::getppid() == parent ? work() : orphaned);
    }
    return child;
}

}  // namespace

Result<int> apart(std::function<int()> const& work, run::Signals& signals) {
    const auto child = begin("of a run", work);
    if (!child) return child.error();
    const int status = wait_for(*child, signals, nullptr);
    if (status >= 0 && WIFEXITED(status)) return WEXITSTATUS(status);
    return fail("the process of a run was ended before its time");
}

Result<int> confined(lab::Confinement const& confinement, run::Signals& signals, Say const& say,
                     std::function<int(Confined const&)> const& work, lab::Afterwards afterwards, HookDesk* desk) {
    const auto child = begin("that measures", [&] {
        if (desk != nullptr) desk->only_ask();
        return work(lab::confine(confinement));
    });
    if (!child) return child.error();
    const auto kept = lab::keep_for(afterwards);
    if (!kept) say("note: the process that waits: " + kept.error().what);
    if (kept)
        for (auto const& note : *kept) say("note: the process that waits: " + note);
    if (desk != nullptr) desk->only_run();
    const int status = wait_for(*child, signals, desk);
    if (status >= 0 && WIFEXITED(status)) return WEXITSTATUS(status);
    if (status < 0 || !WIFSIGNALED(status)) return fail("the process that measures is lost");
    return fail(fmt::format("the process that measures was ended by signal {} ({}); what it had recorded can be judged: tsuka judge",
                            WTERMSIG(status), ::strsignal(WTERMSIG(status))));
}

}  // namespace tsuka::app
