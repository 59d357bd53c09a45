// Virtual time for tests: whatever takes frames and a wake-up time (a case engine, a session) against a toy router. Hours pass in
// milliseconds; a machine that asks again and again to be woken at a moment that is already past is caught instead of spinning for ever.
#pragma once

#include "tests/support/toy_router.hpp"

#include <functional>
#include <map>
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace toy {

struct SentFrame {
    tsuka::Side side = tsuka::Side::lan;
    tsuka::Octets frame;
    tsuka::Instant at;
};

/// How a run in virtual time went.
struct Course {
    tsuka::Instant end{};
    std::size_t wakes = 0;
    std::vector<SentFrame> sent;  ///< everything the machine sent, in order
    std::string trouble;          ///< it hung or span: why; empty when it came to its end
};

/// Things that happen to the machine at a moment of their own.
using Events = std::multimap<tsuka::Instant, std::function<void(tsuka::Instant)>>;

template <class Machine>
Course run(Machine& machine, Router& router, Events events = {}, tsuka::Instant now = {}) {
    struct Arriving {
        tsuka::Instant at;
        std::uint64_t order;
        tsuka::Side side;
        tsuka::Octets frame;
        bool operator>(Arriving const& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
    };
    constexpr std::size_t most_idle_wakes = 3;
    constexpr std::size_t most_turns = 2'000'000;
    std::priority_queue<Arriving, std::vector<Arriving>, std::greater<>> wire;
    std::uint64_t order = 0;
    std::size_t idle = 0;
    Course course;
    const auto flush = [&] {
        bool any = false;
        for (auto& [side, frame] : machine.take()) {
            any = true;
            for (auto& departure : router.receive(side, frame, now))
                wire.push({now + departure.delay, order++, departure.side, std::move(departure.frame)});
            course.sent.push_back({side, std::move(frame), now});
        }
        return any;
    };
    machine.start(now);
    for (std::size_t turn = 0; turn < most_turns; ++turn) {
        const bool sent = flush();
        course.end = now;
        if (machine.done()) return course;
        const auto due = machine.wake_at();
        const bool frame_next = !wire.empty() && (!due || wire.top().at <= *due);
        const auto next = frame_next ? std::optional(wire.top().at) : due;
        if (!events.empty() && (!next || events.begin()->first <= *next)) {
            now = std::max(now, events.begin()->first);
            const auto happen = events.begin()->second;
            events.erase(events.begin());
            happen(now);
            continue;
        }
        if (!next) {
            course.trouble = "not done, and nothing to wait for";
            return course;
        }
        if (frame_next) {
            auto arriving = wire.top();
            wire.pop();
            now = std::max(now, arriving.at);
            if (router.silent_until && now < *router.silent_until) continue;  // lost with all else that it held
            machine.receive(arriving.side, arriving.frame, now);
            idle = 0;
            continue;
        }
        idle = *due > now || sent ? 0 : idle + 1;
        if (idle > most_idle_wakes) {
            course.trouble = "asks to be woken at a moment that is past, again and again";
            return course;
        }
        now = std::max(now, *due);
        ++course.wakes;
        machine.wake(now);
    }
    course.trouble = "no end in sight";
    return course;
}

}  // namespace toy
