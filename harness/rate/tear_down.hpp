// How fast a router forgets flows when it is told to. It is told by its owner's command, since nothing on the wire says so to a translator
// of protocols without connections; that they are forgotten is seen by frames.
#pragma once

#include "harness/model/load_report.hpp"
#include "harness/rate/traffic.hpp"
#include "harness/sim/router.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::rate {

/// Whoever makes the router clear its table.
class Clearer {
public:
    Clearer() = default;
    Clearer(Clearer const&) = delete;
    Clearer& operator=(Clearer const&) = delete;
    virtual ~Clearer() = default;
    virtual void begin(Instant now) = 0;
    /// Why it has failed; empty: the table is said to be clear. Nothing: not yet.
    [[nodiscard]] virtual std::optional<std::string> ended() = 0;
};

/// A router in memory does it by itself.
class SimulatedClearer final : public Clearer {
public:
    explicit SimulatedClearer(sim::Router& router) : router_(router) {}
    void begin(Instant now) override { router_.clear_table(now); }
    [[nodiscard]] std::optional<std::string> ended() override { return router_.clears() ? std::nullopt : std::optional(std::string{}); }

private:
    sim::Router& router_;
};

struct TearDownPlan {
    load::Kind kind = load::Kind::udp;
    Ipv4Prefix servers;
    std::uint32_t up_to = 10'000;
    double new_flows = 5'000;  ///< a second
    std::uint16_t first = 1;   ///< numbers the marks (ten for each count)
};

/// How many flows are cleared at once: a hundredth, a tenth and all of `up_to`, but not fewer than ten.
[[nodiscard]] std::vector<std::uint32_t> counts_to_clear(std::uint32_t up_to);

/// A row for each of those counts. The table is cleared four times: what was in it before goes, and then it is seen how long the command
/// takes at most when there is nothing to clear. Flows are opened, each server sends a frame (those that arrive are known), the table is
/// cleared, each server of a known one sends another. `told` hears of each row. Rows with `trouble` are answers, too; the first one is the
/// last. Error: the wire is gone, or `stop`.
[[nodiscard]] Result<std::vector<model::TearDownRow>> measure_tear_down(Path& path, Ground& ground, Clearer& clearer,
                                                                        TearDownPlan const& plan,
                                                                        std::function<void(model::TearDownRow const&)> const& told,
                                                                        Stop const& stop);

}  // namespace tsuka::rate
