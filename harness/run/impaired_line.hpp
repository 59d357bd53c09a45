// The ISP's line as the lab file wants it to be: late, lossy, doubling, out of order. It stands between the session and what passes the
// tap, so that the capture shows what was really on the wire, and a replay meets the same chances. Sans-I/O, from the run's seed.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/lab.hpp"
#include "harness/run/transmit.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace tsuka::run {

class ImpairedLine {
public:
    ImpairedLine(model::Impairment const& wanted, std::uint64_t seed);

    /// What it did to frames of cases, so that no case blames the router for it.
    struct Done {
        std::uint64_t dropped = 0;
        std::uint64_t doubled = 0;
        std::uint64_t held_back = 0;

        void add(Done const& other);
        [[nodiscard]] bool any() const { return dropped + doubled + held_back > 0; }
    };

    /// A frame that Tsuka sends. One of no case (what sets the line up and finds the router) is late and nothing else.
    [[nodiscard]] Done send(Transmit frame, Instant now);
    /// What is on the wire by now, in order. A second copy belongs to no case: what the case has sent is the first.
    [[nodiscard]] std::vector<Transmit> leaving(Instant now);
    /// The same of everything, be it due or not.
    [[nodiscard]] std::vector<Transmit> all_leaving();

    /// A frame that has arrived.
    struct Arrival {
        Octets frame;  ///< without what the link puts around it
        bool checksum_ready = true;
        std::uint64_t number = 0;
    };
    [[nodiscard]] Done receive(Arrival frame, bool of_case, Instant now);
    /// What has come to the end of the line by now.
    [[nodiscard]] std::vector<Arrival> arriving(Instant now);

    [[nodiscard]] std::optional<Instant> wake_at() const;
    [[nodiscard]] Done const& done() const { return done_; }

private:
    template <class Frame>
    struct Late {
        Instant at;
        Frame frame;
    };
    [[nodiscard]] bool chance(unsigned millionths);
    [[nodiscard]] Instant due(Instant now, Instant& last);

    model::Impairment wanted_;
    std::mt19937_64 random_;
    Done done_;
    std::deque<Late<Transmit>> out_;  ///< by time
    std::deque<Late<Arrival>> in_;
    Instant last_out_{};
    Instant last_in_{};
};

/// "delay=20ms jitter=5ms loss=1% duplicate=0.5%": as a fact of the run, in the words of the lab file.
[[nodiscard]] std::string in_words(model::Impairment const& line);

}  // namespace tsuka::run
