// Devices that no one would call a router: see degenerate.hpp.
#include "tests/support/degenerate.hpp"

#include <algorithm>

namespace degenerate {

using namespace tsuka;

namespace {

constexpr std::size_t ethernet_header = 14;
constexpr Duration lateness = std::chrono::seconds(3);
constexpr Duration bridge_delay = std::chrono::milliseconds(1);
constexpr Duration pair_patience = std::chrono::milliseconds(5);  ///< a frame without a second one does not wait for ever

bool is_ipv4(View frame) {
    return frame.size() >= ethernet_header + 20 && frame[12] == 0x08 && frame[13] == 0x00;
}

MacAddress mac_at(View frame, std::ptrdiff_t at) {
    MacAddress mac;
    std::copy_n(frame.begin() + at, 6, mac.octets.begin());
    return mac;
}

/// To its sender, as if from its receiver. Swapping two addresses changes no checksum (RFC 1071 section 2: the sum is commutative).
Octets mirrored(View frame) {
    Octets back(frame.begin(), frame.end());
    std::swap_ranges(back.begin(), back.begin() + 6, back.begin() + 6);
    std::swap_ranges(back.begin() + 26, back.begin() + 30, back.begin() + 30);
    return back;
}

}  // namespace

bool Contraption::carry_out(std::string const&, Instant) {
    return false;
}

void Device::receive(Side side, View frame, Instant now) {
    if (side == Side::lan && frame.size() >= ethernet_header) clients_.insert(mac_at(frame, 6));
    if (!bad && habit_ != Habit::cable) return forward(side, frame, now);
    ++taken_;
    switch (habit_) {
        case Habit::cable:
            return emit(other(side), {frame.begin(), frame.end()}, now);
        case Habit::black_hole:
            return;
        case Habit::swallows_ip:
            if (!is_ipv4(frame)) forward(side, frame, now);
            return;
        case Habit::echo:
            return emit(side, {frame.begin(), frame.end()}, now);
        case Habit::mirror:
            return is_ipv4(frame) ? emit(side, mirrored(frame), now) : forward(side, frame, now);
        case Habit::dies:
            if (taken_ <= dies_after) forward(side, frame, now);
            return;
        case Habit::bridged:
            forward(side, frame, now);
            out_.push_back({other(side), {frame.begin(), frame.end()}, bridge_delay});
            return;
        case Habit::none:
        case Habit::duplicator:
        case Habit::reorderer:
        case Habit::shuffler:
        case Habit::late:
        case Habit::late_answers:
            return forward(side, frame, now);
    }
}

void Device::forward(Side side, View frame, Instant now) {
    good_.receive(side, frame, now);
    collect(now);
}

void Device::collect(Instant now) {
    for (auto& emission : good_.take_frames()) emit(emission.side, std::move(emission.frame), now);
}

void Device::emit(Side side, Octets frame, Instant now) {
    Duration delay{};
    if (bad && habit_ == Habit::late) delay = lateness;
    if (bad && habit_ == Habit::late_answers && side == Side::lan && is_ipv4(frame)) delay = lateness;
    if (bad && habit_ == Habit::reorderer && is_ipv4(frame)) return hold(side, std::move(frame), now);
    if (bad && habit_ == Habit::duplicator) out_.push_back({side, frame, delay});
    if (bad && habit_ == Habit::shuffler && side == Side::lan && is_ipv4(frame)) {
        auto next = clients_.upper_bound(mac_at(frame, 0));
        if (next == clients_.end()) next = clients_.begin();
        if (next != clients_.end()) std::copy(next->octets.begin(), next->octets.end(), frame.begin());
    }
    out_.push_back({side, std::move(frame), delay});
}

void Device::hold(Side side, Octets frame, Instant now) {
    auto& first = held_.at(static_cast<std::size_t>(side));
    if (!first) {
        first = std::move(frame);
        held_until_.at(static_cast<std::size_t>(side)) = now + pair_patience;
        return;
    }
    out_.push_back({side, std::move(frame), {}});
    out_.push_back({side, std::move(*first), {}});
    first.reset();
}

void Device::wake(Instant now) {
    if (const auto at = good_.wake_at(); at && *at <= now) good_.wake(now);
    collect(now);
    for (const auto side : {Side::lan, Side::wan}) {
        auto& first = held_.at(static_cast<std::size_t>(side));
        if (!first || held_until_.at(static_cast<std::size_t>(side)) > now) continue;
        out_.push_back({side, std::move(*first), {}});
        first.reset();
    }
}

std::optional<Instant> Device::wake_at() const {
    auto due = good_.wake_at();
    for (const std::size_t side : {0U, 1U})
        if (held_.at(side) && (!due || held_until_.at(side) < *due)) due = held_until_.at(side);
    return due;
}

namespace {

class Driver {
public:
    Driver(run::Session& session, Contraption& device) : session_(session), device_(device) {}

    Course run(Duration most_time, std::uint64_t most_frames) {
        session_.start(now_);
        collect();
        while (!session_.done() && course_.trouble.empty()) {
            step();
            if (now_ - Instant{} > most_time) course_.trouble = "no end in sight after all that time";
            if (course_.frames > most_frames) course_.trouble = "no end in sight after all those frames";
        }
        course_.took = now_.time_since_epoch();
        return std::move(course_);
    }

private:
    struct Flight {
        bool to_device = false;
        Side side = Side::lan;
        Octets frame;
    };

    void step() {
        constexpr unsigned most_turns_at_once = 100'000;
        auto due = flights_.empty() ? std::optional<Instant>{} : flights_.begin()->first.first;
        const auto frame_due = due;
        for (const auto at : {session_.wake_at(), device_.wake_at()})
            if (at && (!due || *at < *due)) due = at;
        if (!due) {
            course_.trouble = "nothing is under way and nobody waits for anything";
            return;
        }
        turns_ = *due > now_ ? 0 : turns_ + 1;
        if (turns_ > most_turns_at_once) course_.trouble = "time does not go on";
        now_ = std::max(now_, *due);
        if (frame_due && *frame_due <= now_)
            deliver();
        else if (const auto at = device_.wake_at(); at && *at <= now_)
            device_.wake(now_);
        else
            session_.wake(now_);
        collect();
    }

    void deliver() {
        auto flight = std::move(flights_.begin()->second);
        flights_.erase(flights_.begin());
        if (flight.to_device) return device_.receive(flight.side, flight.frame, now_);
        course_.arrived.push_back(++frames_);
        session_.receive(flight.side, flight.frame, now_, true, frames_);
    }

    void collect() {
        for (auto& frame : session_.take_frames()) {
            session_.sent(frame, now_, ++frames_);
            send({true, frame.side, std::move(frame.frame)}, {});
        }
        for (auto const& hook : session_.take_requests()) {
            (void)device_.carry_out(hook, now_);
            session_.hook_ended({}, now_);  // whoever ran it does not see whether the device has taken any notice
        }
        for (auto& departure : device_.take_frames()) send({false, departure.side, std::move(departure.frame)}, departure.delay);
    }

    void send(Flight flight, Duration delay) {
        constexpr Duration link_delay = std::chrono::microseconds(50);
        ++course_.frames;
        flights_.emplace(std::pair(now_ + link_delay + delay, next_++), std::move(flight));
    }

    run::Session& session_;
    Contraption& device_;
    Instant now_{};
    std::uint64_t frames_ = 0;  ///< that have passed
    unsigned turns_ = 0;
    std::uint64_t next_ = 0;
    std::map<std::pair<Instant, std::uint64_t>, Flight> flights_;  ///< by arrival, then in the order sent
    Course course_;
};

}  // namespace

Course run(run::Session& session, Contraption& device, Duration most_time, std::uint64_t most_frames) {
    return Driver(session, device).run(most_time, most_frames);
}

}  // namespace degenerate
