#include "harness/rate/rate_search.hpp"

#include <algorithm>

namespace tsuka::rate {

namespace {

constexpr double tolerated_shortfall = 0.01;

double shortfall_of(load::RateTrial const& trial, double sent) {
    return std::max(0.0, 1 - sent / trial.rate);
}

}  // namespace

RateSearch::RateSearch(load::Goal const& goal, double least, double offered, double most)
    : search_(goal, std::min(least, offered), offered), offered_(offered), most_(most) {}

bool RateSearch::fell_short(load::RateTrial const& trial, Seen const& seen) {
    return shortfall_of(trial, seen.sent) > tolerated_shortfall;
}

void RateSearch::measured(load::RateTrial const& trial, Seen const& seen, bool ours) {
    if (ours) too_fast_for_us_.insert(trial.rate);
    search_.measured(trial, {fell_short(trial, seen) ? std::max(shortfall_of(trial, seen.sent), seen.loss) : seen.loss, seen.forwarded});
}

void RateSearch::conclude(model::RateFound& found) const {
    const auto answer = search_.answer();
    found.offered = offered_;
    found.lower = answer.lower;
    found.upper = answer.upper;
    found.regular = answer.regular;
    found.trials = answer.trials;
    const bool ours = found.upper && too_fast_for_us_.contains(*found.upper);
    found.capped = most_ > 0 && found.lower && !found.upper && offered_ >= most_ * (1 - tolerated_shortfall);
    found.own_limit = !found.capped && found.lower && (!found.upper || ours);
    if (found.lower) return;
    found.trouble = ours ? "this machine loses frames at any rate" : "loses frames at any rate";
    if (ours) found.upper.reset();
}

}  // namespace tsuka::rate
