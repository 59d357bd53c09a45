#include "reports/load.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::reports {

namespace {

std::string rate(double frames) {
    if (frames >= 999'500) return fmt::format("{:.2f} M/s", frames / 1e6);
    if (frames >= 999.5) return fmt::format("{:.1f} k/s", frames / 1e3);
    return fmt::format("{:.0f} /s", frames);
}

/// On the wire, with preamble and gap (20 octets), as a line is filled.
std::string line(double frames, double octets) {
    return fmt::format("{:.1f} Mbit/s", frames * (octets + 20) * 8 / 1e6);
}

std::string micro(Duration duration) {
    const auto value = static_cast<double>(duration.count()) / 1e3;
    return value < 1000 ? fmt::format("{:.1f} us", value) : fmt::format("{:.1f} ms", value / 1e3);
}

std::string against_udp(model::LoadReport const& report, model::ThroughputRow const& row) {
    const auto udp = std::find_if(report.throughput.begin(), report.throughput.end(), [&](auto const& other) {
        return other.protocol == "udp" && other.size == row.size && other.direction == row.direction && other.lower;
    });
    return udp == report.throughput.end() || !row.lower ? "" : fmt::format("{:.2f}", *row.lower / *udp->lower);
}

std::string wrong(model::ThroughputRow const& row) {
    std::string words;
    for (auto const& [count, what] : {std::pair{row.sent - std::min(row.sent, row.received), "lost"},
                                      {row.duplicated, "doubled"},
                                      {row.reordered, "overtaken"},
                                      {row.altered, "altered"},
                                      {row.strayed, "to the wrong host"},
                                      {row.missed, "missed by this machine"}})
        if (count > 0) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, what);
    return words.empty() ? "none" : words;
}

std::string throughput_table(model::LoadReport const& report) {
    std::string text = fmt::format("{:<10} {:>5} {:<8} {:>12} {:>14} {:>8}  {:>10} {:>10}  {}\n", "protocol", "size", "way", "carried",
                                   "on the wire", "to UDP", "p50", "p99.9", "wrong at that rate");
    for (auto const& row : report.throughput) {
        if (!row.trouble.empty()) {
            text += fmt::format("{:<10} {:>5} {:<8} {}\n", row.protocol, row.size, row.direction, row.trouble);
            continue;
        }
        text += fmt::format("{:<10} {:>5} {:<8} {:>12} {:>14} {:>8}  {:>10} {:>10}  {}\n", row.protocol, row.size, row.direction,
                            (row.own_limit || row.capped ? ">= " : "") + rate(*row.lower), line(*row.lower, row.octets),
                            against_udp(report, row), micro(row.latency.p50), micro(row.latency.p999), wrong(row));
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
        std::string more;
        if (row.strayed > 0) more = fmt::format("{} frames went to the wrong client", row.strayed);
        if (!row.newcomer) more += std::string(more.empty() ? "" : "; ") + "a new flow does not get in";
        text += fmt::format("{:<10} {:>9} {:>9} {:>9}  {:<15} {}\n", row.protocol, row.tried, row.opened, row.held, to_string(row.at_limit),
                            more);
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
