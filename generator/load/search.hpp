// Searching the rate that a device carries, by the rules of Multiple Loss Ratio Search (MLRsearch, in the line of RFC 2544 section 26.1): a
// load counts as carried when enough of its trials lose little enough, and the answer is an interval with a trial behind either end. Sans
// I/O: it names the next trial and is told what came of it.
#pragma once

#include "generator/base/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::load {

/// What a search is after. A load is low when, of all the time that trials at it take, at most `exceed_ratio` lose more than `loss_ratio`.
struct Goal {
    std::string name;
    double loss_ratio = 0;    ///< lost frames of sent ones that a good trial may have
    double exceed_ratio = 0;  ///< share of bad trials that is put up with; RFC 2544 puts up with none
    Duration trial{};         ///< how long one trial sends
    Duration duration_sum{};  ///< how long all trials at a load that decides have to last together
    double width = 0.005;     ///< the ends may differ by this share of the upper one
    bool compliant = true;    ///< false: quicker than RFC 2544 allows, for builds; the report has to say so
};

/// "rfc2544" (no loss, 60 s: section 24), "certificate" (0.001 % lost in at most half of the trials, 20 s), "ci" (0.5 %, 1 s; not
/// compliant).
[[nodiscard]] std::optional<Goal> goal_of(std::string_view name);
[[nodiscard]] std::vector<std::string_view> goal_names();

struct RateTrial {
    double rate = 0;  ///< frames a second
    Duration duration{};
};

/// What came of a trial.
struct TrialResult {
    double loss_ratio = 0;
    double forwarded = 0;  ///< frames a second that arrived
};

class Search {
public:
    /// Between `least` and `most` frames a second; beyond these nothing is tried.
    Search(Goal goal, double least, double most);

    /// What to try next; nothing when the search is over.
    [[nodiscard]] std::optional<RateTrial> next();
    void measured(RateTrial const& trial, TrialResult const& result);

    struct Answer {
        std::optional<double> lower;  ///< greatest rate below the upper bound that is carried
        std::optional<double> upper;  ///< least rate that is not
        bool regular = false;         ///< both ends have been found: neither limit of the search was in the way
        double throughput = 0;        ///< forwarding rate at the lower bound that the tolerated share of trials may fall short of
        unsigned trials = 0;
    };
    /// As far as is known.
    [[nodiscard]] Answer answer() const;
    [[nodiscard]] Goal const& goal() const { return goal_; }

private:
    enum class Class : std::uint8_t { lower, upper, undecided };
    struct Load {
        Duration low{};   ///< of trials that lost little enough
        Duration high{};  ///< of the others
        std::vector<double> forwarded;
    };

    [[nodiscard]] Class class_of(Load const& load) const;
    [[nodiscard]] std::optional<double> bound(Class wanted) const;
    [[nodiscard]] bool narrow(double lower, double upper) const { return (upper - lower) / upper <= goal_.width; }
    [[nodiscard]] double next_rate() const;

    Goal goal_;
    double least_;
    double most_;
    std::map<double, Load> loads_;
    std::optional<double> hint_;  ///< what arrived when it was too much
    unsigned trials_ = 0;
};

}  // namespace tsuka::load
