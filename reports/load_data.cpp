// The machine formats of a load report.
#include "harness/model/text.hpp"
#include "reports/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace tsuka::reports {

namespace {

namespace json = boost::json;
namespace measured = model::measured;

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

json::object as_json(model::LatencyAt const& one);
json::object as_json(model::LatencyFilled const& one);
json::object as_json(model::EstablishmentRow const& row);
json::object as_json(model::ThroughputRow const& row);
json::object as_json(model::CapacityRow const& row);
json::object as_json(model::TearDownRow const& row);
json::object as_json(model::SoakPart const& part);
json::object as_json(model::SoakRow const& row);
json::object as_json(model::PromiseRow const& row);

template <class Rows>
json::array all(Rows const& rows) {
    json::array out;
    for (auto const& row : rows) out.emplace_back(as_json(row));
    return out;
}

json::object as_json(model::LatencyAt const& one) {
    return {
        {"percent", one.percent}, {"rate", one.rate}, {"sent", one.sent}, {"received", one.received}, {"latency_ns", as_json(one.latency)}};
}

json::object with(model::RateFound const& found, json::object others) {
    json::object out{{"protocol", found.protocol},   {"offered", found.offered}, {"lower", number(found.lower)},
                     {"upper", number(found.upper)}, {"regular", found.regular}, {"rig", number(found.rig)},
                     {"own_limit", found.own_limit}, {"capped", found.capped},   {"trials", found.trials},
                     {"trouble", found.trouble}};
    for (auto& [name, value] : others) out.emplace(name, std::move(value));
    return out;
}

json::object as_json(model::ThroughputRow const& row) {
    return with(row, {{"size", row.size},
                      {"direction", row.direction},
                      {"flows", row.flows},
                      {"opened", row.opened},
                      {"mean_octets", row.octets},
                      {"searches", json::value_from(row.searches)},
                      {"sent", row.sent},
                      {"received", row.received},
                      {"duplicated", row.duplicated},
                      {"reordered", row.reordered},
                      {"altered", row.altered},
                      {"strayed", row.strayed},
                      {"missed", row.missed},
                      {"latency_ns", as_json(row.latency)},
                      {"at_load", all(row.at_load)}});
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
            {"trouble", row.trouble},
            {"filled", all(row.filled)},
            {"filled_trouble", row.filled_trouble}};
}

json::object as_json(model::LatencyFilled const& one) {
    return {{"percent", one.percent}, {"flows", one.flows},       {"rate", one.rate},
            {"sent", one.sent},       {"received", one.received}, {"latency_ns", as_json(one.latency)}};
}

json::object as_json(model::EstablishmentRow const& row) {
    return with(row,
                {{"flows", row.flows}, {"room", row.room ? json::value(*row.room) : json::value(nullptr)}, {"unfinished", row.unfinished}});
}

json::object as_json(model::TearDownRow const& row) {
    return {{"protocol", row.protocol},    {"tried", row.tried},          {"held", row.held},           {"left", row.left},
            {"took_ns", row.took.count()}, {"idle_ns", row.idle.count()}, {"lower", number(row.lower)}, {"at_least", row.at_least},
            {"newcomer", row.newcomer},    {"trouble", row.trouble}};
}

json::object as_json(model::SoakPart const& part) {
    return {{"from_ns", part.from.count()},
            {"took_ns", part.took.count()},
            {"sent", part.sent},
            {"received", part.received},
            {"duplicated", part.duplicated},
            {"reordered", part.reordered},
            {"altered", part.altered},
            {"strayed", part.strayed},
            {"missed", part.missed},
            {"silent", part.silent},
            {"latency_ns", as_json(part.latency)}};
}

json::object as_json(model::SoakRow const& row) {
    return {{"protocol", row.protocol},        {"size", row.size},   {"direction", row.direction}, {"rate", row.rate},
            {"wanted_ns", row.wanted.count()}, {"flows", row.flows}, {"opened", row.opened},       {"parts", all(row.parts)},
            {"trouble", row.trouble},          {"ended", row.ended}};
}

std::string_view unit_of(model::LoadPromise::Of of) {
    using Of = model::LoadPromise::Of;
    switch (of) {
        case Of::flows:
            return "flows";
        case Of::new_flows:
            return "new_flows";
        case Of::frames:
            return "frames";
        case Of::mbit:
            return "mbit";
        case Of::percent:
            return "percent_of_udp";
    }
    return {};
}

json::object as_json(model::PromiseRow const& row) {
    return {{"protocol", row.promise.protocol},  {"size", row.promise.size},         {"direction", row.promise.direction},
            {"unit", unit_of(row.promise.of)},   {"at_least", row.promise.at_least}, {"source", model::valid_utf8(row.promise.source)},
            {"verdict", to_string(row.verdict)}, {"measured", number(row.measured)}, {"why", row.why}};
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
                     {"establishment", all(report.establishment)},
                     {"tear_down", all(report.tear_down)},
                     {"soak", all(report.soak)},
                     {"profile", model::valid_utf8(report.profile)},
                     {"promises", all(report.promises)},
                     {"ended", model::valid_utf8(report.ended)}};
    return json::serialize(out) + "\n";
}

std::string load_csv(model::LoadReport const& report) {
    std::string text =
        "what,protocol,size,direction,flows,opened,lower,upper,own_limit,capped,sent,received,duplicated,reordered,altered,strayed,p50_ns,"
        "p99_ns,p99.9_ns,kept,at_limit,trouble,load_percent\n";
    for (auto const& row : report.throughput) {
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},,,{},100\n", measured::throughput, row.protocol,
                            row.size, row.direction, row.flows, row.opened, cell(row.lower), cell(row.upper), row.own_limit, row.capped,
                            row.sent, row.received, row.duplicated, row.reordered, row.altered, row.strayed, row.latency.p50.count(),
                            row.latency.p99.count(), row.latency.p999.count(), cell(row.trouble));
        for (auto const& part : row.at_load)
            text += fmt::format("{},{},{},{},{},{},,,,,{},{},,,,,{},{},{},,,,{}\n", measured::latency, row.protocol, row.size,
                                row.direction, row.flows, row.opened, part.sent, part.received, part.latency.p50.count(),
                                part.latency.p99.count(), part.latency.p999.count(), part.percent);
    }
    for (auto const& row : report.capacity) {
        text += fmt::format("{},{},,,{},{},,,,,,,,,,{},,,,{},{},{},\n", measured::capacity, row.protocol, row.tried, row.opened,
                            row.strayed, row.held, to_string(row.at_limit), cell(row.trouble));
        for (auto const& part : row.filled)
            text += fmt::format("{},{},,,{},{},,,,,{},{},,,,,{},{},{},,,,{}\n", measured::full_table, row.protocol, part.flows, part.flows,
                                part.sent, part.received, part.latency.p50.count(), part.latency.p99.count(), part.latency.p999.count(),
                                part.percent);
    }
    for (auto const& row : report.establishment)
        text += fmt::format("{},{},,,{},,{},{},{},{},,,,,,,,,,,,{},\n", measured::new_flows, row.protocol, row.flows, cell(row.lower),
                            cell(row.upper), row.own_limit, row.capped, cell(row.trouble.empty() ? row.unfinished : row.trouble));
    for (auto const& row : report.tear_down)
        text += fmt::format("{},{},,,{},{},{},,{},,,,,,,,,,,{},,{},\n", measured::tear_down, row.protocol, row.tried, row.held,
                            cell(row.lower), row.at_least, row.left, cell(row.trouble));
    for (auto const& row : report.soak) {
        for (auto const& part : row.parts)
            text += fmt::format("{},{},{},{},{},{},,,,,{},{},{},{},{},{},{},{},{},{},,{},\n", measured::soak, row.protocol, row.size,
                                row.direction, row.flows, row.opened, part.sent, part.received, part.duplicated, part.reordered,
                                part.altered, part.strayed, part.latency.p50.count(), part.latency.p99.count(), part.latency.p999.count(),
                                row.opened - std::min(row.opened, part.silent), cell(row.ended));
        if (!row.trouble.empty())
            text += fmt::format("{},{},{},{},{},{},,,,,,,,,,,,,,,,{},\n", measured::soak, row.protocol, row.size, row.direction, row.flows,
                                row.opened, cell(row.trouble));
    }
    return text;
}

}  // namespace tsuka::reports
