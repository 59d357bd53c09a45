// The machine formats of a load report.
#include "harness/model/text.hpp"
#include "reports/load.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace tsuka::reports {

namespace {

namespace json = boost::json;

json::value number(std::optional<double> value) {
    return value ? json::value(*value) : json::value(nullptr);
}

json::object as_json(model::Latency const& latency) {
    return {{"samples", latency.samples},
            {"least", latency.least.count()},
            {"p50", latency.p50.count()},
            {"p99", latency.p99.count()},
            {"p99.9", latency.p999.count()},
            {"most", latency.most.count()},
            {"variation", latency.variation().count()}};
}

json::object as_json(model::ThroughputRow const& row) {
    return {{"protocol", row.protocol},     {"size", row.size},           {"direction", row.direction},
            {"flows", row.flows},           {"opened", row.opened},       {"mean_octets", row.octets},
            {"offered", row.offered},       {"lower", number(row.lower)}, {"upper", number(row.upper)},
            {"regular", row.regular},       {"own_limit", row.own_limit}, {"capped", row.capped},
            {"trials", row.trials},         {"sent", row.sent},           {"received", row.received},
            {"duplicated", row.duplicated}, {"reordered", row.reordered}, {"altered", row.altered},
            {"strayed", row.strayed},       {"missed", row.missed},       {"latency_ns", as_json(row.latency)},
            {"trouble", row.trouble}};
}

json::object as_json(model::CapacityRow const& row) {
    return {{"protocol", row.protocol},
            {"tried", row.tried},
            {"opened", row.opened},
            {"held", row.held},
            {"strayed", row.strayed},
            {"rate", row.rate},
            {"at_limit", to_string(row.at_limit)},
            {"newcomer", row.newcomer},
            {"trouble", row.trouble}};
}

template <class Rows>
json::array all(Rows const& rows) {
    json::array out;
    for (auto const& row : rows) out.emplace_back(as_json(row));
    return out;
}

/// RFC 4180: quoted where it has to be.
std::string cell(std::string const& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return quoted + "\"";
}

std::string cell(std::optional<double> value) {
    return value ? fmt::format("{:.1f}", *value) : std::string{};
}

}  // namespace

std::string load_json(model::LoadReport const& report) {
    json::object out{{"format", 1},
                     {"tool", report.tool},
                     {"started", report.started},
                     {"dut", model::valid_utf8(report.dut)},
                     {"about", model::valid_utf8(report.about)},
                     {"seed", std::to_string(report.seed)},
                     {"mechanism", report.mechanism},
                     {"clients", report.clients},
                     {"servers", report.servers},
                     {"goal", report.goal},
                     {"compliant", report.compliant},
                     {"throughput", all(report.throughput)},
                     {"capacity", all(report.capacity)},
                     {"ended", model::valid_utf8(report.ended)}};
    return json::serialize(out) + "\n";
}

std::string load_csv(model::LoadReport const& report) {
    std::string text =
        "what,protocol,size,direction,flows,opened,lower,upper,own_limit,capped,sent,received,duplicated,reordered,altered,strayed,p50_ns,"
        "p99_ns,"
        "p99.9_ns,kept,at_limit,trouble\n";
    for (auto const& row : report.throughput)
        text += fmt::format("throughput,{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},,,{}\n", row.protocol, row.size,
                            row.direction, row.flows, row.opened, cell(row.lower), cell(row.upper), row.own_limit, row.capped, row.sent,
                            row.received, row.duplicated, row.reordered, row.altered, row.strayed, row.latency.p50.count(),
                            row.latency.p99.count(), row.latency.p999.count(), cell(row.trouble));
    for (auto const& row : report.capacity)
        text += fmt::format("capacity,{},,,{},{},,,,,,,,,,{},,,,{},{},{}\n", row.protocol, row.tried, row.opened, row.strayed, row.held,
                            to_string(row.at_limit), cell(row.trouble));
    return text;
}

}  // namespace tsuka::reports
