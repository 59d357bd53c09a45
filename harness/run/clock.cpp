#include "harness/run/clock.hpp"

#include <algorithm>
#include <ctime>

namespace tsuka::run {

namespace {

using namespace std::chrono_literals;

/// Both clocks are slewed alike (adjtime, NTP); only a clock that was set moves one against the other.
constexpr Duration tolerance = 1ms;
/// Between two readings of the steady clock the process may have stood still; what was read in between then says little.
constexpr Duration close_together = 200us;
constexpr int tries = 8;

Instant read(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return Instant{std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)};
}

}  // namespace

Clocks machine_clocks() {
    return {[] { return read(CLOCK_MONOTONIC); }, [] { return read(CLOCK_REALTIME); }};
}

StampClock::StampClock(Clocks clocks) : clocks_(std::move(clocks)) {
    for (int attempt = 0; attempt < tries; ++attempt)
        if (const auto measured = measure()) {
            offset_ = *measured;
            return;
        }
    offset_ = clocks_.wall() - clocks_.steady();
}

std::optional<Duration> StampClock::measure() const {
    const auto before = clocks_.steady();
    const auto wall = clocks_.wall();
    const auto after = clocks_.steady();
    if (after - before > close_together) return std::nullopt;
    return wall - (before + (after - before) / 2);
}

std::optional<Duration> StampClock::look() {
    for (int attempt = 0; attempt < tries; ++attempt) {
        const auto measured = measure();
        if (!measured) continue;
        const auto moved = *measured - offset_;
        if (moved <= tolerance && moved >= -tolerance) return std::nullopt;
        offset_ = *measured;
        return moved;
    }
    return std::nullopt;  // too busy to tell; the next look will
}

Instant StampClock::steady(Instant stamp, Instant earliest, Instant latest) const {
    return std::clamp(stamp - offset_, std::min(earliest, latest), latest);
}

}  // namespace tsuka::run
