// Absence by sentinel: see sentinel.hpp.
#include "harness/engine/sentinel.hpp"

#include <algorithm>

namespace tsuka::engine {

void Sentinel::start(Instant now) {
    running_ = true;
    dead_ = false;
    due_ = true;
    round_ = Round{.first = copy_ + 1,
                   .tries = 0,
                   .retry_at = now,
                   .ping = std::nullopt,
                   .pong = std::nullopt,
                   .ping_told = false,
                   .pong_told = false};
}

std::optional<std::uint32_t> Sentinel::take_ping() {
    if (!running_ || !due_) return std::nullopt;
    due_ = false;
    return ++copy_;
}

void Sentinel::ping_arrived(std::uint32_t copy, Instant at) {
    if (running_ && copy >= round_.first && !round_.ping) round_.ping = at;
}

void Sentinel::pong_arrived(std::uint32_t copy, Instant at) {
    // Without its ping on the WAN it is no answer: a device that sends everything back would end the round with nothing known.
    if (running_ && copy >= round_.first && round_.ping && !round_.pong) round_.pong = at;
}

bool Sentinel::passed(Side from, Instant now, Duration margin) const {
    auto const& arrived = from == Side::lan ? round_.ping : round_.pong;
    return running_ && arrived && now >= *arrived + margin;
}

void Sentinel::wake(Instant now, Facts const& facts) {
    round_.ping_told = round_.ping_told || (round_.ping && now >= *round_.ping + facts.margin);
    round_.pong_told = round_.pong_told || (round_.pong && now >= *round_.pong + facts.margin);
    if (!running_ || round_.pong || dead_ || now < round_.retry_at) return;
    if (round_.tries > 0) {
        if (round_.tries >= facts.sentinel_tries) {
            dead_ = true;
            return;
        }
        due_ = true;
    }
    round_.retry_at = now + facts.sentinel_retry * (1 << std::min(round_.tries, 4U));
    ++round_.tries;
}

std::optional<Instant> Sentinel::wake_at(Duration margin) const {
    if (!running_ || dead_) return std::nullopt;
    std::optional<Instant> at;
    const auto sooner = [&at](Instant candidate) { at = at ? std::min(*at, candidate) : candidate; };
    // A moment that has been told is not asked for again, or whoever waits for something else would be woken without end.
    if (round_.ping && !round_.ping_told) sooner(*round_.ping + margin);
    if (round_.pong && !round_.pong_told) sooner(*round_.pong + margin);
    if (!round_.pong) sooner(round_.retry_at);
    return at;
}

}  // namespace tsuka::engine
