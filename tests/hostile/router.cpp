// A faithful router with one bad habit: see misbehaviour.hpp.
#include "tests/hostile/misbehaviour.hpp"

#include <algorithm>

namespace hostile {

using namespace tsuka;

void Router::receive(Side side, View frame, Instant now) {
    if (side == Side::lan && frame.size() >= 12) {
        MacAddress mac;
        std::copy_n(frame.begin() + 6, mac.octets.size(), mac.octets.begin());
        if (std::find(clients_.begin(), clients_.end(), mac) == clients_.end()) clients_.push_back(mac);
    }
    good_.receive(side, frame, now);
    collect(frame);
    if (!active || habit_.besides == nullptr) return;
    Scene scene{random_, out_, earlier_, clients_, frame};
    habit_.besides(scene, side);
}

void Router::wake(Instant now) {
    if (const auto at = good_.wake_at(); at && *at <= now) good_.wake(now);
    collect({});
}

void Router::collect(View heard) {
    constexpr std::size_t remembered = 64;
    for (auto& emission : good_.take_frames()) {
        earlier_.emplace_back(emission.side, emission.frame);
        if (earlier_.size() > remembered) earlier_.pop_front();
        if (!active || habit_.sent == nullptr) {
            out_.push_back({emission.side, std::move(emission.frame), {}});
            continue;
        }
        Scene scene{random_, out_, earlier_, clients_, heard};
        habit_.sent(scene, emission.side, std::move(emission.frame));
    }
}

}  // namespace hostile
