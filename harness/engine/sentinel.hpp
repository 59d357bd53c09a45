// Absence by sentinel: a frame sent after a probe the same way. When it has arrived, plus a margin (twice the worst round trip
// that preflight measured), a probe that is not there is not coming. One round goes LAN to WAN ("ping") and back ("pong").
#pragma once

#include "generator/base/time.hpp"
#include "harness/engine/facts.hpp"
#include "harness/engine/token.hpp"

#include <array>
#include <optional>

namespace tsuka::engine {

class Sentinel {
public:
    /// Starts a round; everything sent before `now` is covered by it.
    void start(Instant now);
    void stop() { running_ = false; }
    [[nodiscard]] bool running() const { return running_; }

    /// Which ping must be sent now, if any; asked after start() and wake().
    [[nodiscard]] std::optional<std::uint32_t> take_ping();

    void ping_arrived(std::uint32_t copy, Instant at);  ///< on the WAN
    void pong_arrived(std::uint32_t copy, Instant at);  ///< on the LAN

    /// Whether frames sent from that side before the round began have had their chance.
    [[nodiscard]] bool passed(Side from, Instant now, Duration margin) const;
    /// All tries used up without an answer: the router no longer forwards even plain UDP.
    [[nodiscard]] bool dead() const { return dead_; }

    void wake(Instant now, Facts const& facts);
    [[nodiscard]] std::optional<Instant> wake_at(Duration margin) const;

private:
    struct Round {
        std::uint32_t first = 0;  ///< copies before this one belong to an older round
        unsigned tries = 0;
        Instant retry_at;
        std::optional<Instant> ping;
        std::optional<Instant> pong;
        bool ping_told = false;  ///< woken once its margin was over
        bool pong_told = false;
    };

    bool running_ = false;
    bool dead_ = false;
    bool due_ = false;
    std::uint32_t copy_ = 0;
    Round round_;
};

}  // namespace tsuka::engine
