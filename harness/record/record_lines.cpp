// The lines of a record as JSON. Members are always written, in this order, so that two records can be compared with diff.
#include "harness/model/text.hpp"
#include "harness/record/record_writer.hpp"
#include "harness/record/words.hpp"

#include <boost/json.hpp>

namespace tsuka::record {
namespace {

namespace json = boost::json;

/// JSON is UTF-8 (RFC 8259 section 8.1); what a frame holds need not be.
json::string text(std::string_view value) {
    return json::string{model::valid_utf8(value)};
}

template <class Items, class Convert>
json::array list(Items const& items, Convert const& convert) {
    json::array out;
    out.reserve(items.size());
    for (auto const& item : items) out.emplace_back(convert(item));
    return out;
}

json::array texts(std::vector<std::string> const& values) {
    return list(values, [](std::string const& value) { return text(value); });
}
json::array numbers(std::vector<std::uint64_t> const& values) {
    return list(values, [](std::uint64_t value) { return value; });
}
json::array fields(std::vector<model::FieldRecord> const& values) {
    return list(values, [](model::FieldRecord const& field) { return json::array{text(field.name), text(field.value)}; });
}

/// Only what the capture does not say: [number, actor, probe, step, is it the sentinel's].
json::array of(model::FrameRecord const& frame) {
    return {frame.number, text(frame.actor), text(frame.probe), frame.step, frame.sentinel ? 1 : 0};
}

json::object of(model::Check const& check) {
    return {{"what", text(check.what)}, {"wanted", text(check.wanted)}, {"found", text(check.found)}, {"holds", check.holds}};
}

json::object of(model::Spot const& spot) {
    return {{"file", text(spot.file)}, {"line", spot.line}, {"column", spot.column}};
}

json::object of(model::StepRecord const& step) {
    return {{"number", step.number},       {"written", text(step.written)},
            {"spot", of(step.spot)},       {"status", word(step.status)},
            {"detail", text(step.detail)}, {"checks", list(step.checks, [](model::Check const& check) { return of(check); })},
            {"began", step.began.count()}, {"took", step.took.count()}};
}

json::object of(model::Finding const& finding) {
    return {{"claim", text(finding.claim)},
            {"detail", text(finding.detail)},
            {"probe", text(finding.probe)},
            {"lan_frames", numbers(finding.lan_frames)},
            {"wan_frames", numbers(finding.wan_frames)},
            {"note", finding.note}};
}

json::object of(model::Group const& group) {
    return {{"kind", word(group.kind)}, {"label", text(group.label)}, {"value", group.value.count()}};
}

json::object of(model::PlanRecord const& plan) {
    return {{"cases", texts(plan.cases)},
            {"jobs", plan.jobs},
            {"confirm", plan.confirm},
            {"mtu", plan.mtu},
            {"longest", plan.longest ? json::value(plan.longest->count()) : json::value(nullptr)},
            {"rest", plan.rest.count()}};
}

/// [kind, after, at] and, where there is more to say, [..., rest, why].
json::array of(model::Input const& input) {
    json::array out{json::string(word(input.kind)), input.after, input.at.time_since_epoch().count()};
    if (input.kind != model::Input::Kind::spoilt && input.kind != model::Input::Kind::interrupt) return out;
    out.push_back(input.rest.count());
    out.push_back(text(input.why));
    return out;
}

json::object of(model::AttemptRecord const& one) {
    return {{"outcome", word(one.outcome)},
            {"observed_class", text(one.observed_class)},
            {"broken", texts(one.broken)},
            {"reason", text(one.reason)},
            {"frames", numbers(one.frames)}};
}

json::object of(model::PortRecord const& port) {
    return {{"name", text(port.name)}, {"sent", port.sent}, {"received", port.received}, {"dropped", port.dropped}};
}

json::object of(model::SideAccount const& side) {
    return {{"sent", side.sent},
            {"received", side.received},
            {"probes", side.probes},
            {"late", side.late},
            {"lab", side.lab},
            {"router", side.router},
            {"strangers", side.strangers},
            {"other_vlan", side.other_vlan},
            {"after_end", side.after_end}};
}

json::object of(model::BenchFinding const& finding) {
    return {{"kind", text(finding.kind)},
            {"side", json::string(word(finding.side))},
            {"detail", text(finding.detail)},
            {"count", finding.count},
            {"frames", numbers(finding.frames)}};
}

json::value of(std::optional<model::Accounts> const& accounts) {
    if (!accounts) return nullptr;
    return json::object{{"lan", of(accounts->of(Side::lan))},
                        {"wan", of(accounts->of(Side::wan))},
                        {"bench", list(accounts->bench, [](model::BenchFinding const& one) { return of(one); })}};
}

/// Only what is said: an entry that is not there was not stated.
template <class Owner, std::size_t count>
json::object of(Owner const& owner, std::array<model::Entry<Owner>, count> const& entries) {
    json::object out;
    for (auto const& entry : entries)
        if (!(owner.*entry.text).empty()) out.emplace(entry.key, text(owner.*entry.text));
    return out;
}

}  // namespace

std::string run_line(model::RunRecord const& run) {
    return json::serialize(json::object{{"kind", run_kind},
                                        {"format", run.format},
                                        {"tool", text(run.tool)},
                                        {"started", text(run.started)},
                                        {"dut", text(run.dut)},
                                        {"dut_about", text(run.dut_about)},
                                        {"about", text(run.about)},
                                        {"device", of(run.device, model::device_entries)},
                                        {"certificate", of(run.certificate, model::certificate_entries)},
                                        {"seed", run.seed},
                                        {"plan", of(run.plan)},
                                        {"virtual_time", run.virtual_time},
                                        {"facts", fields(run.facts)}});
}

std::string case_line(model::CaseRecord const& result) {
    auto const host = [](auto const& pair) { return json::array{text(pair.first), text(pair.second)}; };
    return json::serialize(json::object{{"kind", case_kind},
                                        {"id", text(result.id)},
                                        {"name", text(result.name)},
                                        {"group", of(result.group)},
                                        {"suite", text(result.suite)},
                                        {"title", text(result.title)},
                                        {"about", text(result.about)},
                                        {"claims", texts(result.claims)},
                                        {"outcome", word(result.outcome)},
                                        {"reason", text(result.reason)},
                                        {"observed_class", text(result.observed_class)},
                                        {"class_about", text(result.class_about)},
                                        {"broken", texts(result.broken)},
                                        {"steps", list(result.steps, [](model::StepRecord const& step) { return of(step); })},
                                        {"findings", list(result.findings, [](model::Finding const& finding) { return of(finding); })},
                                        {"frames", list(result.frames, [](model::FrameRecord const& frame) { return of(frame); })},
                                        {"symbols", fields(result.symbols)},
                                        {"hosts", list(result.hosts, host)},
                                        {"began", result.began.count()},
                                        {"took", result.took.count()},
                                        {"attempts", result.attempts},
                                        {"tries", list(result.tries, [](model::AttemptRecord const& one) { return of(one); })}});
}

std::string inputs_line(std::vector<model::Input> const& inputs) {
    return json::serialize(
        json::object{{"kind", inputs_kind}, {"list", list(inputs, [](model::Input const& input) { return of(input); })}});
}

std::string end_line(Ending const& ending) {
    return json::serialize(json::object{{"kind", end_kind},
                                        {"complete", ending.complete},
                                        {"ended", text(ending.ended)},
                                        {"ports", list(ending.ports, [](model::PortRecord const& port) { return of(port); })},
                                        {"accounts", of(ending.accounts)},
                                        {"took", ending.took.count()}});
}

}  // namespace tsuka::record
