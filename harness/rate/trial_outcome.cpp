// What came of a trial, in figures.
#include "harness/rate/traffic.hpp"

#include <algorithm>

namespace tsuka::rate {

std::string_view to_string(Directions directions) {
    if (directions.outward && directions.inward) return "both";
    return directions.outward ? "outward" : "inward";
}

double TrialOutcome::sent_rate() const {
    return took > Duration::zero() ? static_cast<double>(sent()) / seconds(took) : 0;
}

double TrialOutcome::forwarded_rate() const {
    return took > Duration::zero() ? static_cast<double>(received()) / seconds(took) : 0;
}

double TrialOutcome::loss_ratio() const {
    return sent() == 0 ? 1 : 1 - static_cast<double>(std::min(received(), sent())) / static_cast<double>(sent());
}

model::Latency latency_of(load::Histogram const& histogram) {
    return {histogram.count(),        histogram.least(),          histogram.percentile(50),
            histogram.percentile(99), histogram.percentile(99.9), histogram.most()};
}

model::Fate fate_of(TrialOutcome const& outcome) {
    model::Fate fate;
    for (auto const* passage : {&outcome.outward, &outcome.inward}) {
        fate.sent += passage->counts.sent;
        fate.received += passage->counts.received;
        fate.duplicated += passage->counts.duplicated;
        fate.reordered += passage->counts.reordered;
        fate.altered += passage->counts.altered;
        fate.strayed += passage->counts.strayed;
    }
    fate.missed = outcome.missed;
    auto latency = outcome.outward.latency;
    latency.add(outcome.inward.latency);
    fate.latency = latency_of(latency);
    return fate;
}

double Opening::rate() const {
    return took > Duration::zero() ? tried / seconds(took) : 0;
}

double Opening::loss_ratio() const {
    return tried == 0 ? 1 : 1 - static_cast<double>(opened) / tried;
}

}  // namespace tsuka::rate
