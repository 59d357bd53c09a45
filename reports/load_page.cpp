// The page of a load: drawings and, beneath them, the same figures as tables.
#include "harness/model/text.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_list.hpp"
#include "reports/load.hpp"
#include "reports/load_chart.hpp"
#include "reports/load_words.hpp"
#include "reports/phrases.hpp"

#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

Data row_data(model::LoadReport const& report, model::ThroughputRow const& row, Words const& said) {
    Data data;
    put(data, "protocol", row.protocol);
    put(data, "size", row.size);
    put(data, "direction", way_in_words(row.direction, said));
    put(data, "trouble", phrase(row.lower || !row.trouble.empty() ? row.trouble : "no figure", said));
    put(data, "carried", row.lower ? (row.own_limit || row.capped ? ">= " : "") + rate_in_words(*row.lower) : "");
    put(data, "wire", row.lower ? on_the_wire(*row.lower, row.octets) : "");
    put(data, "share", against_udp(report, row));
    put(data, "p50", micro(row.latency.p50));
    put(data, "p999", micro(row.latency.p999));
    put(data, "wrong", wrong_in_words(row, said));
    put(data, "searches", searches_in_words(row, said));
    put(data, "fewer", fewer_in_words(row, said));
    return data;
}

Data latency_data(model::ThroughputRow const& row, Words const& said) {
    Data data;
    put(data, "protocol", row.protocol);
    put(data, "size", row.size);
    put(data, "direction", way_in_words(row.direction, said));
    auto parts = row.at_load;
    parts.push_back({100, *row.lower, row.sent, row.received, row.latency});
    put_list(data, "parts", parts, [](model::LatencyAt const& part) {
        Data one;
        put(one, "latency", both_percentiles(part.latency));
        return one;
    });
    return data;
}

/// The table of latencies, where any were measured besides the one at the whole rate.
void put_latencies(Data& page, model::LoadReport const& report, Words const& said) {
    std::vector<model::ThroughputRow> rows;
    for (auto const& row : report.throughput)
        if (!row.at_load.empty()) rows.push_back(row);
    auto shares = rows.empty() ? std::vector<model::LatencyAt>{} : rows.front().at_load;
    if (!rows.empty()) shares.push_back({100, {}, {}, {}, {}});
    put_list(page, "shares", shares, [](model::LatencyAt const& part) {
        Data one;
        put(one, "percent", std::to_string(part.percent));
        return one;
    });
    put_list(page, "latencies", rows, [&](model::ThroughputRow const& row) { return latency_data(row, said); });
}

Data row_data(model::CapacityRow const& row, Words const& said) {
    Data data;
    put(data, "protocol", row.protocol);
    put(data, "trouble", phrase(row.trouble, said));
    put(data, "tried", std::to_string(row.tried));
    put(data, "opened", std::to_string(row.opened));
    put(data, "held", std::to_string(row.held));
    put(data, "limit", limit_in_words(row.at_limit, said));
    put(data, "beside", beside_in_words(row, said));
    return data;
}

/// A line for each share of what the table keeps; of a count that has none, why.
List filled_rows(model::LoadReport const& report, Words const& said) {
    List rows;
    for (auto const& row : report.capacity) {
        for (auto const& part : row.filled) {
            Data data;
            put(data, "protocol", row.protocol);
            put(data, "percent", std::to_string(part.percent));
            put(data, "flows", std::to_string(part.flows));
            put(data, "latency", both_percentiles(part.latency));
            put(data, "lost", lost_in_words(part, said));
            rows.push_back(data);
        }
        if (row.filled_trouble.empty()) continue;
        Data data;
        put(data, "protocol", row.protocol);
        put(data, "trouble", phrase(row.filled_trouble, said));
        rows.push_back(data);
    }
    return rows;
}

Data row_data(model::EstablishmentRow const& row, Words const& said) {
    Data data;
    put(data, "protocol", row.protocol);
    put(data, "trouble", phrase(row.lower || !row.trouble.empty() ? row.trouble : "no figure", said));
    put(data, "opened", row.lower ? (row.own_limit || row.capped ? ">= " : "") + rate_in_words(*row.lower) : "");
    put(data, "ends", ends_in_words(row, said));
    put(data, "unfinished", phrase(row.unfinished, said));
    return data;
}

Data row_data(model::TearDownRow const& row, Words const& said) {
    Data data;
    put(data, "protocol", row.protocol);
    put(data, "trouble", phrase(row.trouble, said));
    put(data, "held", std::to_string(row.held));
    put(data, "forgotten", row.lower ? (row.at_least ? ">= " : "") + rate_in_words(*row.lower) : "");
    put(data, "took", clearing_in_words(row, said));
    return data;
}

Data row_data(model::SoakRow const& row, Words const& said) {
    Data data;
    put(data, "protocol", row.protocol);
    put(data, "size", row.size);
    put(data, "direction", way_in_words(row.direction, said));
    put(data, "trouble", phrase(row.trouble, said));
    put(data, "together", soak_in_words(row, said));
    put(data, "soak_ended", phrase(row.ended, said));
    const auto drawing = soak_svg(row, said);
    put_flag(data, "has_drawing", !drawing.empty());
    data["drawing"] = Data(drawing);  // markup of our own, its values escaped
    put_list(data, "parts", told_parts(row), [&](model::SoakPart const* part) {
        Data one;
        put(one, "until", model::rounded(part->from + part->took));
        put(one, "sent", std::to_string(part->sent));
        const auto silent = silent_in_words(*part, said);
        put(one, "wrong", wrong_in_words(*part, said));
        put(one, "silent", silent);
        put(one, "latency", both_percentiles(part->latency));
        return one;
    });
    return data;
}

Data row_data(model::PromiseRow const& row, Words const& said) {
    Data data;
    put(data, "verdict", row.verdict == model::Promised::kept ? "pass" : row.verdict == model::Promised::broken ? "fail" : "inconclusive");
    put(data, "word", promised_in_words(row.verdict, said));
    put(data, "protocol", row.promise.protocol);
    put(data, "promised", promise_in_words(row.promise, said));
    put(data, "found", found_in_words(row, said));
    put(data, "why", phrase(row.why, said));
    put(data, "source", row.promise.source);
    return data;
}

void put_drawing(Data& page, std::string const& name, std::string const& drawing) {
    put_flag(page, "has_" + name, !drawing.empty());
    page[name] = Data(drawing);  // markup of our own, its values escaped
}

}  // namespace

std::string load_html(model::LoadReport const& report, Words const& said) {
    Data page;
    put(page, "language", said.code());
    page["css"] = Data(assets::style);
    put(page, "dut", report.dut);
    put(page, "about", report.about);
    put(page, "ended", phrase(report.ended, said));
    put(page, "started", report.started);
    put(page, "tool", report.tool);
    put(page, "clients", std::to_string(report.clients));
    put(page, "servers", report.servers);
    put(page, "mechanism", phrase(report.mechanism, said));
    put(page, "seed", std::to_string(report.seed));
    put(page, "goal", report.goal);
    put_flag(page, "compliant", report.compliant);
    put_drawing(page, "curves", throughput_svg(report, said));
    put_drawing(page, "bars", capacity_svg(report, said));
    put_list(page, "throughput", report.throughput, [&](model::ThroughputRow const& row) { return row_data(report, row, said); });
    put_latencies(page, report, said);
    put_list(page, "capacity", report.capacity, [&](model::CapacityRow const& row) { return row_data(row, said); });
    put_list(page, "filled", filled_rows(report, said));
    put_list(page, "establishment", report.establishment, [&](model::EstablishmentRow const& row) { return row_data(row, said); });
    put_list(page, "tear_down", report.tear_down, [&](model::TearDownRow const& row) { return row_data(row, said); });
    put_list(page, "soak", report.soak, [&](model::SoakRow const& row) { return row_data(row, said); });
    put(page, "profile", report.profile);
    put_list(page, "promises", report.promises, [&](model::PromiseRow const& row) { return row_data(row, said); });
    auto const text = fill(said.in(assets::load_template), page);
    return text ? *text : std::string{};
}

}  // namespace tsuka::reports
