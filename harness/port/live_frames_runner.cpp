#include "harness/port/live_frames_runner.hpp"

#include "harness/port/bpf_code.hpp"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <limits>
#include <system_error>
#include <vector>

namespace tsuka::port::live_frames {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t frames_a_turn = 64;  ///< that the kernel prepares together; with more the other end of a veth pair drops some
static_assert(frames_a_turn % frames_a_look == 0);
constexpr std::uint32_t as_often_as_can_be = std::numeric_limits<std::uint32_t>::max();  ///< minutes; then it begins anew
constexpr std::chrono::milliseconds look{20};  ///< how often it is seen whether there is still something to send
constexpr unsigned looks_of_silence = 3;       ///< then the kernel's work rests: to end and to begin it again costs 25 ms
constexpr int wake_up = SIGURG;                ///< nobody else here knows it, and it is no end

}  // namespace

std::uint32_t seen(std::uint32_t const& counter) {
    return __atomic_load_n(&counter, __ATOMIC_SEQ_CST);
}

Runner::~Runner() {
    over_ = true;
    work_.fetch_add(1);
    work_.notify_all();
    if (watcher_.joinable())
        watcher_.join();  // it sees to the other one
    else if (runner_.joinable())
        watch();
    if (runner_.joinable()) runner_.join();
}

int Runner::run_here(std::uint32_t often) {
    memory_.progress.turns = 0;
    return run_live(program_, std::vector<std::uint8_t>(length_), often, frames_a_turn);
}

Result<void> Runner::wake() {
    if (!runner_.joinable())
        if (auto started = start(); !started) return started;
    if (rests_) {
        work_.fetch_add(1);
        work_.notify_all();
    }
    return {};
}

Result<void> Runner::start() {
    // The call to the kernel has no other end than a signal. One that is ignored would not end it.
    struct sigaction nothing {};
    nothing.sa_handler = [](int) {};
    (void)::sigaction(wake_up, &nothing, nullptr);
    try {
        runner_ = std::thread([this] { run(); });
        watcher_ = std::thread([this] { watch(); });
    } catch (std::system_error const& error) {
        return fail(fmt::format("no thread for BPF live frames: {}", error.what()));
    }
    return {};
}

bool Runner::idle() const {
    return seen(memory_.progress.taken) == seen(memory_.produced) && seen(memory_.progress.place) == seen(memory_.progress.end);
}

void Runner::run() {
    thread_ = static_cast<pid_t>(::syscall(SYS_gettid));
    while (!over_ && trouble_ == 0) {
        rests_ = true;
        const auto work = work_.load();
        if (idle() && !over_) {
            work_.wait(work);
            continue;
        }
        rests_ = false;
        if (const int error = run_here(as_often_as_can_be); error != 0 && error != EINTR) trouble_ = error;
    }
    ended_ = true;
}

/// Has the kernel come back when there has been nothing to send for a while, or the end has come.
void Runner::watch() const {
    std::uint32_t before = 0;
    for (unsigned silent = 0; !ended_; std::this_thread::sleep_for(over_ ? 1ms : look)) {
        const auto sent = seen(memory_.progress.sent);
        silent = idle() && sent == before ? silent + 1 : 0;
        before = sent;
        if ((over_ || silent >= looks_of_silence) && !rests_ && thread_ != 0)
            (void)::syscall(SYS_tgkill, ::getpid(), thread_.load(), wake_up);
    }
}

}  // namespace tsuka::port::live_frames
