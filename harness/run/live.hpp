// The live driver: two NICs, one thread, the kernel's stamps. Everything that has arrived is handed over before time is, so that a frame
// that waits in a queue of ours is never taken for one that did not come.
#pragma once

#include "harness/port/port.hpp"
#include "harness/port/tap.hpp"
#include "harness/run/clock.hpp"
#include "harness/run/session.hpp"
#include "harness/run/signals.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace tsuka::run {

struct LiveResult {
    Duration took{};
    std::string trouble;  ///< a port failed (link down, interface gone); empty when all went well
};

/// How often the machine itself has lost frames so far, beyond what the ports know of.
using Losses = std::function<std::uint64_t()>;

/// Runs the session to its end, every frame through the tap, or until `signals` (may be none) have caught one: then cases in hand end as
/// undetermined and the record is still whole. The session's time is that of the steady clock; when the wall clock, by which frames are
/// stamped, is set meanwhile, the cases in hand run again. However much arrives, signals and time are looked at after some thousands of
/// frames.
[[nodiscard]] LiveResult run_live(Session& session, port::Port& lan, port::Port& wan, port::Tap& tap, Signals* signals = nullptr,
                                  Losses losses = {}, Clocks const& clocks = machine_clocks());

}  // namespace tsuka::run
