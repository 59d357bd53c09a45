// The page of a load: drawings and, beneath them, the same figures as tables.
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
    put(data, "fewer", fewer_in_words(row, said));
    return data;
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
    put_list(page, "capacity", report.capacity, [&](model::CapacityRow const& row) { return row_data(row, said); });
    auto const text = fill(said.in(assets::load_template), page);
    return text ? *text : std::string{};
}

}  // namespace tsuka::reports
