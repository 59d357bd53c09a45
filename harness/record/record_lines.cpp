// The lines of a record as JSON. Members are always written, in this order, so that two records can be compared with diff; only what a
// step has nothing of is left out. One file of more than 300 lines: what its parts share is Boost.JSON's, which no header shows.
#include "harness/model/text.hpp"
#include "harness/record/record_writer.hpp"
#include "harness/record/words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

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

/// Only what the capture does not say, once for all frames that are alike: [actor, probe, step, is it the sentinel's, number, distance to
/// the next number, ...].
json::array frames(std::vector<model::FrameRecord> const& values) {
    using Alike = std::tuple<std::string_view, std::string_view, unsigned, bool>;
    std::map<Alike, std::size_t> rows;
    std::vector<std::vector<model::FrameRecord const*>> alike;
    for (auto const& frame : values) {
        const auto [row, fresh] = rows.try_emplace({frame.actor, frame.probe, frame.step, frame.sentinel}, alike.size());
        if (fresh || !is_short(frame)) {
            row->second = alike.size();
            alike.emplace_back();
        }
        alike[row->second].push_back(&frame);
    }
    json::array out;
    for (auto& row : alike) {
        std::stable_sort(row.begin(), row.end(), [](auto const* a, auto const* b) { return a->number < b->number; });
        json::array written{text(row[0]->actor), text(row[0]->probe), row[0]->step, row[0]->sentinel ? 1 : 0};
        std::uint64_t before = 0;
        for (auto const* frame : row) written.emplace_back(frame->number - std::exchange(before, frame->number));
        out.push_back(std::move(written));
    }
    return out;
}

/// A series looks at the same things thousands of times. What was said before in this step stands as its place among what was said; where
/// something else was found, as [place, found].
json::array checks(std::vector<model::Check> const& values) {
    std::map<std::tuple<std::string_view, std::string_view, bool>, std::pair<std::size_t, std::string_view>> said;
    std::size_t places = 0;
    json::array out;
    for (auto const& check : values) {
        const auto found = said.find({check.what, check.wanted, check.holds});
        if (found != said.end() && found->second.second == check.found) {
            out.emplace_back(found->second.first);
        } else if (found != said.end()) {
            out.push_back(json::array{found->second.first, text(check.found)});
        } else {
            out.push_back(json::array{text(check.what), text(check.wanted), text(check.found), check.holds ? 1 : 0});
            if (is_short(check)) said.try_emplace({check.what, check.wanted, check.holds}, places, check.found);
            ++places;
        }
    }
    return out;
}

/// In the file of the step before only line and column are said.
json::array spot(model::Spot const& spot, std::string_view before) {
    json::array out;
    if (spot.file != before) out.emplace_back(text(spot.file));
    out.emplace_back(spot.line);
    out.emplace_back(spot.column);
    return out;
}

json::array steps(std::vector<model::StepRecord> const& values) {
    json::array out;
    std::string_view file;
    unsigned number = 0;
    Duration before{};
    for (auto const& step : values) {
        json::object written;
        if (step.number != ++number) written.emplace("number", step.number);
        written.emplace("written", text(step.written));
        written.emplace("spot", spot(step.spot, std::exchange(file, step.spot.file)));
        written.emplace("status", word(step.status));
        if (!step.detail.empty()) written.emplace("detail", text(step.detail));
        if (!step.checks.empty()) written.emplace("checks", checks(step.checks));
        if (step.began != before) written.emplace("began", step.began.count());
        if (step.took != Duration{}) written.emplace("took", step.took.count());
        before = step.began + step.took;
        out.push_back(std::move(written));
    }
    return out;
}

/// What there is nothing of is left out.
json::object of(model::Observation const& seen) {
    json::object out{{"seen", word(seen.seen)}};
    auto const say = [&](std::string_view name, std::string const& value) {
        if (!value.empty()) out.emplace(name, text(value));
    };
    say("probe", seen.probe);
    say("from", seen.from);
    say("to", seen.to);
    say("at", seen.at);
    say("field", seen.field);
    say("sent", seen.sent);
    say("arrived", seen.arrived);
    if (seen.offset) out.emplace("offset", *seen.offset);
    if (seen.side) out.emplace("side", word(*seen.side));
    if (!seen.lan_frames.empty()) out.emplace("lan_frames", numbers(seen.lan_frames));
    if (!seen.wan_frames.empty()) out.emplace("wan_frames", numbers(seen.wan_frames));
    say("claim", seen.claim);
    say("detail", seen.words);
    if (seen.note) out.emplace("note", true);
    return out;
}

json::array of(model::Doubt const& doubt) {
    json::array out{word(doubt.cause)};
    if (!doubt.detail.empty()) out.push_back(text(doubt.detail));
    return out;
}

json::object of(model::Group const& group) {
    return {{"kind", word(group.kind)}, {"label", text(group.label)}, {"value", group.value.count()}};
}

json::object of(model::LoadWanted const& load) {
    return {{"rate", load.rate}, {"protocols", texts(load.protocols)}, {"size", load.size}};
}

json::object of(model::LoadStretch const& stretch) {
    return {{"sent", stretch.sent}, {"arrived", stretch.arrived}};
}

json::object of(model::LoadFault const& fault) {
    return {{"what", text(fault.what)}, {"claim", text(fault.claim)}, {"early", fault.early},
            {"late", fault.late},       {"first", fault.first},       {"flows", fault.flows}};
}

json::object of(model::LoadPassage const& passage) {
    return {{"protocol", text(passage.protocol)}, {"from", json::string(word(passage.from))},
            {"opened", passage.opened},           {"early", of(passage.early)},
            {"late", of(passage.late)},           {"faults", list(passage.faults, [](model::LoadFault const& one) { return of(one); })}};
}

json::value of(std::optional<model::LoadBeside> const& load) {
    if (!load) return nullptr;
    return json::object{{"wanted", of(load->wanted)},
                        {"flowed", load->flowed.count()},
                        {"offered", load->offered},
                        {"sent_lan", load->sent[0]},
                        {"sent_wan", load->sent[1]},
                        {"received_lan", load->received[0]},
                        {"received_wan", load->received[1]},
                        {"dropped", load->dropped},
                        {"passages", list(load->passages, [](model::LoadPassage const& one) { return of(one); })},
                        {"trouble", text(load->trouble)}};
}

json::object of(model::PlanRecord const& plan) {
    json::object out{{"cases", texts(plan.cases)},
                     {"jobs", plan.jobs},
                     {"confirm", plan.confirm},
                     {"mtu", plan.mtu},
                     {"longest", plan.longest ? json::value(plan.longest->count()) : json::value(nullptr)},
                     {"rest", plan.rest.count()},
                     {"budget", plan.budget ? json::value(plan.budget->count()) : json::value(nullptr)},
                     {"most_failures", plan.most_failures}};
    if (plan.load.any()) out.emplace("load", of(plan.load));
    return out;
}

/// [kind, after, at] and, where there is more to say, [..., rest, why].
json::array of(model::Input const& input) {
    json::array out{json::string(word(input.kind)), input.after, input.at.time_since_epoch().count()};
    using enum model::Input::Kind;
    if (input.kind != spoilt && input.kind != interrupt && input.kind != hook && input.kind != load) return out;
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
    json::object out;
    for (auto const& counter : model::counters) out.emplace(counter.key, side.*counter.count);
    return out;
}

json::object of(model::BenchFinding const& finding) {
    return {{"kind", text(finding.kind)},
            {"side", json::string(word(finding.side))},
            {"detail", text(finding.detail)},
            {"count", finding.count},
            {"frames", numbers(finding.frames)}};
}

json::object of(model::Event const& event) {
    return {{"kind", text(event.kind)}, {"at", event.at.count()}, {"detail", text(event.detail)}};
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

std::string resumed_line(model::Resumption const& part) {
    return json::serialize(json::object{{"kind", resumed_kind},
                                        {"started", text(part.started)},
                                        {"seed", part.seed},
                                        {"plan", of(part.plan)},
                                        {"facts", fields(part.facts)},
                                        {"at", part.at.count()},
                                        {"after", part.after}});
}

std::string case_line(model::CaseRecord const& result) {
    auto const host = [](auto const& pair) { return json::array{text(pair.first), text(pair.second)}; };
    json::object out{{"kind", case_kind}, {"id", text(result.id)}, {"name", text(result.name)}};
    // What most cases have nothing to say of is left out where there is nothing.
    auto const say = [&](std::string_view name, json::value value, bool something) {
        if (something) out.emplace(name, std::move(value));
    };
    say("group", of(result.group), result.group.kind != model::Group::Kind::none);
    out.emplace("suite", text(result.suite));
    out.emplace("title", text(result.title));
    say("about", text(result.about), !result.about.empty());
    out.emplace("claims", texts(result.claims));
    out.emplace("outcome", word(result.outcome));
    say("reason", text(result.reason), !result.reason.empty());
    say("observed_class", text(result.observed_class), !result.observed_class.empty());
    say("class_about", text(result.class_about), !result.class_about.empty());
    out.emplace("broken", texts(result.broken));
    out.emplace("steps", steps(result.steps));
    out.emplace("observations", list(result.observations, [](model::Observation const& seen) { return of(seen); }));
    say("because", result.because.value_or(0), result.because.has_value());
    say("doubts", list(result.doubts, [](model::Doubt const& doubt) { return of(doubt); }), !result.doubts.empty());
    out.emplace("frames", frames(result.frames));
    say("symbols", fields(result.symbols), !result.symbols.empty());
    out.emplace("hosts", list(result.hosts, host));
    out.emplace("began", result.began.count());
    out.emplace("took", result.took.count());
    out.emplace("attempts", result.attempts);
    say("tries", list(result.tries, [](model::AttemptRecord const& one) { return of(one); }), !result.tries.empty());
    return json::serialize(out);
}

std::string inputs_line(std::vector<model::Input> const& inputs) {
    return json::serialize(
        json::object{{"kind", inputs_kind}, {"list", list(inputs, [](model::Input const& input) { return of(input); })}});
}

std::string end_line(Ending const& ending) {
    json::object out{{"kind", end_kind},
                     {"complete", ending.complete},
                     {"ended", text(ending.ended)},
                     {"ports", list(ending.ports, [](model::PortRecord const& port) { return of(port); })},
                     {"timeline", list(ending.timeline, [](model::Event const& event) { return of(event); })},
                     {"accounts", of(ending.accounts)},
                     {"took", ending.took.count()}};
    if (ending.load) out.emplace("load", of(ending.load));
    return json::serialize(out);
}

}  // namespace tsuka::record
