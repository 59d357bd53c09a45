#include "generator/load/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tsuka::load {

namespace {

using namespace std::chrono_literals;

std::array<Goal, 3> const& shipped() {
    static std::array<Goal, 3> const goals{{
        {"rfc2544", 0, 0, 60s, 60s, 0.005, true},
        {"certificate", 0.00001, 0.5, 20s, 60s, 0.005, true},
        {"ci", 0.005, 0.5, 1s, 3s, 0.02, false},
    }};
    return goals;
}

}  // namespace

std::optional<Goal> goal_of(std::string_view name) {
    for (auto const& goal : shipped())
        if (goal.name == name) return goal;
    return std::nullopt;
}

std::vector<std::string_view> goal_names() {
    std::vector<std::string_view> names;
    for (auto const& goal : shipped()) names.emplace_back(goal.name);
    return names;
}

Search::Search(Goal goal, double least, double most) : goal_(std::move(goal)), least_(least), most_(most) {}

Search::Class Search::class_of(Load const& load) const {
    // What is still to be measured may turn out either way; a load is decided when neither would change the answer.
    const auto measured = load.low + load.high;
    const auto open = std::max(goal_.duration_sum - measured, Duration::zero());
    const auto whole = std::chrono::duration<double>(measured + open).count();
    if (whole <= 0) return Class::undecided;
    const auto at_best = std::chrono::duration<double>(load.high).count() / whole;
    const auto at_worst = std::chrono::duration<double>(load.high + open).count() / whole;
    if (at_worst <= goal_.exceed_ratio) return Class::lower;
    if (at_best > goal_.exceed_ratio) return Class::upper;
    return Class::undecided;
}

std::optional<double> Search::bound(Class wanted) const {
    const auto upper =
        std::find_if(loads_.begin(), loads_.end(), [this](auto const& load) { return class_of(load.second) == Class::upper; });
    if (wanted == Class::upper) return upper == loads_.end() ? std::nullopt : std::optional(upper->first);
    // Only what lies below the upper bound counts: a device may do well again at a higher load, by luck or by dropping earlier.
    std::optional<double> lower;
    for (auto load = loads_.begin(); load != upper; ++load)
        if (class_of(load->second) == Class::lower) lower = load->first;
    return lower;
}

double Search::next_rate() const {
    const auto lower = bound(Class::lower);
    const auto upper = bound(Class::upper);
    if (!upper) return most_;
    if (!lower) {
        // What came through at too high a load is a good guess of what is not too high; where that was no help, half.
        const bool helps = hint_ && *hint_ < *upper * (1 - goal_.width / 2);
        return std::max(least_, helps ? *hint_ : *upper / 2);
    }
    return std::sqrt(*lower * *upper);
}

std::optional<RateTrial> Search::next() {
    for (auto const& [rate, load] : loads_)
        if (class_of(load) == Class::undecided) return RateTrial{rate, goal_.trial};
    const auto lower = bound(Class::lower);
    const auto upper = bound(Class::upper);
    if (lower && *lower >= most_) return std::nullopt;
    if (upper && *upper <= least_) return std::nullopt;
    if (lower && upper && narrow(*lower, *upper)) return std::nullopt;
    return RateTrial{next_rate(), goal_.trial};
}

void Search::measured(RateTrial const& trial, TrialResult const& result) {
    auto& load = loads_[trial.rate];
    (result.loss_ratio <= goal_.loss_ratio ? load.low : load.high) += trial.duration;
    load.forwarded.push_back(result.forwarded);
    if (result.loss_ratio > goal_.loss_ratio) hint_ = result.forwarded;
    ++trials_;
}

Search::Answer Search::answer() const {
    Answer answer{bound(Class::lower), bound(Class::upper), false, 0, trials_};
    answer.regular = answer.lower && answer.upper;
    if (!answer.lower) return answer;
    auto forwarded = loads_.at(*answer.lower).forwarded;
    std::sort(forwarded.begin(), forwarded.end());
    const auto fall_short = static_cast<std::size_t>(std::floor(goal_.exceed_ratio * static_cast<double>(forwarded.size() - 1)));
    answer.throughput = forwarded[fall_short];
    return answer;
}

}  // namespace tsuka::load
