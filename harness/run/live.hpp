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
#include <optional>
#include <string>

namespace tsuka::run {

struct LiveResult {
    Duration took{};
    std::string trouble;  ///< a port failed (link down, interface gone); empty when all went well
};

/// Somebody who runs hooks while the session goes on.
class Hands {
public:
    Hands() = default;
    Hands(Hands const&) = delete;
    Hands& operator=(Hands const&) = delete;
    virtual ~Hands() = default;
    /// By its name in the lab file. What goes wrong is told by ended().
    virtual void begin(std::string const& hook) = 0;
    /// Readable when a hook has ended, or whoever runs it is gone.
    [[nodiscard]] virtual int descriptor() const = 0;
    /// Why the hook that has ended failed; empty when it did not. Nothing: none has ended.
    [[nodiscard]] virtual std::optional<std::string> ended() = 0;
};

/// How often the machine itself has lost frames so far, beyond what the ports know of.
using Losses = std::function<std::uint64_t()>;

/// Runs the session to its end, every frame through the tap, or until `signals` (may be none) have caught one: then cases in hand end as
/// undetermined and the record is still whole. The session's time is that of the steady clock; when the wall clock, by which frames are
/// stamped, is set meanwhile, the cases in hand run again. However much arrives, signals and time are looked at after some thousands of
/// frames. `hands` (may be none) run the hooks that the session asks for; `load` (may be none) flows while the session wants it to.
[[nodiscard]] LiveResult run_live(Session& session, port::Port& lan, port::Port& wan, port::Tap& tap, Signals* signals = nullptr,
                                  Losses losses = {}, Clocks const& clocks = machine_clocks(), Hands* hands = nullptr,
                                  rate::Background* load = nullptr);

}  // namespace tsuka::run
