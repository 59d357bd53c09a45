#include "harness/port/live_frames.hpp"

#include "harness/port/bpf_code.hpp"
#include "harness/port/live_frames_runner.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

namespace tsuka::port {

namespace {

using namespace std::chrono_literals;
using live_frames::seen;
using live_frames::SharedMemory;

constexpr auto patience = 3s;                                ///< with a driver that counts by a timer
constexpr std::chrono::nanoseconds clocks_agree_for = 10ms;  ///< the wall clock may be set

struct Unmap {
    void operator()(SharedMemory* memory) const { ::munmap(memory, sizeof(SharedMemory)); }
};

Error not_given(std::string_view what) {
    const bool rights = errno == EPERM || errno == EACCES;
    return fail(rights ? fmt::format("{}: no permission (CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN of this machine)", what)
                       : fmt::format("{}: {}", what, std::strerror(errno)));
}

/// Frames that an interface has sent, by the kernel's list of interfaces.
std::uint64_t sent_by(std::string const& interface, int list) {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t got = 0; (got = ::pread(list, part.data(), part.size(), static_cast<off_t>(text.size()))) > 0;)
        text.append(part.data(), static_cast<std::size_t>(got));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon == std::string::npos || line.substr(line.find_first_not_of(' '), colon - line.find_first_not_of(' ')) != interface)
            continue;
        std::istringstream rest(line.substr(colon + 1));
        std::uint64_t counter = 0;
        for (int column = 0; column < 10 && rest >> counter; ++column) continue;
        return counter;
    }
    return 0;
}

std::int64_t monotonic() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// From the monotonic clock to the wall clock: of several tries the one that was not interrupted.
std::int64_t to_wall_clock() {
    std::int64_t best = 0;
    auto shortest = std::numeric_limits<std::int64_t>::max();
    for (int tries = 0; tries < 3; ++tries) {
        const auto before = monotonic();
        const auto wall = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        const auto after = monotonic();
        if (after - before >= shortest) continue;
        shortest = after - before;
        best = wall - (before + shortest / 2);
    }
    return best;
}

/// What the checksum of a flow's first frame says of everything but the counter, which is 1 in it (RFC 1624 equation 3).
std::uint32_t sum_without_numbers(View frame, NumberPlaces const& places) {
    if (places.checksum == 0) return 0;
    std::uint16_t checksum = 0;
    std::memcpy(&checksum, frame.data() + places.checksum, sizeof checksum);
    constexpr std::uint16_t one = 0x0100;  // as it stands in memory
    return (~std::uint32_t{checksum} & 0xffffU) + (places.counter == 0 ? 0 : ~std::uint32_t{one} & 0xffffU);
}

}  // namespace

struct LiveFrameSender::Shared {
    std::unique_ptr<SharedMemory, Unmap> memory;
    UniqueFd interfaces;  ///< the kernel's list, which may not be opened later
    std::uint64_t before = 0;
    UniqueFd way_out;
    UniqueFd program;
    std::unique_ptr<live_frames::Runner> runner;  // the last: it uses the others
};

LiveFrameSender::LiveFrameSender() = default;
LiveFrameSender::~LiveFrameSender() = default;

std::size_t LiveFrameSender::room() {
    return live_frames::room;
}
std::size_t LiveFrameSender::head_room() {
    return live_frames::head_room;
}

Result<std::unique_ptr<LiveFrameSender>> LiveFrameSender::open(std::string const& interface) {
#if !defined(__x86_64__)
    return fail(fmt::format("{}: for x86-64 only", interface));
#endif
    const auto index = ::if_nametoindex(interface.c_str());
    if (index == 0) return fail(fmt::format("{}: no such network interface (`ip link` lists them)", interface));
    const auto map = make_shared_value(sizeof(SharedMemory));
    if (!map) return not_given("no memory for BPF");
    auto* memory = ::mmap(nullptr, sizeof(SharedMemory), PROT_READ | PROT_WRITE, MAP_SHARED, map.get(), 0);
    if (memory == MAP_FAILED) return not_given("no memory for BPF");
    auto shared = std::make_unique<Shared>();
    shared->memory.reset(static_cast<SharedMemory*>(memory));
    shared->interfaces = UniqueFd{::open("/proc/thread-self/net/dev", O_RDONLY | O_CLOEXEC)};
    if (!shared->interfaces) return not_given("no list of interfaces");
    shared->before = sent_by(interface, shared->interfaces.get());
    shared->way_out = make_way_out(index);
    if (!shared->way_out) return not_given("no way out for BPF");
    shared->program = live_frames::load_program(map.get(), shared->way_out.get());
    if (!shared->program) return not_given("no BPF program");
    auto made = std::unique_ptr<LiveFrameSender>(new LiveFrameSender);
    made->interface_ = interface;
    shared->runner = std::make_unique<live_frames::Runner>(*shared->memory, shared->program.get());
    made->shared_ = std::move(shared);
    if (auto tried = made->try_out(); !tried) return tried.error();
    return made;
}

/// A driver that takes none of these frames says nothing: its counter has to move.
Result<void> LiveFrameSender::try_out() {
    constexpr std::uint32_t tried = 16;
    constexpr std::array<std::uint8_t, 14> head{0x01, 0x80, 0xc2, 0, 0, 0x0e, 0x02, 0, 0, 0, 0, 0, 0x88, 0xb5};
    Octets frame(live_frames::least);
    std::copy(head.begin(), head.end(), frame.begin());
    constexpr NumberPlaces places{head.size(), 0, 0};
    const auto stream = keep_stream(frame, places);
    const auto flow = keep_flow(frame, places);
    for (std::uint32_t number = 0; number < tried; ++number) (void)queue(*stream, *flow, number);
    publish();
    if (const int error = shared_->runner->run_here(tried); error != 0) {
        errno = error;
        return not_given("this kernel runs none (Linux 5.18 does)");
    }
    forget();
    if (all_counted(tried)) return {};
    return fail(fmt::format("{} takes none (at the other end of a veth pair GRO has to be on)", interface_));
}

bool LiveFrameSender::all_counted(std::uint64_t frames) {
    for (const auto end = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < end;) {
        if (sent_by(interface_, shared_->interfaces.get()) >= shared_->before + frames) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

std::uint64_t LiveFrameSender::refused(std::uint64_t by_others) {
    const auto all = queued_ + by_others;
    if (all_counted(all - refused_)) return refused_;
    const auto counted = sent_by(interface_, shared_->interfaces.get()) - shared_->before;
    return refused_ = std::max(refused_, all - std::min(all, counted));
}

std::optional<std::uint32_t> LiveFrameSender::keep_stream(View frame, NumberPlaces const& places) {
    if (kept_streams_ == live_frames::streams) return std::nullopt;
    auto& about = shared_->memory->streams[kept_streams_].about;
    about.shape = {static_cast<std::uint32_t>(frame.size()), static_cast<std::uint32_t>(places.sequence),
                   static_cast<std::uint32_t>(places.counter), static_cast<std::uint32_t>(places.checksum)};
    std::copy(frame.begin(), frame.end(), about.frame);
    shared_->runner->set_length(about.shape.length);
    return kept_streams_++;
}

std::optional<std::uint32_t> LiveFrameSender::keep_flow(View frame, NumberPlaces const& places) {
    if (kept_flows_ == live_frames::places) return std::nullopt;
    auto& head = shared_->memory->heads[kept_flows_];
    head.sum = sum_without_numbers(frame, places);
    std::copy_n(frame.begin(), std::min<std::size_t>(frame.size(), live_frames::head_room), head.octets);
    return kept_flows_++;
}

bool LiveFrameSender::idle() const {
    return seen(shared_->memory->progress.sent) == static_cast<std::uint32_t>(queued_);
}

bool LiveFrameSender::has_room() {
    static_assert(most_under_way <= live_frames::most_runs);
    known_sent_ = seen(shared_->memory->progress.sent);
    return static_cast<std::uint32_t>(queued_) - known_sent_ < most_under_way;
}

void LiveFrameSender::put_run() {
    if (run_.count > 0) shared_->memory->runs[runs_++ % live_frames::most_runs] = {run_.first, run_.count, run_.sequence, run_.stream};
    run_.first += run_.count;
    run_.count = 0;
}

void LiveFrameSender::publish() {
    put_run();
    auto& memory = *shared_->memory;
    if (monotonic() - compared_ > clocks_agree_for.count()) {
        memory.to_wall_clock = static_cast<std::uint64_t>(to_wall_clock());
        compared_ = monotonic();
    }
    __atomic_store_n(&memory.produced, runs_, __ATOMIC_SEQ_CST);  // before it is seen whether somebody waits for it
}

Result<void> LiveFrameSender::flush() {
    if (const int error = shared_->runner->trouble(); error != 0)
        return fail(fmt::format("{}: BPF live frames: {}", interface_, std::strerror(error)));
    if (run_.count == 0 && idle()) return {};
    publish();
    return shared_->runner->wake();
}

}  // namespace tsuka::port
