// A case on the bench: its hosts, a toy router, virtual time.
#pragma once

#include "harness/engine/case_engine.hpp"
#include "tests/support/suite_text.hpp"
#include "tests/support/virtual_time.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

using namespace tsuka;
using namespace std::chrono_literals;
using model::Outcome;
using model::StepStatus;

struct Ended {
    model::CaseRecord record;
    std::vector<Octets> frames;
    toy::Course course;
    bool path_dead = false;

    [[nodiscard]] bool found(std::string const& claim) const;
    [[nodiscard]] std::string findings() const;  ///< "claim: detail; ...", notes left out
    [[nodiscard]] bool breaks(std::string const& claim) const;
};

class Bench {
public:
    static constexpr std::uint64_t seed = 20240229;

    Bench();
    toy::Router router{seed};
    engine::Facts facts;
    toy::Events events;
    bool checksum_ready = true;  ///< what the driver says of arriving frames
    bool at_open_ports = false;  ///< and of the ports that they go to

    [[nodiscard]] engine::CaseEngine make(model::Case const& scenario) const;
    /// Runs a case to its end. Fails the test when it hangs or spins.
    Ended run(model::Case const& scenario);
    Ended run(std::string const& steps, std::string const& more = {}) { return run(toy::one(steps, more)); }
    /// The engine in hand, for events.
    engine::CaseEngine* engine = nullptr;
};

/// No translation: whatever is sent to a LAN address reaches it.
[[nodiscard]] Bench open_bench();

/// "satisfied", or "violated: reason": what a test compares and what it prints when it fails.
[[nodiscard]] std::string outcome(Ended const& ended);
[[nodiscard]] bool has(std::string const& text, std::string const& part);

}  // namespace bench
