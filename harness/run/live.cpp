// One turn after the other: frames, then time, then a wait for whatever comes first. A turn that a frame has woken makes one call to the
// kernel beside those that send, because an exchange is over in microseconds and every call is part of them.
#include "harness/run/live.hpp"

#include "harness/run/beside.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <deque>

namespace tsuka::run {

namespace {

/// Frames handed over in one go before signals and time are looked at again. A deadline waits for them only as far as they go: what is
/// known to have arrived by the last of them is known to be all.
constexpr unsigned most_in_turn = 2048;
/// The same of the load's, with which nobody does anything but count them.
constexpr unsigned most_of_load = 16'384;
constexpr unsigned looks_for_load = 32;  ///< frames handed over between two looks at what load is due
constexpr unsigned batches_of_load = 4;  ///< before frames are looked at again

class Live {
public:
    Live(Session& session, port::Port& lan, port::Port& wan, port::Tap& tap, Signals* signals, Losses losses, Clocks const& clocks,
         Hands* hands, rate::Background* load)
        : session_(session),
          beside_(session, load),
          clock_(clocks),
          losses_(std::move(losses)),
          lan_(lan),
          wan_(wan),
          tap_(tap),
          signals_(signals),
          hands_(hands) {}

    LiveResult run() {
        const auto began = clock_.now();
        if (losses_) seen_losses_ = losses_();
        seen_drops_ = {lan_.statistics().dropped, wan_.statistics().dropped};
        session_.start(clock_.now());
        turn();
        while (!session_.done()) {
            wait();
            if (!session_.done()) turn();
        }
        transmit();
        beside_.rest(clock_.now());
        // What has passed the tap is accounted for, though nothing waits for it any more.
        for (auto const& late : std::exchange(passed_, {}))
            session_.receive(late.side, late.inner, late.received.frame, late.at, late.received.checksum_ready, late.number);
        return {clock_.now() - began, trouble_};
    }

private:
    /// Until a frame, a signal or the next deadline comes; not at all while frames are left over from the last turn.
    void wait() {
        if (beside_.is_on()) {
            beside_.follow(clock_.now());  // what came last may have made the session want load, or not want it any more
            transmit();
            if (session_.done()) return;
        }
        const auto due = sooner(session_.wake_at(), beside_.wake_at());
        timespec patience{};
        if (due && !unfinished_) {
            const auto left = std::max(*due - clock_.now(), Duration::zero());
            const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
            patience = {whole.count(), (left - whole).count()};
        }
        std::array<pollfd, 4> events{{{lan_.descriptor(), POLLIN, 0},
                                      {wan_.descriptor(), POLLIN, 0},
                                      {signals_ != nullptr ? signals_->descriptor() : -1, POLLIN, 0},
                                      {hands_ != nullptr && hook_runs_ ? hands_->descriptor() : -1, POLLIN, 0}}};
        if (::ppoll(events.data(), events.size(), due || unfinished_ ? &patience : nullptr, nullptr) <= 0) return;
        if (events[2].revents != 0) end_if_asked();
        if (events[3].revents != 0) hook_ended();
        for (auto [event, port] : {std::pair{&events[0], &lan_}, std::pair{&events[1], &wan_}}) {
            if ((event->revents & (POLLERR | POLLHUP | POLLNVAL)) == 0 || session_.done()) continue;
            if (const auto state = port->state(); !state) failed(state.error().what);
        }
    }

    void hook_ended() {
        const auto why = hands_->ended();
        if (!why || session_.done()) return;
        hook_runs_ = false;
        session_.hook_ended(*why, clock_.now());
    }

    void begin_hooks() {
        for (auto const& hook : session_.take_requests()) {
            hook_runs_ = hands_ != nullptr;
            if (hook_runs_)
                hands_->begin(hook);
            else
                session_.hook_ended("nobody is here to run hooks", clock_.now());
        }
    }

    void end_if_asked() {
        if (session_.done() || !signals_->caught()) return;
        session_.interrupt(*signals_->caught(), clock_.now());
    }

    void failed(std::string const& what) {
        trouble_ = what;
        session_.interrupt(what, clock_.now());
    }

    enum class Drained : std::uint8_t { nothing, some, unfinished };

    /// Takes what has arrived on either side, in the order of the kernel's stamps.
    Drained receive() {
        look_at_clocks();
        unsigned taken = 0;
        const auto result = hand_over(taken);
        if (taken > 0) look_at_clocks();
        return result;
    }

    /// A stamp between two looks may be off by what the wall clock was set by, and so may what was concluded from it.
    void look_at_clocks() {
        const auto moved = clock_.look();
        if (!moved || session_.done()) return;
        session_.clock_set(*moved, clock_.now());
    }

    Drained hand_over(unsigned& taken) {
        for (;;) {
            if (passed_.empty()) pull();
            if (passed_.empty() && load_taken_ >= most_of_load) return Drained::unfinished;
            if (passed_.empty()) return taken > 0 ? Drained::some : Drained::nothing;
            if (in_turn_ >= most_in_turn) return Drained::unfinished;
            const auto next = std::move(passed_.front());
            passed_.pop_front();
            settled_ = next.at;
            if (next.received.after_loss) count_drops();
            session_.receive(next.side, next.inner, next.received.frame, next.at, next.received.checksum_ready, next.number);
            ++taken;
            ++in_turn_;
            transmit();
            if (in_turn_ % looks_for_load == 0) send_load();
        }
    }

    /// Lets what has arrived on either side pass the tap, in the order of the kernel's stamps.
    void pull() {
        while (passed_.size() < most_in_turn && load_taken_ < most_of_load && trouble_.empty()) {
            for (auto [port, held] : {std::pair{&lan_, &held_lan_}, std::pair{&wan_, &held_wan_}}) {
                if (*held) continue;
                auto received = port->receive();
                if (!received) return failed(received.error().what);
                *held = std::move(*received);
            }
            if (!held_lan_ && !held_wan_) return;
            const bool lan_first = held_lan_ && (!held_wan_ || held_lan_->at <= held_wan_->at);
            auto& held = lan_first ? held_lan_ : held_wan_;
            const auto side = lan_first ? Side::lan : Side::wan;
            if (beside_.takes(side, held->frame)) {
                ++load_taken_;
                lost_before_ = lost_before_ || held->after_loss;
                held.reset();
                continue;
            }
            held->after_loss = std::exchange(lost_before_, false) || held->after_loss;
            passed_until_ = clock_.steady(held->at, passed_until_, clock_.now());
            const auto inner = session_.unwrap(side, held->frame);
            const auto number =
                tap_.pass(side, inner.head(), inner.rest(held->frame), passed_until_, false, session_.kin(side, inner, held->frame));
            passed_.push_back({side, std::move(*held), inner, passed_until_, number});
            held.reset();
        }
    }

    /// Load is no case's: it passes no tap, and what there is no time for is left out.
    void send_load() {
        if (!beside_.is_on()) return;
        beside_.follow(clock_.now());
        for (unsigned batch = 0; batch < batches_of_load; ++batch) {
            const auto frames = beside_.due(clock_.now());
            if (frames.empty()) return;
            for (auto const& [side, frame] : frames)
                if (auto sent = (side == Side::lan ? lan_ : wan_).send(frame); !sent && !session_.done()) return failed(sent.error().what);
        }
    }

    /// What had arrived before a frame leaves passes before it, although it is handed over later: the capture keeps the order of the wire.
    void transmit() {
        auto frames = session_.take_frames();
        if (frames.empty()) return begin_hooks();
        pull();
        for (auto const& frame : frames) {
            passed_until_ = std::max(passed_until_, clock_.now());
            session_.sent(frame, passed_until_, tap_.pass(frame.side, frame.frame, passed_until_, true));
            auto sent = (frame.side == Side::lan ? lan_ : wan_).send(frame.frame);
            if (!sent && !session_.done()) return failed(sent.error().what);
        }
        begin_hooks();
    }

    /// Before anything can be concluded from what did not come: the kernel marks what it gives us after a loss, and time is the other
    /// judge.
    void count_drops() {
        for (auto side : {Side::lan, Side::wan}) {
            auto& seen = seen_drops_[static_cast<std::size_t>(side)];
            const auto dropped = (side == Side::lan ? lan_ : wan_).statistics().dropped;
            if (dropped > seen) session_.frames_dropped(side, dropped - seen, clock_.now());
            seen = dropped;
        }
    }

    /// Only where time is about to say that something did not come: asking the kernel is not free.
    void count_losses() {
        if (!losses_) return;
        const auto lost = losses_();
        if (lost > seen_losses_) session_.neighbours_lost(clock_.now());
        seen_losses_ = lost;
    }

    /// One turn: frames first, then time, until neither yields anything more.
    void turn() {
        unfinished_ = false;
        load_taken_ = 0;
        in_turn_ = 0;  // of the turn and not of a look: who sends as fast as we take leaves something behind every look
        transmit();
        for (;;) {
            send_load();
            const auto drained = receive();
            if (session_.done()) return;
            const auto due = session_.wake_at();
            if (drained == Drained::unfinished) {
                count_drops();
                if (due && *due <= settled_) session_.wake(settled_);
                transmit();
                unfinished_ = true;
                return;
            }
            const auto now = clock_.now();
            if (!due || *due > now) {
                transmit();
                if (receive() != Drained::nothing) continue;
                return;
            }
            // A frame that came in between the last look and now belongs before the deadline.
            if (receive() != Drained::nothing) continue;
            count_drops();
            count_losses();
            if (session_.done()) return;
            session_.wake(now);
            transmit();
        }
    }

    Session& session_;
    Beside beside_;
    StampClock clock_;
    /// A frame that has passed the tap and waits to be handed over.
    struct Passed {
        Side side = Side::lan;
        port::Received received;  ///< unwrapped in place
        lab::Unwrapped inner;
        Instant at;
        std::uint64_t number = 0;
    };
    std::deque<Passed> passed_;
    Instant passed_until_{};    ///< when the last frame passed
    Instant settled_{};         ///< everything that had arrived by then has been handed over
    bool unfinished_ = false;   ///< the last turn has left frames
    unsigned in_turn_ = 0;      ///< frames handed over in this turn
    unsigned load_taken_ = 0;   ///< frames of the load that came in this turn
    bool lost_before_ = false;  ///< this machine lost frames before one of the load
    Losses losses_;
    std::uint64_t seen_losses_ = 0;
    port::Port& lan_;
    port::Port& wan_;
    port::Tap& tap_;
    Signals* signals_;
    Hands* hands_;
    bool hook_runs_ = false;
    std::array<std::uint64_t, 2> seen_drops_{};
    std::optional<port::Received> held_lan_;
    std::optional<port::Received> held_wan_;
    std::string trouble_;
};

}  // namespace

LiveResult run_live(Session& session, port::Port& lan, port::Port& wan, port::Tap& tap, Signals* signals, Losses losses,
                    Clocks const& clocks, Hands* hands, rate::Background* load) {
    return Live(session, lan, wan, tap, signals, std::move(losses), clocks, hands, load).run();
}

}  // namespace tsuka::run
