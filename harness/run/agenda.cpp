#include "harness/run/agenda.hpp"

#include <algorithm>

namespace tsuka::run {

void Agenda::set(std::uint32_t number, std::optional<Instant> at) {
    const auto found = wanted_.find(number);
    if (found != wanted_.end()) {
        if (at == found->second) return;
        waiting_.erase({found->second, number});
        if (!at) wanted_.erase(found);
    }
    if (!at) return;
    wanted_[number] = *at;
    waiting_.emplace(*at, number);
}

std::optional<Instant> Agenda::first() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
}

std::vector<std::uint32_t> Agenda::due(Instant now) const {
    std::vector<std::uint32_t> numbers;
    for (auto at = waiting_.begin(); at != waiting_.end() && at->first <= now; ++at) numbers.push_back(at->second);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

}  // namespace tsuka::run
