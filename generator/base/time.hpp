// Time as an argument: below `harness/run` nothing reads a clock, so a run against a real router and one in virtual time share every line.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace tsuka {

/// Marks instants of a run. It has no now(): drivers alone make instants, and no driver's clock can be set.
struct RunClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<RunClock, duration>;
    static constexpr bool is_steady = true;
};

/// Nanoseconds since the driver's epoch (live: that of CLOCK_MONOTONIC, which nobody can set; virtual: 0).
using Instant = RunClock::time_point;
using Duration = RunClock::duration;

/// The earlier of two wake-up times; nothing when there is neither.
[[nodiscard]] inline std::optional<Instant> sooner(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a) return b;
    return b ? std::min(*a, *b) : a;
}

}  // namespace tsuka
