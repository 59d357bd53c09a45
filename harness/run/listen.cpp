#include "harness/run/listen.hpp"

#include "harness/run/clock.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tsuka::run {

namespace {

constexpr unsigned most_at_once = 2048;  // frames of a side, before time and signals are looked at again

Result<void> drain(BenchSurvey& survey, Side side, port::Port& port) {
    for (unsigned taken = 0; taken < most_at_once; ++taken) {
        const auto received = port.receive();
        if (!received) return received.error();
        if (!*received) break;
        survey.receive(side, (*received)->frame);
    }
    return port.state();
}

}  // namespace

Result<void> listen(BenchSurvey& survey, port::Port& lan, port::Port& wan, Signals& signals) {
    const StampClock clock(machine_clocks());
    survey.start(clock.now());
    while (!survey.done() && !signals.caught()) {
        for (auto const& frame : survey.take_frames())
            if (auto sent = (frame.side == Side::lan ? lan : wan).send(frame.frame); !sent) return sent;
        const auto left = std::max(survey.wake_at() - clock.now(), Duration::zero());
        const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec patience{whole.count(), (left - whole).count()};
        std::array<pollfd, 3> events{{{lan.descriptor(), POLLIN, 0}, {wan.descriptor(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}}};
        (void)::ppoll(events.data(), events.size(), &patience, nullptr);
        for (auto [side, port] : {std::pair{Side::lan, &lan}, std::pair{Side::wan, &wan}})
            if (auto drained = drain(survey, side, *port); !drained) return drained;
        survey.wake(clock.now());
    }
    return {};
}

}  // namespace tsuka::run
