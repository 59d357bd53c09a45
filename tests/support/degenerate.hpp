// Devices that no one would call a router, for tests only: frames in, frames with a moment to leave out. Most of them are a good simulated
// router with one gross habit, so that what a run says of them is due to the habit alone.
#pragma once

#include "harness/run/session.hpp"
#include "harness/sim/router.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace degenerate {

enum class Habit : std::uint8_t {
    none,          ///< a good router: for the contrast
    cable,         ///< every frame to the other side, untouched
    black_hole,    ///< nothing ever comes out
    swallows_ip,   ///< answers ARP, and nothing else
    echo,          ///< every frame back to its sender, untouched
    mirror,        ///< answers ARP; every datagram back to its sender, addresses swapped so that the sender takes it
    duplicator,    ///< every frame twice
    reorderer,     ///< frames of one side leave in pairs, the second one first
    shuffler,      ///< what goes to a LAN client goes to the next one of them
    bridged,       ///< a good router, past which a bridge hands every frame to the other side, untouched and a little later
    late,          ///< every frame 3 s late
    late_answers,  ///< what comes from the WAN 3 s late
    dies,          ///< a good router for so many frames, then a black hole
};

struct Course {
    tsuka::Duration took{};                ///< virtual time
    std::uint64_t frames = 0;              ///< both ways
    std::vector<std::uint64_t> arrived{};  ///< of the frames that came from the device, in order: the numbers that they had for the session
    std::string trouble;                   ///< the session hung or span, or did not stop in time: why
};

/// Whatever stands in a router's place.
class Contraption {
public:
    Contraption() = default;
    Contraption(Contraption const&) = delete;
    Contraption& operator=(Contraption const&) = delete;
    virtual ~Contraption() = default;

    struct Departure {
        tsuka::Side side = tsuka::Side::lan;
        tsuka::Octets frame;
        tsuka::Duration delay{};
    };
    virtual void receive(tsuka::Side side, tsuka::View frame, tsuka::Instant now) = 0;
    virtual void wake(tsuka::Instant now) = 0;
    [[nodiscard]] virtual std::optional<tsuka::Instant> wake_at() const = 0;
    [[nodiscard]] virtual std::vector<Departure> take_frames() = 0;
    /// What a hook of this name does to it; false: nothing.
    [[nodiscard]] virtual bool carry_out(std::string const& hook, tsuka::Instant now);
};

class Device : public Contraption {
public:
    Device(Habit habit, tsuka::model::RouterSpec const& good) : habit_(habit), good_(good) {}

    bool bad = true;                 ///< false: a good router still (a cable and a hole are what they are from the beginning)
    std::uint64_t dies_after = 200;  ///< frames taken in while bad

    void receive(tsuka::Side side, tsuka::View frame, tsuka::Instant now) override;
    void wake(tsuka::Instant now) override;
    [[nodiscard]] std::optional<tsuka::Instant> wake_at() const override;
    [[nodiscard]] std::vector<Departure> take_frames() override { return std::exchange(out_, {}); }
    [[nodiscard]] bool carry_out(std::string const& hook, tsuka::Instant now) override { return good_.carry_out(hook, now); }

private:
    void forward(tsuka::Side side, tsuka::View frame, tsuka::Instant now);
    void emit(tsuka::Side side, tsuka::Octets frame, tsuka::Instant now);
    void hold(tsuka::Side side, tsuka::Octets frame, tsuka::Instant now);
    void collect(tsuka::Instant now);

    Habit habit_;
    tsuka::sim::Router good_;
    std::uint64_t taken_ = 0;
    std::set<tsuka::MacAddress> clients_;
    std::array<std::optional<tsuka::Octets>, 2> held_;  ///< by side: the first of a pair
    std::array<tsuka::Instant, 2> held_until_{};
    std::vector<Departure> out_;
};

/// Runs the session against the device to its end, in virtual time; gives up, with words, at `most_time` or `most_frames`.
[[nodiscard]] Course run(tsuka::run::Session& session, Contraption& device, tsuka::Duration most_time, std::uint64_t most_frames);

}  // namespace degenerate
