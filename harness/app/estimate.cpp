#include "harness/app/estimate.hpp"

#include <algorithm>

namespace tsuka::app {

void Estimate::started(std::string const& name, Instant now) {
    auto const at = waiting_.find(name);
    if (at != waiting_.end()) {
        running_[name] = {at->second, now};
        waiting_.erase(at);
    } else if (auto const again = running_.find(name); again != running_.end()) {
        again->second.began = now;  // another attempt waits all over again
    }
}

void Estimate::finished(std::string const& name, Instant now) {
    auto const at = running_.find(name);
    if (at == running_.end()) {
        waiting_.erase(name);
        return;
    }
    spent_ += std::max(now - at->second.began - at->second.waits, Duration{});
    ++ended_;
    running_.erase(at);
}

std::optional<Duration> Estimate::left(Instant now) const {
    if (ended_ == 0) return std::nullopt;
    Duration all{};
    Duration longest{};
    auto const add = [&](Duration one) {
        all += one;
        longest = std::max(longest, one);
    };
    for (auto const& [name, waits] : waiting_) add(waits + beside());
    for (auto const& [name, one] : running_) add(std::max(one.waits + beside() - (now - one.began), Duration{}));
    return std::max(all / static_cast<Duration::rep>(jobs_), longest);
}

std::optional<Estimate::Longest> Estimate::longest_under_way(Instant now) const {
    std::optional<Longest> found;
    for (auto const& [name, one] : running_) {
        Duration const left = one.waits - (now - one.began);
        if (left > Duration{} && (!found || left > found->waits)) found = Longest{name, left};
    }
    return found;
}

}  // namespace tsuka::app
