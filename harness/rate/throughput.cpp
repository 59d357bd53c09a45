#include "harness/rate/throughput.hpp"

#include <algorithm>
#include <set>

namespace tsuka::rate {

namespace {

using namespace std::chrono_literals;

constexpr double flood = 1e8;  ///< frames a second: more than any machine sends
constexpr Duration flood_for = 300ms;
constexpr double opening_rate = 20'000;  ///< new flows a second; a home router does a few thousand, and what it misses is tried again
constexpr unsigned opening_rounds = 3;
constexpr double tolerated_shortfall = 0.01;
constexpr double least = 100;  ///< frames a second: below that nothing is a figure

model::Latency latency_of(load::Histogram const& histogram) {
    return {histogram.count(),        histogram.least(),          histogram.percentile(50),
            histogram.percentile(99), histogram.percentile(99.9), histogram.most()};
}

void take_over(model::ThroughputRow& row, Outcome const& outcome) {
    for (auto const* passage : {&outcome.outward, &outcome.inward}) {
        row.sent += passage->counts.sent;
        row.received += passage->counts.received;
        row.duplicated += passage->counts.duplicated;
        row.reordered += passage->counts.reordered;
        row.altered += passage->counts.altered;
        row.strayed += passage->counts.strayed;
    }
    row.missed = outcome.missed;
    auto latency = outcome.outward.latency;
    latency.add(outcome.inward.latency);
    row.latency = latency_of(latency);
}

double missed_ratio(Outcome const& outcome) {
    return outcome.sent() == 0 ? 0 : static_cast<double>(outcome.missed) / static_cast<double>(outcome.sent());
}

std::string_view word_of(Directions directions) {
    if (directions.outward && directions.inward) return "both";
    return directions.outward ? "outward" : "inward";
}

}  // namespace

Result<model::ThroughputRow> measure_throughput(Path& path, Ground& ground, ThroughputPlan const& plan, Tried const& tried,
                                                Stop const& stop) {
    model::ThroughputRow row;
    row.protocol = to_string(plan.kind);
    row.size = plan.size_word;
    row.direction = word_of(plan.directions);
    row.flows = plan.flows;
    row.octets = plan.sizes.mean();
    auto flows = Flows::create(ground, plan.kind, plan.flows, plan.servers, plan.first);
    auto traffic =
        flows ? Traffic::create(path, ground, std::move(*flows), plan.sizes, plan.directions, plan.first) : Result<Traffic>(flows.error());
    if (!traffic) {
        row.trouble = traffic.error().what;
        return row;
    }
    for (unsigned round = 0; round < opening_rounds && traffic->open_flows() < plan.flows; ++round)
        if (auto opened = traffic->open(opening_rate, stop); !opened) return opened.error();
    row.opened = traffic->open_flows();
    if (row.opened == 0) {
        row.trouble = "nothing that was sent outward has been answered: no flow is open";
        return row;
    }
    const auto flooded = traffic->measure(plan.most > 0 ? plan.most : flood, flood_for, stop);
    if (!flooded) return flooded.error();
    row.offered = flooded->sent_rate();
    load::Search search(plan.goal, std::min(least, row.offered), row.offered);
    std::set<double> too_fast_for_us;
    while (const auto trial = search.next()) {
        const auto outcome = traffic->measure(trial->rate, trial->duration, stop);
        if (!outcome) return outcome.error();
        // Frames that this machine had no room for are not the router's loss, and a rate that it did not reach proves nothing of it: both
        // are told as loss, so that the answer errs to the safe side.
        const auto shortfall = std::max(0.0, 1 - outcome->sent_rate() / trial->rate);
        const bool fell_short = shortfall > tolerated_shortfall;
        if ((fell_short || outcome->missed > 0) && outcome->loss_ratio() <= plan.goal.loss_ratio + missed_ratio(*outcome))
            too_fast_for_us.insert(trial->rate);
        search.measured(*trial,
                        {fell_short ? std::max(shortfall, outcome->loss_ratio()) : outcome->loss_ratio(), outcome->forwarded_rate()});
        tried(*trial, *outcome);
    }
    const auto answer = search.answer();
    row.lower = answer.lower;
    row.upper = answer.upper;
    row.regular = answer.regular;
    row.trials = answer.trials;
    row.capped = plan.most > 0 && row.lower && !row.upper && row.offered >= plan.most * (1 - tolerated_shortfall);
    row.own_limit = !row.capped && row.lower && (!row.upper || too_fast_for_us.contains(*row.upper));
    if (!row.lower) {
        row.trouble = "loses frames at any rate";
        return row;
    }
    const auto last = traffic->measure(*row.lower, plan.goal.trial, stop);
    if (!last) return last.error();
    take_over(row, *last);
    return row;
}

}  // namespace tsuka::rate
