// A running case as a value: frames and time go in, frames and a wake-up time come out. Real NICs and a simulated router in virtual
// time are drivers of this one engine; it knows no clock and no socket.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/time.hpp"
#include "harness/engine/facts.hpp"
#include "harness/model/host.hpp"
#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::engine {

/// A frame for the driver to send now.
struct Outgoing {
    Side side = Side::lan;
    Octets frame;
    std::size_t evidence = 0;  ///< to be handed to sent()
};

/// What a case leaves behind. Frames are named by the numbers that they passed the tap with.
struct Finished {
    model::CaseRecord record;
};

class CaseEngine {
public:
    /// One host per actor of the case's cast, with addresses already working (ARP answered, lease held). Both arguments outlive the engine.
    CaseEngine(model::Case const& scenario, std::vector<model::Host> hosts, Facts const& facts);
    CaseEngine(CaseEngine&&) noexcept;
    CaseEngine& operator=(CaseEngine&&) noexcept;
    ~CaseEngine();

    void start(Instant now);
    /// A frame that arrived for a host of this case, or bears a token of this case. `at_open_port`: it reached a LAN host on a port that
    /// this host has opened itself.
    void receive(Side side, View frame, Instant at, bool checksum_ready = true, std::uint64_t number = 0, bool at_open_port = false);
    void wake(Instant now);
    /// The hook that the case asked for has ended; `why` it failed, or nothing.
    void hook_ended(std::string const& why, Instant now);
    /// The router, which the case waits for, forwards again. These are the facts from now on.
    void router_back(Facts const& facts, Instant now);

    [[nodiscard]] std::vector<Outgoing> take_frames();
    /// The hook that the case wants to be run now; each is told once.
    [[nodiscard]] std::optional<std::string> take_request();
    [[nodiscard]] bool awaits_router() const;
    void sent(std::size_t evidence, Instant at, std::uint64_t number);  ///< the moment the driver really sent it, and its number
    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] bool done() const;
    /// The case is over and sends nothing any more; until done() what comes late still counts.
    [[nodiscard]] bool resting() const;
    void end_rest(Instant now);  ///< at once
    /// The case ended because the router forwarded not even plain UDP any more.
    [[nodiscard]] bool path_dead() const;
    /// Has sent frames that are no datagrams of its link's, or bear a tag.
    [[nodiscard]] bool sends_frames() const;
    /// Ends the case without a verdict: the port dropped frames, the link went down, the user interrupted.
    void abandon(std::string const& reason, Instant now);
    /// Once done. The engine is spent afterwards.
    [[nodiscard]] Finished finish();

private:
    class Script;
    std::unique_ptr<Script> script_;
};

}  // namespace tsuka::engine
