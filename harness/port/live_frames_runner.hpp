// Runs the program of live frames on a thread of its own, as long as there is something to send.
#pragma once

#include "generator/base/result.hpp"
#include "harness/port/live_frames_program.hpp"

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <thread>

namespace tsuka::port::live_frames {

/// Both counters of a SharedMemory are read and written by the kernel's program, too; on x86-64 plain loads and stores keep their order.
[[nodiscard]] std::uint32_t seen(std::uint32_t const& counter);

class Runner {
public:
    Runner(SharedMemory& memory, int program) : memory_(memory), program_(program) {}
    Runner(Runner const&) = delete;
    Runner& operator=(Runner const&) = delete;
    ~Runner();

    /// Runs it at once, so often; 0, or errno.
    [[nodiscard]] int run_here(std::uint32_t often);
    /// There is something to send. Error: no thread.
    [[nodiscard]] Result<void> wake();
    /// errno of a run that failed, or 0.
    [[nodiscard]] int trouble() const { return trouble_; }
    /// Frames are so long from the next run on; those that are not cost more.
    void set_length(std::uint32_t octets) { length_ = octets; }

private:
    [[nodiscard]] Result<void> start();
    [[nodiscard]] bool idle() const;
    void run();
    void watch() const;

    SharedMemory& memory_;
    int program_;
    std::atomic<std::uint32_t> length_{least};
    std::atomic<std::uint32_t> work_{0};  ///< moves when the thread has to look again
    std::atomic<bool> rests_{true};
    std::atomic<bool> over_{false};
    std::atomic<bool> ended_{false};
    std::atomic<int> trouble_{0};
    std::atomic<pid_t> thread_{0};
    std::thread runner_;
    std::thread watcher_;
};

}  // namespace tsuka::port::live_frames
