#include "reports/columns.hpp"
#include "reports/load.hpp"
#include "reports/load_words.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace tsuka::reports {

namespace {

/// How wide each cell is, in columns of a terminal; negative: on the right of it. The last cell takes what it needs.
using Widths = std::vector<int>;
constexpr int protocol_width = 10;

std::string line_of(std::vector<std::string> const& cells, Widths const& widths) {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        int const width = at < widths.size() ? widths[at] : 0;
        if (at > 0) line += ' ';
        if (auto const wide = static_cast<std::size_t>(-std::min(width, 0)); wide > columns(cells[at]))
            line.append(wide - columns(cells[at]), ' ');
        line += width > 0 ? padded(cells[at], static_cast<std::size_t>(width)) : cells[at];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

/// What the sign before a figure means, where there is one.
std::string signs(model::LoadReport const& report, Words const& said) {
    auto const any = [&](bool model::ThroughputRow::*flag) {
        return std::any_of(report.throughput.begin(), report.throughput.end(), [flag](auto const& row) { return row.*flag; });
    };
    std::string text;
    if (any(&model::ThroughputRow::capped)) text += ">=: " + said.say("load.capped", "no more was to be tried.") + "\n";
    if (any(&model::ThroughputRow::own_limit))
        text +=
            ">=: " + said.say("load.own-limit", "this machine could not send more; where the router's limit is, it does not tell.") + "\n";
    return text;
}

std::string throughput_table(model::LoadReport const& report, Words const& said) {
    const Widths widths{protocol_width, -5, 8, -12, -14, -8, -11, -10};
    auto const head = [&](std::string_view id, std::string_view english) {
        return said.get(fmt::format("interface.load.{}", id), english);
    };
    std::string text =
        line_of({head("protocol", "protocol"), head("size", "size"), head("way", "way"), head("carried", "carried"),
                 head("wire", "on the wire"), head("share", "to UDP"), "p50", "p99.9", " " + head("wrong", "wrong at that rate")},
                widths);
    for (auto const& row : report.throughput) {
        const auto way = way_in_words(row.direction, said);
        if (!row.trouble.empty()) {
            text += line_of({row.protocol, row.size, way, phrase(row.trouble, said)}, {protocol_width, -5, 8});
            continue;
        }
        text += line_of({row.protocol, row.size, way, (row.own_limit || row.capped ? ">= " : "") + rate_in_words(*row.lower),
                         on_the_wire(*row.lower, row.octets), against_udp(report, row), micro(row.latency.p50), micro(row.latency.p999),
                         " " + wrong_in_words(row, said)},
                        widths);
        if (const auto fewer = fewer_in_words(row, said); !fewer.empty()) text += line_of({"", " " + fewer}, {protocol_width});
    }
    return text + signs(report, said);
}

std::string capacity_table(model::LoadReport const& report, Words const& said) {
    const Widths widths{protocol_width, -9, -9, -9, 22};
    auto const head = [&](std::string_view id, std::string_view english) {
        return said.get(fmt::format("interface.load.{}", id), english);
    };
    std::string text = line_of({head("protocol", "protocol"), head("tried", "tried"), head("opened", "opened"), head("kept", "kept"),
                                " " + head("limit", "at the limit")},
                               widths);
    for (auto const& row : report.capacity)
        text += row.trouble.empty()
                    ? line_of({row.protocol, std::to_string(row.tried), std::to_string(row.opened), std::to_string(row.held),
                               " " + limit_in_words(row.at_limit, said), beside_in_words(row, said)},
                              widths)
                    : line_of({row.protocol, phrase(row.trouble, said)}, {protocol_width});
    return text;
}

}  // namespace

std::string load_text(model::LoadReport const& report, Words const& said) {
    std::string text = fmt::format("{}: {}\n", report.dut, report.tool);
    text += said.say("load.lab",
                     fmt::format("{} clients, servers in {}, frames by {}, seed {}", report.clients, report.servers, report.mechanism,
                                 report.seed),
                     report.clients, report.servers, phrase(report.mechanism, said), report.seed) +
            "\n";
    if (!report.throughput.empty()) {
        text += fmt::format("\n{}{}\n", said.say("load.throughput-goal", "Throughput, goal " + report.goal, report.goal),
                            report.compliant ? ""
                                             : said.say("load.short-trials",
                                                        " (trials are shorter than RFC 2544 wants: for builds, not for certificates)"));
        text += throughput_table(report, said);
    }
    if (!report.capacity.empty())
        text += fmt::format("\n{}\n{}", said.say("load.capacity", "Flows kept at once"), capacity_table(report, said));
    if (!report.ended.empty()) {
        const auto why = phrase(report.ended, said);
        text += fmt::format("\n{}\n", said.say("load.ended-early", "Ended early: " + why, why));
    }
    return text;
}

}  // namespace tsuka::reports
