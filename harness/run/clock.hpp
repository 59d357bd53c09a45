// Time of a live run. Decisions rest on a clock that nobody can set; the kernel stamps frames by the wall clock, which somebody can. What
// lies between the two is looked at around every read, so a wall clock that is set in mid-run is noticed and moves no deadline.
#pragma once

#include "generator/base/time.hpp"

#include <functional>
#include <optional>

namespace tsuka::run {

/// Where the time of a live run comes from; tests have clocks of their own.
struct Clocks {
    std::function<Instant()> steady;  ///< CLOCK_MONOTONIC
    std::function<Instant()> wall;    ///< CLOCK_REALTIME, which stamps frames: since the Unix epoch
};
[[nodiscard]] Clocks machine_clocks();

class StampClock {
public:
    explicit StampClock(Clocks clocks);

    [[nodiscard]] Instant now() const { return clocks_.steady(); }
    /// Compares the clocks anew. How far the wall clock has been set since the last look, forward or (negative) back, if that is more than
    /// a millisecond: stamps given in between may be off by as much.
    [[nodiscard]] std::optional<Duration> look();
    /// A kernel stamp on the steady clock: never before `earliest`, never after `latest`, whatever the wall clock did meanwhile.
    [[nodiscard]] Instant steady(Instant stamp, Instant earliest, Instant latest) const;
    /// Wall clock minus steady clock.
    [[nodiscard]] Duration offset() const { return offset_; }

private:
    [[nodiscard]] std::optional<Duration> measure() const;

    Clocks clocks_;
    Duration offset_{};
};

}  // namespace tsuka::run
