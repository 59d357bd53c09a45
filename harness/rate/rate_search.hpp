// The search for the rate that a router meets, and which of its trials were beyond this machine.
#pragma once

#include "generator/load/search.hpp"
#include "harness/model/load_report.hpp"

#include <optional>
#include <set>

namespace tsuka::rate {

class RateSearch {
public:
    /// `offered`: what this machine sends at most, a second; `least`: below that nothing is a figure; `most`: no more was to be tried, 0
    /// for no such limit.
    RateSearch(load::Goal const& goal, double least, double offered, double most);

    [[nodiscard]] std::optional<load::RateTrial> next() { return search_.next(); }

    /// What came of a trial: rates a second, and the loss as a ratio.
    struct Seen {
        double sent = 0;
        double loss = 0;
        double forwarded = 0;
    };
    /// This machine sent less than was wanted of it.
    [[nodiscard]] static bool fell_short(load::RateTrial const& trial, Seen const& seen);
    /// A rate that was not reached proves nothing of the router: it is told as loss, so that the answer errs to the safe side. `ours`: so
    /// it was this machine that lost, and no limit of the router's.
    void measured(load::RateTrial const& trial, Seen const& seen, bool ours);
    /// Puts into `found` what the search has, all but the protocol and the rig.
    void conclude(model::RateFound& found) const;

private:
    load::Search search_;
    double offered_;
    double most_;
    std::set<double> too_fast_for_us_;
};

}  // namespace tsuka::rate
