// The virtual-time driver: see virtual.hpp.
#include "harness/run/virtual.hpp"

#include "harness/lab/link.hpp"
#include "harness/run/beside.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <utility>

namespace tsuka::run {

namespace {

/// More turns than any honest run takes without time going on.
constexpr unsigned most_turns_at_once = 100'000;
/// Asking for signals is a system call; so many turns take less than anybody notices.
constexpr unsigned turns_between_looks = 64;

class Virtual {
public:
    Virtual(Session& session, sim::Router& router, port::Tap& tap, StopReason const& stop, Instant began, Wires const& wires,
            rate::Background* load)
        : session_(session),
          beside_(session, load),
          router_(router),
          links_{lab::Link(router.lab().lan), lab::Link(router.lab().wan, false)},
          tap_(tap),
          stop_(stop),
          wires_(wires),
          random_(wires.seed),
          began_(began),
          now_(began) {}

    VirtualResult run() {
        session_.start(now_);
        collect();
        while (!session_.done() && step()) stop_if_asked();
        collect();
        beside_.rest(now_);
        result_.took = now_ - began_;
        return std::move(result_);
    }

private:
    struct Flight {
        bool to_router = false;
        Side side = Side::lan;
        Octets frame;
    };

    /// Does what comes next: frames before wake-ups of the same instant, as the live driver does. False: nothing more can happen.
    bool step() {
        auto due = flights_.empty() ? std::optional<Instant>{} : flights_.begin()->first.first;
        const auto frame_due = due;
        for (const auto at : {session_.wake_at(), router_.wake_at(), beside_.wake_at()})
            if (at && (!due || *at < *due)) due = at;
        if (!due) return give_up("nothing is under way and nobody waits for anything");
        if (*due > now_) {
            now_ = *due;
            turns_ = 0;
        } else if (++turns_ > most_turns_at_once) {
            return give_up("time does not go on");
        }
        if (frame_due && *frame_due <= now_)
            deliver();
        else if (const auto at = router_.wake_at(); at && *at <= now_)
            router_.wake(now_);
        else if (const auto wanted = session_.wake_at(); wanted && *wanted <= now_)
            session_.wake(now_);
        collect();
        return true;
    }

    void stop_if_asked() {
        if (!stop_ || ++unasked_ < turns_between_looks) return;
        unasked_ = 0;
        if (const auto why = stop_()) session_.interrupt(*why, now_);
    }

    bool give_up(std::string const& why) {
        result_.trouble = fmt::format("the virtual run stands still at {} ns: {}", now_.time_since_epoch().count(), why);
        session_.interrupt(result_.trouble, now_);
        return false;
    }

    void deliver() {
        auto flight = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        if (flight.to_router) {
            const auto inner = links_.at(static_cast<std::size_t>(flight.side)).inbound(flight.frame);
            // What is of no link of the router's it gets as it is, and knows what to make of it.
            router_.receive(flight.side, inner ? *inner : View(flight.frame), now_);
            return;
        }
        if (beside_.takes(flight.side, flight.frame)) return;
        const auto inner = session_.unwrap(flight.side, flight.frame);
        const auto kin = session_.kin(flight.side, inner, flight.frame);
        const auto number = tap_.pass(flight.side, inner.head(), inner.rest(flight.frame), now_, false, kin);
        session_.receive(flight.side, inner, flight.frame, now_, true, number);
    }

    void collect() {
        beside_.follow(now_);
        for (auto frames = beside_.due(now_); !frames.empty(); frames = beside_.due(now_))
            for (auto& [side, frame] : frames) send({true, side, std::move(frame)});
        beside_.follow(now_);  // no flow may have come up
        for (auto& frame : session_.take_frames()) {
            session_.sent(frame, now_, tap_.pass(frame.side, frame.frame, now_, true));
            send({true, frame.side, std::move(frame.frame)});
        }
        for (auto& emission : router_.take_frames()) {
            if (!links_.at(static_cast<std::size_t>(emission.side)).outbound(emission.frame)) continue;
            send({false, emission.side, std::move(emission.frame)});
        }
        for (auto const& hook : session_.take_requests()) {
            const bool done = router_.carry_out(hook, now_);
            session_.hook_ended(done ? std::string{} : fmt::format("the simulated router knows no hook '{}'", hook), now_);
            collect();
        }
    }

    void send(Flight flight) {
        auto& last = last_arrival_[{flight.to_router, flight.side}];
        auto arrives = now_ + link_delay + wires_.delay;
        if (wires_.jitter > Duration{}) arrives += Duration(random_() % static_cast<std::uint64_t>(wires_.jitter.count()));
        last = std::max(last, arrives);
        flights_.emplace(std::pair(last, next_++), std::move(flight));
    }

    Session& session_;
    Beside beside_;
    sim::Router& router_;
    std::array<lab::Link, 2> links_;  ///< the router's ends of the wires, by Side
    port::Tap& tap_;
    StopReason const& stop_;
    Wires const& wires_;
    std::mt19937_64 random_;
    std::map<std::pair<bool, Side>, Instant> last_arrival_;  ///< by direction and wire
    unsigned unasked_ = 0;
    Instant began_;
    Instant now_;
    unsigned turns_ = 0;
    std::uint64_t next_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Flight> flights_;  ///< by arrival, then in the order sent
    VirtualResult result_;
};

}  // namespace

VirtualResult run_virtual(Session& session, sim::Router& router, port::Tap& tap, StopReason const& stop, Instant began, Wires const& wires,
                          rate::Background* load) {
    return Virtual(session, router, tap, stop, began, wires, load).run();
}

}  // namespace tsuka::run
