// The virtual-time driver: a session and a simulated router in one thread, with a clock that jumps to whatever happens next. Two-hour
// timers cost nothing, no privilege is needed, and the same seed gives the same frames at the same nanoseconds.
#pragma once

#include "harness/port/tap.hpp"
#include "harness/run/session.hpp"
#include "harness/sim/router.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tsuka::run {

struct VirtualResult {
    Duration took{};      ///< virtual time
    std::string trouble;  ///< the session stopped making progress (a fault of ours); empty when all went well
};

/// What each of the two links adds on a frame's way, so that causes come before effects.
inline constexpr Duration link_delay = std::chrono::microseconds(50);

/// What both wires do to frames. Jitter is added to the delay, and lets no frame overtake another of the same wire and direction.
struct Wires {
    Duration delay{};  ///< beside link_delay
    Duration jitter{};
    std::uint64_t seed = 0;
};

using StopReason = std::function<std::optional<std::string>()>;
/// Runs the session to its end, from instant `began` (0, unless the router has lived before), every frame through the tap; or until `stop`,
/// which is asked now and then, says why it has to end. Then cases in hand end as undetermined and the record is still whole.
[[nodiscard]] VirtualResult run_virtual(Session& session, sim::Router& router, port::Tap& tap, StopReason const& stop = {},
                                        Instant began = {}, Wires const& wires = {}, rate::Background* load = nullptr);

}  // namespace tsuka::run
