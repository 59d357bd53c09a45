#include "harness/judge/load.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::judge {

namespace {

using model::CapacityRow;
using model::LoadPromise;
using model::LoadReport;
using model::Promised;
using model::PromiseRow;
using model::RateFound;
using model::ThroughputRow;

constexpr std::string_view not_measured = "it was not measured";

ThroughputRow const* find(std::vector<ThroughputRow> const& rows, std::string_view protocol, std::string_view size, std::string_view way) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](ThroughputRow const& row) {
        return row.protocol == protocol && row.size == size && row.direction == way;
    });
    return found == rows.end() ? nullptr : &*found;
}

ThroughputRow const* carried(LoadReport const& report, std::string_view protocol, LoadPromise const& promise) {
    return find(report.throughput, protocol, promise.size, promise.direction);
}

PromiseRow unknown(LoadPromise const& promise, std::string why, std::optional<double> measured = {}) {
    return {promise, Promised::unknown, measured, std::move(why)};
}

/// No flow without an exchange before it says nothing of flows that have had one.
bool none_opened(RateFound const& row) {
    return !row.trouble.empty() && !row.lower && !row.upper;
}

std::string why_no_more(RateFound const& row) {
    return row.capped ? "no more was to be tried" : "this machine could not send more";
}

PromiseRow of_flows(LoadReport const& report, LoadPromise const& promise) {
    const auto row = std::find_if(report.capacity.begin(), report.capacity.end(),
                                  [&](CapacityRow const& one) { return one.protocol == promise.protocol; });
    if (row == report.capacity.end()) return unknown(promise, std::string(not_measured));
    if (!row->trouble.empty()) return unknown(promise, row->trouble);
    const double held = row->held;
    if (row->held >= promise.at_least) return {promise, Promised::kept, held, {}};
    if (row->tried < promise.at_least) return unknown(promise, fmt::format("no more than {} flows were tried", row->tried), held);
    if (row->at_limit == model::AtLimit::not_reached) return unknown(promise, "some frames were lost, and no limit was met", held);
    return {promise, Promised::broken, held, {}};
}

/// Between which rates the limit was found. `factor`: of a rate, in the promise's unit.
PromiseRow by_interval(RateFound const& row, LoadPromise const& promise, double factor) {
    if (none_opened(row)) return unknown(promise, row.trouble);
    const auto wanted = static_cast<double>(promise.at_least);
    const double measured = row.lower.value_or(0) * factor;
    if (row.lower && measured >= wanted) return {promise, Promised::kept, measured, {}};
    if (row.own_limit || row.capped) return unknown(promise, why_no_more(row), measured);
    if (!row.upper) return unknown(promise, "no limit was met", measured);
    if (*row.upper * factor > wanted) return unknown(promise, "the limit was not found closely enough", measured);
    return {promise, Promised::broken, measured, {}};
}

PromiseRow of_rate(LoadReport const& report, LoadPromise const& promise) {
    auto const* row = carried(report, promise.protocol, promise);
    if (row == nullptr) return unknown(promise, std::string(not_measured));
    return by_interval(*row, promise, promise.of == LoadPromise::Of::mbit ? model::megabits(1, row->octets) : 1);
}

template <class Row>
Row const* find_protocol(std::vector<Row> const& rows, std::string_view protocol) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](Row const& row) { return row.protocol == protocol; });
    return found == rows.end() ? nullptr : &*found;
}

PromiseRow of_new_flows(LoadReport const& report, LoadPromise const& promise) {
    auto const* row = find_protocol(report.establishment, promise.protocol);
    return row == nullptr ? unknown(promise, std::string(not_measured)) : by_interval(*row, promise, 1);
}

PromiseRow of_share(LoadReport const& report, LoadPromise const& promise) {
    auto const* row = carried(report, promise.protocol, promise);
    auto const* udp = carried(report, "udp", promise);
    if (row == nullptr || udp == nullptr) return unknown(promise, std::string(not_measured));
    if (none_opened(*row)) return unknown(promise, row->trouble);
    if (!udp->lower) return unknown(promise, "there is no figure of UDP");
    const double measured = 100 * row->lower.value_or(0) / *udp->lower;
    const bool row_open = row->own_limit || row->capped;
    const bool udp_open = udp->own_limit || udp->capped;
    // The true share may be greater than the measured one where the protocol was not driven to its limit, and smaller where UDP was not.
    const bool enough = measured >= static_cast<double>(promise.at_least);
    if (enough ? udp_open : row_open) return unknown(promise, why_no_more(enough ? *udp : *row), measured);
    return {promise, enough ? Promised::kept : Promised::broken, measured, {}};
}

}  // namespace

std::vector<PromiseRow> judge_load(LoadReport const& report, std::vector<LoadPromise> const& promises) {
    std::vector<PromiseRow> rows;
    for (auto const& promise : promises) switch (promise.of) {
            case LoadPromise::Of::flows:
                rows.push_back(of_flows(report, promise));
                break;
            case LoadPromise::Of::new_flows:
                rows.push_back(of_new_flows(report, promise));
                break;
            case LoadPromise::Of::frames:
            case LoadPromise::Of::mbit:
                rows.push_back(of_rate(report, promise));
                break;
            case LoadPromise::Of::percent:
                rows.push_back(of_share(report, promise));
                break;
        }
    return rows;
}

namespace {

void compare(RateFound& row, RateFound const* cable) {
    if (cable == nullptr) return;
    row.rig = cable->lower;
    if (row.lower && row.rig && *row.lower > of_the_rig * *row.rig) row.own_limit = !row.capped;
}

}  // namespace

void compare_with_rig(LoadReport& report, model::RigFigures const& rig) {
    for (auto& row : report.throughput) compare(row, find(rig.throughput, row.protocol, row.size, row.direction));
    for (auto& row : report.establishment) compare(row, find_protocol(rig.establishment, row.protocol));
}

}  // namespace tsuka::judge
