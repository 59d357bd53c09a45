#include "harness/cli/apart.hpp"
#include "harness/cli/told.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace tsuka::cli {

int apart(std::function<int()> const& work, run::Signals& signals) {
    std::fflush(nullptr);  // or both would write what is in the buffers
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child < 0) {
        complain(fmt::format("cannot start the process of a run: {}", std::strerror(errno)));
        return exit_error;
    }
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        const int status = ::getppid() == parent ? work() : exit_error;
        std::fflush(nullptr);
        ::_exit(status);
    }
    const int status = wait_for(child, signals);
    return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : exit_error;
}

}  // namespace tsuka::cli
