#include "harness/rate/simulated_path.hpp"

namespace tsuka::rate {

namespace {

constexpr Duration wire = std::chrono::microseconds(1);

}  // namespace

void SimulatedPath::launch(Flight flight) {
    flights_.emplace(std::pair(now_ + wire, next_++), std::move(flight));
}

void SimulatedPath::collect() {
    for (auto& emission : router_.take_frames())
        if (links_.at(static_cast<std::size_t>(emission.side)).outbound(emission.frame))
            launch({false, emission.side, std::move(emission.frame)});
}

bool SimulatedPath::queue(Side side, std::size_t number, Item const& item) {
    auto const& frame = stream(number).frame();
    Octets octets(frame.begin(), frame.end());
    stream(number).stamp(octets, item.numbers, item.flow, item.sequence, static_cast<std::uint32_t>(now_.time_since_epoch().count()));
    launch({true, side, std::move(octets)});
    return true;
}

Result<void> SimulatedPath::send(Side side, View frame) {
    launch({true, side, Octets(frame.begin(), frame.end())});
    return {};
}

Result<void> SimulatedPath::receive(Sink const& sink, Instant until) {
    for (bool shown = false; !shown;) {
        const auto router_due = router_.wake_at();
        const bool frame_first = !flights_.empty() && (!router_due || flights_.begin()->first.first <= *router_due);
        const auto due = frame_first ? std::optional(flights_.begin()->first.first) : router_due;
        if (!due || *due > until) {
            now_ = std::max(now_, until);
            return {};
        }
        now_ = std::max(now_, *due);
        if (!frame_first) {
            router_.wake(now_);
        } else {
            const auto flight = std::move(flights_.begin()->second);
            flights_.erase(flights_.begin());
            if (flight.to_router) {
                const auto inner = links_.at(static_cast<std::size_t>(flight.side)).inbound(flight.frame);
                if (inner) router_.receive(flight.side, *inner, now_);
            } else {
                sink(flight.side, flight.frame, static_cast<std::uint32_t>(now_.time_since_epoch().count()));
                shown = true;
            }
        }
        collect();
    }
    return {};
}

}  // namespace tsuka::rate
