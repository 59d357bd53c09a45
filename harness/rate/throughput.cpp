#include "harness/rate/throughput.hpp"

#include "harness/rate/rate_search.hpp"

#include <algorithm>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr double flood = 1e8;  ///< frames a second: more than any machine sends
constexpr Duration flood_for = 300ms;
constexpr double least = 100;  ///< frames a second: below that nothing is a figure

double missed_ratio(TrialOutcome const& outcome) {
    return outcome.sent() == 0 ? 0 : static_cast<double>(outcome.missed) / static_cast<double>(outcome.sent());
}

}  // namespace

Result<model::ThroughputRow> measure_throughput(Path& path, Ground& ground, ThroughputPlan const& plan, Tried const& tried,
                                                Stop const& stop) {
    model::ThroughputRow row;
    row.protocol = to_string(plan.kind);
    row.size = plan.size_word;
    row.direction = to_string(plan.directions);
    row.flows = plan.flows;
    row.octets = plan.sizes.mean();
    auto flows = Flows::create(ground, plan.kind, plan.flows, plan.servers, plan.first);
    auto traffic =
        flows ? Traffic::create(path, ground, std::move(*flows), plan.sizes, plan.directions, plan.first) : Result<Traffic>(flows.error());
    if (!traffic) {
        row.trouble = traffic.error().what;
        return row;
    }
    if (auto opened = traffic->open_all(stop); !opened) return opened.error();
    row.opened = traffic->open_flows();
    if (row.opened == 0) {
        row.trouble = no_flow_is_open;
        return row;
    }
    const auto flooded = traffic->measure(plan.most > 0 ? plan.most : flood, flood_for, stop);
    if (!flooded) return flooded.error();
    RateSearch search(plan.goal, least, flooded->sent_rate(), plan.most);
    while (const auto trial = search.next()) {
        const auto outcome = traffic->measure(trial->rate, trial->duration, stop);
        if (!outcome) return outcome.error();
        const RateSearch::Seen seen{outcome->sent_rate(), outcome->loss_ratio(), outcome->forwarded_rate()};
        // Frames that this machine had no room for are not the router's loss.
        const bool strained = RateSearch::fell_short(*trial, seen) || outcome->missed > 0;
        search.measured(*trial, seen, strained && outcome->loss_ratio() <= plan.goal.loss_ratio + missed_ratio(*outcome));
        tried(*trial, *outcome);
    }
    search.conclude(row);
    if (!row.lower) return row;
    for (const auto percent : plan.loads) {
        const double rate = *row.lower * percent / 100;
        const auto part = traffic->measure(rate, plan.goal.trial, stop);
        if (!part) return part.error();
        const auto fate = fate_of(*part);
        row.at_load.push_back({percent, rate, fate.sent, fate.received, fate.latency});
    }
    const auto last = traffic->measure(*row.lower, plan.goal.trial, stop);
    if (!last) return last.error();
    static_cast<model::Fate&>(row) = fate_of(*last);
    return row;
}

model::ThroughputRow median_of(std::vector<model::ThroughputRow> rows) {
    const auto none = std::find_if(rows.begin(), rows.end(), [](auto const& row) { return !row.lower; });
    if (none != rows.end()) return std::move(*none);
    std::stable_sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return *a.lower < *b.lower; });
    std::vector<double> found;
    for (auto const& row : rows) found.push_back(*row.lower);
    auto median = std::move(rows[(rows.size() - 1) / 2]);
    if (found.size() > 1) median.searches = std::move(found);
    return median;
}

}  // namespace tsuka::rate
