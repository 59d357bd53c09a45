// Between a session, which says when load is to flow, and the load itself: what both drivers do about it.
#pragma once

#include "harness/rate/background.hpp"
#include "harness/run/session.hpp"

namespace tsuka::run {

class Beside {
public:
    /// `load` may be none: then the session hears that there is none.
    Beside(Session& session, rate::Background* load) : session_(session), load_(load) {}

    /// Load flows, or is wanted: without it there is nothing to follow, and no reason to look at a clock.
    [[nodiscard]] bool is_on() const { return begun_ || session_.wants_load(); }
    /// Whenever something may have changed.
    void follow(Instant now);
    [[nodiscard]] bool takes(Side side, View frame) { return load_ != nullptr && load_->takes(side, frame); }
    [[nodiscard]] std::vector<std::pair<Side, Octets>> due(Instant now) {
        return load_ != nullptr ? load_->due(now) : std::vector<std::pair<Side, Octets>>{};
    }
    [[nodiscard]] std::optional<Instant> wake_at() const { return load_ != nullptr ? load_->wake_at() : std::nullopt; }
    void rest(Instant now) {
        if (load_ != nullptr) load_->rest(now);
    }

private:
    Session& session_;
    rate::Background* load_;
    bool begun_ = false;
    bool told_ = false;
};

}  // namespace tsuka::run
