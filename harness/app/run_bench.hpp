// The lab that the cases of a run stand in: namespaces, interfaces or a simulated router, set up and driven to the end of a session.
#pragma once

#include "generator/base/result.hpp"
#include "harness/app/run_inputs.hpp"
#include "harness/app/say.hpp"
#include "harness/lab/interface.hpp"
#include "harness/lab/last_words.hpp"
#include "harness/lab/namespace_lab.hpp"
#include "harness/port/port.hpp"
#include "harness/port/tap.hpp"
#include "harness/rate/background.hpp"
#include "harness/run/live.hpp"
#include "harness/run/session.hpp"
#include "harness/run/signals.hpp"
#include "harness/sim/router.hpp"
#include "reports/words.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>

namespace tsuka::app {

/// Its members undo themselves.
struct Bench {
    std::optional<lab::NamespaceLab> namespaces;
    std::optional<lab::PreparedInterface> lan_interface;
    std::optional<lab::PreparedInterface> wan_interface;
    std::optional<lab::LastWords> last_words;  ///< of a PPPoE line
    std::unique_ptr<port::Port> lan;
    std::unique_ptr<port::Port> wan;
    std::unique_ptr<sim::Router> simulated;  ///< instead of everything above
    run::Hands* hands = nullptr;             ///< for hooks; a simulated router needs none
    std::unique_ptr<rate::Background> load;  ///< beside cases, where that is wanted
    unsigned mtu = 1500;                     ///< octets; largest IP datagram that both links carry

    [[nodiscard]] std::string name(Side side) const {
        return simulated ? "sim-" + std::string(to_string(side)) : (side == Side::lan ? lan : wan)->name();
    }
};

/// Error: an interface that there is not. Asked before a command of the lab file is run.
[[nodiscard]] Result<void> find_interfaces(std::initializer_list<std::string> names);

/// Errors: what the kernel refuses, and interfaces that are not fit for tests.
[[nodiscard]] Result<Bench> set_up(Inputs const& inputs, RunOptions const& options, Say const& say);

/// Makes the interfaces what they were. `why` is told of those that are not, and of what else was left undone; false when an interface is
/// not.
[[nodiscard]] bool put_back(Bench& bench, Say const& why);

/// Runs the session to its end and notes what went through the ports. Returns how long that took, in the time of the lab.
[[nodiscard]] Duration drive(run::Session& session, Bench const& bench, port::Tap& tap, run::Signals& signals, model::Record& record,
                             reports::Words const& words, Say const& say);

}  // namespace tsuka::app
