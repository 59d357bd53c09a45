#include "reports/load.hpp"
#include "reports/load_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::reports {

namespace {

std::string throughput_table(model::LoadReport const& report) {
    std::string text = fmt::format("{:<10} {:>5} {:<8} {:>12} {:>14} {:>8}  {:>10} {:>10}  {}\n", "protocol", "size", "way", "carried",
                                   "on the wire", "to UDP", "p50", "p99.9", "wrong at that rate");
    for (auto const& row : report.throughput) {
        if (!row.trouble.empty()) {
            text += fmt::format("{:<10} {:>5} {:<8} {}\n", row.protocol, row.size, row.direction, row.trouble);
            continue;
        }
        text += fmt::format("{:<10} {:>5} {:<8} {:>12} {:>14} {:>8}  {:>10} {:>10}  {}\n", row.protocol, row.size, row.direction,
                            (row.own_limit || row.capped ? ">= " : "") + rate_in_words(*row.lower), on_the_wire(*row.lower, row.octets),
                            against_udp(report, row), micro(row.latency.p50), micro(row.latency.p999), wrong_in_words(row));
        if (row.opened < row.flows) text += fmt::format("{:<10}   only {} of {} flows could be opened\n", "", row.opened, row.flows);
    }
    const bool capped = std::any_of(report.throughput.begin(), report.throughput.end(), [](auto const& row) { return row.capped; });
    if (capped) text += ">=: no more was to be tried.\n";
    const bool ours = std::any_of(report.throughput.begin(), report.throughput.end(), [](auto const& row) { return row.own_limit; });
    if (ours) text += ">=: this machine could not send more; where the router's limit is, it does not tell.\n";
    return text;
}

std::string capacity_table(model::LoadReport const& report) {
    std::string text = fmt::format("{:<10} {:>9} {:>9} {:>9}  {:<15} {}\n", "protocol", "tried", "opened", "kept", "at the limit", "");
    for (auto const& row : report.capacity) {
        if (!row.trouble.empty()) {
            text += fmt::format("{:<10} {}\n", row.protocol, row.trouble);
            continue;
        }
        text += fmt::format("{:<10} {:>9} {:>9} {:>9}  {:<15} {}\n", row.protocol, row.tried, row.opened, row.held, to_string(row.at_limit),
                            beside_in_words(row));
    }
    return text;
}

}  // namespace

std::string load_text(model::LoadReport const& report) {
    std::string text = fmt::format("{}: {}\n{} clients, servers in {}, frames by {}, seed {}\n", report.dut, report.tool, report.clients,
                                   report.servers, report.mechanism, report.seed);
    if (!report.throughput.empty()) {
        text += fmt::format("\nThroughput, goal {}{}\n", report.goal,
                            report.compliant ? "" : " (trials are shorter than RFC 2544 wants: for builds, not for certificates)");
        text += throughput_table(report);
    }
    if (!report.capacity.empty()) text += "\nFlows kept at once\n" + capacity_table(report);
    if (!report.ended.empty()) text += fmt::format("\nEnded early: {}\n", report.ended);
    return text;
}

}  // namespace tsuka::reports
