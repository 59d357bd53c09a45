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
template <class Row>
std::string signs(std::vector<Row> const& rows, Words const& said) {
    auto const any = [&](bool Row::*flag) { return std::any_of(rows.begin(), rows.end(), [flag](auto const& row) { return row.*flag; }); };
    std::string text;
    if (any(&Row::capped)) text += ">=: " + said.say("load.capped", "no more was to be tried.") + "\n";
    if (any(&Row::own_limit))
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
        if (const auto searches = searches_in_words(row, said); !searches.empty()) text += line_of({"", " " + searches}, {protocol_width});
        if (const auto fewer = fewer_in_words(row, said); !fewer.empty()) text += line_of({"", " " + fewer}, {protocol_width});
    }
    return text + signs(report.throughput, said);
}

/// One line for each that was measured, where all have the same loads.
std::string latency_table(model::LoadReport const& report, Words const& said) {
    std::vector<model::ThroughputRow const*> rows;
    for (auto const& row : report.throughput)
        if (!row.at_load.empty()) rows.push_back(&row);
    if (rows.empty()) return {};
    const Widths widths{protocol_width, -5, 8, 20, 20, 20, 20};
    std::vector<std::string> cells{said.get("interface.load.protocol", "protocol"), said.get("interface.load.size", "size"),
                                   said.get("interface.load.way", "way")};
    for (auto const& part : rows.front()->at_load) cells.push_back(fmt::format("{} %", part.percent));
    cells.emplace_back("100 %");
    auto text = line_of(cells, widths);
    for (auto const* row : rows) {
        cells = {row->protocol, row->size, way_in_words(row->direction, said)};
        for (auto const& part : row->at_load) cells.push_back(both_percentiles(part.latency));
        cells.push_back(both_percentiles(row->latency));
        text += line_of(cells, widths);
    }
    return text;
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

/// One line for each count that has a limit, where latency at shares of it was asked for.
std::string filled_table(model::LoadReport const& report, Words const& said) {
    std::vector<model::CapacityRow const*> rows;
    for (auto const& row : report.capacity)
        if (!row.filled.empty() || !row.filled_trouble.empty()) rows.push_back(&row);
    if (rows.empty()) return {};
    const Widths widths{protocol_width, -5, -9, 20};
    auto text = line_of({said.get("interface.load.protocol", "protocol"), said.get("interface.load.full", "full"),
                         said.get("interface.load.flows", "flows"), " p50 / p99.9"},
                        widths);
    for (auto const* row : rows) {
        for (auto const& part : row->filled)
            text += line_of({row->protocol, fmt::format("{} %", part.percent), std::to_string(part.flows),
                             " " + both_percentiles(part.latency), lost_in_words(part, said)},
                            widths);
        if (!row->filled_trouble.empty()) text += line_of({row->protocol, phrase(row->filled_trouble, said)}, {protocol_width});
    }
    return text;
}

std::string establishment_table(model::LoadReport const& report, Words const& said) {
    const Widths widths{protocol_width, -12, 40};
    std::string text = line_of({said.get("interface.load.protocol", "protocol"), said.get("interface.load.opened", "opened"),
                                " " + said.get("interface.load.ends", "where it ends")},
                               widths);
    for (auto const& row : report.establishment) {
        if (!row.trouble.empty()) {
            text += line_of({row.protocol, phrase(row.trouble, said)}, {protocol_width});
            continue;
        }
        text += line_of(
            {row.protocol, (row.own_limit || row.capped ? ">= " : "") + rate_in_words(*row.lower), " " + ends_in_words(row, said)}, widths);
        if (!row.unfinished.empty()) text += line_of({"", " " + phrase(row.unfinished, said)}, {protocol_width});
    }
    return text + signs(report.establishment, said);
}

std::string tear_down_table(model::LoadReport const& report, Words const& said) {
    const Widths widths{protocol_width, -9, -12, 40};
    std::string text =
        line_of({said.get("interface.load.protocol", "protocol"), said.get("interface.load.flows", "flows"),
                 said.get("interface.load.forgotten", "forgotten"), " " + said.get("interface.load.clearing-took", "it took")},
                widths);
    for (auto const& row : report.tear_down)
        text += row.trouble.empty() ? line_of({row.protocol, std::to_string(row.held),
                                               (row.at_least ? ">= " : "") + rate_in_words(*row.lower), " " + clearing_in_words(row, said)},
                                              widths)
                                    : line_of({row.protocol, phrase(row.trouble, said)}, {protocol_width});
    if (std::any_of(report.tear_down.begin(), report.tear_down.end(), [](auto const& row) { return row.at_least; }))
        text += ">=: " + said.say("load.commands-own", "the command takes most of that time when there is nothing to clear, too.") + "\n";
    return text;
}

std::string soak_table(model::LoadReport const& report, Words const& said) {
    std::string text;
    for (auto const& row : report.soak) {
        text += line_of({row.protocol, row.trouble.empty() ? fmt::format("{}, {}", row.size, way_in_words(row.direction, said)) : "",
                         row.trouble.empty() ? soak_in_words(row, said) : phrase(row.trouble, said)},
                        {protocol_width, 14});
        for (auto const* part : told_parts(row)) text += line_of({"", part_in_words(*part, said)}, {protocol_width});
        if (!row.ended.empty()) text += line_of({"", phrase(row.ended, said)}, {protocol_width});
    }
    return text;
}

std::string promise_table(model::LoadReport const& report, Words const& said) {
    const Widths widths{9, protocol_width, 40, 20};
    auto const head = [&](std::string_view id, std::string_view english) {
        return said.get(fmt::format("interface.load.{}", id), english);
    };
    std::string text = line_of(
        {"", head("protocol", "protocol"), head("at-least", "promised, at least"), head("found", "found"), head("source", "source")},
        widths);
    for (auto const& row : report.promises) {
        text += line_of({promised_in_words(row.verdict, said), row.promise.protocol, promise_in_words(row.promise, said),
                         found_in_words(row, said), row.promise.source},
                        widths);
        if (!row.why.empty()) text += line_of({"", phrase(row.why, said)}, widths);
    }
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
        if (auto const table = latency_table(report, said); !table.empty())
            text += fmt::format("\n{}\n{}", said.say("load.latencies", "Latency (p50 / p99.9) at shares of the carried rate"), table);
    }
    if (!report.capacity.empty())
        text += fmt::format("\n{}\n{}", said.say("load.capacity", "Flows kept at once"), capacity_table(report, said));
    if (auto const table = filled_table(report, said); !table.empty())
        text += fmt::format("\n{}\n{}", said.say("load.filled", "Latency with a table that is so full"), table);
    if (!report.establishment.empty())
        text += fmt::format("\n{}\n{}", said.say("load.new-flows", "New flows opened in a second"), establishment_table(report, said));
    if (!report.tear_down.empty())
        text +=
            fmt::format("\n{}\n{}", said.say("load.tear-down", "Flows forgotten in a second, by command"), tear_down_table(report, said));
    if (!report.soak.empty()) text += fmt::format("\n{}\n{}", said.say("load.soak", "One rate for long"), soak_table(report, said));
    if (!report.promises.empty())
        text += fmt::format("\n{}\n{}", said.say("load.promises-of", "Promises of " + report.profile, report.profile),
                            promise_table(report, said));
    if (!report.ended.empty()) {
        const auto why = phrase(report.ended, said);
        text += fmt::format("\n{}\n", said.say("load.ended-early", "Ended early: " + why, why));
    }
    return text;
}

}  // namespace tsuka::reports
