// Signals by descriptor (signalfd(2)): see signals.hpp. They are blocked, so a write to a closed pipe or beyond a limit fails with an error
// that its caller sees, and nothing happens in the middle of anything.
#include "harness/run/signals.hpp"

#include <fmt/format.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace tsuka::run {

namespace {

constexpr std::array ending{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2, SIGXFSZ};

sigset_t not_ignored() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : ending) {
        struct sigaction action {};
        const bool known = ::sigaction(signal, nullptr, &action) == 0;
        if (known && action.sa_handler != SIG_IGN) sigaddset(&set, signal);
    }
    return set;
}

}  // namespace

struct Signals::State {
    sigset_t watched = not_ignored();
    sigset_t before{};
    int descriptor = -1;
    std::optional<std::string> why;

    State() {
        descriptor = ::signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
        // Without a descriptor nobody could ask: then they had better end the process.
        if (descriptor >= 0) ::sigprocmask(SIG_BLOCK, &watched, &before);
    }
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    ~State() {
        if (descriptor < 0) return;
        look();
        ::sigprocmask(SIG_SETMASK, &before, nullptr);
        ::close(descriptor);
    }

    [[nodiscard]] int next() const {
        signalfd_siginfo info{};
        const bool any = descriptor >= 0 && ::read(descriptor, &info, sizeof info) == static_cast<ssize_t>(sizeof info);
        return any ? static_cast<int>(info.ssi_signo) : 0;
    }

    void look() {
        while (const int signal = next())
            if (!why) why = reason_of(signal);
    }
};

Signals::Signals() : state_(std::make_unique<State>()) {}
Signals::~Signals() = default;

std::optional<std::string> const& Signals::caught() {
    if (!state_->why) state_->look();
    return state_->why;
}

int Signals::take() {
    const int signal = state_->next();
    if (signal != 0 && !state_->why) state_->why = reason_of(signal);
    return signal;
}

int Signals::descriptor() const {
    return state_->descriptor;
}

std::string reason_of(int signal) {
    switch (signal) {
        case SIGINT:
            return "interrupted (Ctrl-C)";
        case SIGTERM:
            return "terminated";
        case SIGHUP:
            return "the terminal or session was closed (SIGHUP)";
        case SIGQUIT:
            return "interrupted (Ctrl-\\)";
        case SIGPIPE:
            return "nobody reads the output any more (SIGPIPE)";
        case SIGXFSZ:
            return "a file reached the size limit of this process (SIGXFSZ, ulimit -f)";
        default:
            return fmt::format("ended by {}", signal == SIGUSR1 ? "SIGUSR1" : signal == SIGUSR2 ? "SIGUSR2" : std::to_string(signal));
    }
}

}  // namespace tsuka::run
