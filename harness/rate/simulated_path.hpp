// Load through a router in memory. Time passes only while somebody waits for arrivals; a frame is a microsecond on each wire.
#pragma once

#include "harness/lab/link.hpp"
#include "harness/rate/path.hpp"
#include "harness/sim/router.hpp"

#include <array>
#include <map>

namespace tsuka::rate {

class SimulatedPath : public Path {
public:
    explicit SimulatedPath(sim::Router& router)
        : router_(router), links_{lab::Link(router.lab().lan), lab::Link(router.lab().wan, false)} {}

    [[nodiscard]] Instant now() const override { return now_; }
    [[nodiscard]] bool queue(Side side, std::size_t stream, Item const& item) override;
    [[nodiscard]] Result<void> flush() override { return {}; }
    [[nodiscard]] Result<void> send(Side side, View frame) override;
    [[nodiscard]] Result<void> receive(Sink const& sink, Instant until) override;
    [[nodiscard]] std::uint64_t missed() override { return 0; }
    [[nodiscard]] std::size_t room() const override { return 65536; }
    [[nodiscard]] std::string mechanism() const override { return "in memory"; }

private:
    struct Flight {
        bool to_router = false;
        Side side = Side::lan;
        Octets frame;
    };
    void launch(Flight flight);
    void collect();

    sim::Router& router_;
    std::array<lab::Link, 2> links_;  ///< the router's ends of the wires, by Side; it speaks PPPoE itself
    Instant now_{};
    std::uint64_t next_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Flight> flights_;  ///< by arrival, then in the order sent
};

}  // namespace tsuka::rate
