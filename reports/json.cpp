// The JSON report. Members stand in a fixed order, one per line, so that two reports can be compared with diff.
#include "reports/json.hpp"

#include "harness/model/text.hpp"
#include "reports/causes.hpp"
#include "reports/measured.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace tsuka::reports {
namespace {

namespace json = boost::json;
using model::Verdict;

json::string text(std::string_view value) {
    return json::string{model::valid_utf8(value)};
}

template <class Items, class Convert>
json::array list(Items const& items, Convert const& convert) {
    json::array out;
    for (auto const& item : items) out.emplace_back(convert(item));
    return out;
}

json::array pairs(std::vector<model::FieldRecord> const& fields) {
    return list(fields, [](model::FieldRecord const& field) { return json::array{text(field.name), text(field.value)}; });
}
json::array texts(std::vector<std::string> const& values) {
    return list(values, [](std::string const& value) { return text(value); });
}
json::object frames(FrameNumbers const& numbers) {
    auto const all = [](std::vector<std::uint64_t> const& values) { return list(values, [](std::uint64_t value) { return value; }); };
    return {{"lan", all(numbers.lan)}, {"wan", all(numbers.wan)}};
}

json::object closing_words(model::Report const& report) {
    Conclusion const said = conclude(report);
    auto const [settled, claimed] = model::coverage(report);
    return {
        {"word", text(said.word)}, {"sentence", text(said.sentence)},          {"exit_status", exit_status(report)}, {"settled", settled},
        {"claimed", claimed},      {"partial_accepted", report.accept_partial}};
}

/// All entries, an empty one where nothing was stated.
template <class Owner, std::size_t count>
json::object stated(Owner const& owner, std::array<model::Entry<Owner>, count> const& entries) {
    json::object out;
    for (auto const& entry : entries) out.emplace(entry.key, text(owner.*entry.text));
    return out;
}

json::object account(model::SideAccount const& side) {
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

/// Whose the frames were; null when the run did not come to its end.
json::value accounts(std::optional<model::Accounts> const& all) {
    if (!all) return nullptr;
    return json::object{{"lan", account(all->of(Side::lan))},
                        {"wan", account(all->of(Side::wan))},
                        {"bench", list(all->bench, [](model::BenchFinding const& one) {
                             return json::object{{"kind", text(one.kind)},
                                                 {"side", one.side == Side::lan ? "lan" : "wan"},
                                                 {"detail", text(one.detail)},
                                                 {"count", one.count},
                                                 {"frames", list(one.frames, [](std::uint64_t value) { return value; })}};
                         })}};
}

/// The seed is text: it has 64 bits, and many readers of JSON keep only 53 of a number.
json::object run(model::Report const& report) {
    return {{"tool", text(report.run.tool)},
            {"started", text(report.run.started)},
            {"took_ns", report.took.count()},
            {"dut", text(report.run.dut)},
            {"dut_about", text(report.run.dut_about)},
            {"about", text(report.run.about)},
            {"device", stated(report.run.device, model::device_entries)},
            {"certificate", stated(report.run.certificate, model::certificate_entries)},
            {"seed", std::to_string(report.run.seed)},
            {"complete", report.complete},
            {"ended", text(report.ended)},
            {"facts", pairs(report.run.facts)},
            {"ports", list(report.ports,
                           [](model::PortRecord const& port) {
                               return json::object{
                                   {"name", text(port.name)}, {"sent", port.sent}, {"received", port.received}, {"dropped", port.dropped}};
                           })},
            {"frames", accounts(report.accounts)}};
}

json::object profile(model::Profile const& by) {
    return {{"id", text(by.id)},
            {"title", text(by.title)},
            {"about", text(by.about)},
            {"claims", texts(by.claims)},
            {"documented", list(by.documented, [](model::Documented const& one) {
                 return json::object{{"case", text(one.case_id)}, {"class", text(one.observed_class)}, {"source", text(one.source)}};
             })}};
}

json::object counts(model::Report const& report) {
    auto all = totals(report);
    json::object out;
    for (Verdict const verdict : model::verdicts_by_severity) out.emplace(to_string(verdict), all[verdict]);
    return out;
}

json::object summary(ClaimSummary const& one) {
    return {{"id", text(one.claim.id)},
            {"level", to_string(one.claim.level)},
            {"source", text(one.claim.source)},
            {"sentence", text(one.claim.sentence)},
            {"always", one.claim.always},
            {"claimed", one.claimed},
            {"verdict", to_string(one.verdict)},
            {"kept", one.kept},
            {"broken", one.broken},
            {"open", one.open}};
}

json::value documented(model::ReportRow const& row) {
    if (row.documented_class.empty()) return nullptr;
    auto const agreed = [&] {
        switch (row.agreement) {
            case model::Agreement::none:
                return json::value(nullptr);
            case model::Agreement::as_documented:
                return json::value(true);
            case model::Agreement::differs:
                return json::value(false);
        }
        return json::value(nullptr);
    };
    return json::object{{"class", text(row.documented_class)}, {"source", text(row.documented_source)}, {"agrees", agreed()}};
}

json::array failed_checks(model::CaseRecord const& result) {
    json::array out;
    for (model::StepRecord const& step : result.steps) {
        for (model::Check const& check : step.checks) {
            if (check.holds) continue;
            out.push_back(json::object{{"step", step.number},
                                       {"at", text(to_string(step.spot))},
                                       {"what", text(check.what)},
                                       {"wanted", text(check.wanted)},
                                       {"found", text(check.found)}});
        }
    }
    return out;
}

json::object finding(model::Finding const& one) {
    return {{"claim", text(one.claim)},
            {"detail", text(one.detail)},
            {"probe", text(one.probe)},
            {"note", one.note},
            {"frames", frames({one.lan_frames, one.wan_frames})}};
}

json::object row_of(model::ReportRow const& row, model::Record const& record) {
    json::object out{
        {"name", text(row.name)},
        {"id", text(row.id)},
        {"suite", text(row.suite)},
        {"title", text(row.title)},
        {"verdict", to_string(row.verdict)},
        {"reason", text(row.reason)},
        {"observed_class", text(row.observed_class)},
        {"documented", documented(row)},
        {"claims", list(row.claims, [](model::ClaimRow const& claim) {
             return json::object{
                 {"id", text(claim.claim.id)}, {"claimed", claim.claimed}, {"kept", claim.kept}, {"verdict", to_string(claim.verdict)}};
         })}};
    model::CaseRecord const none;
    model::CaseRecord const* found = case_of(record, row);
    model::CaseRecord const& result = found != nullptr ? *found : none;
    out.emplace("outcome", found != nullptr ? json::value(to_string(result.outcome)) : json::value(nullptr));
    out.emplace("failed_checks", failed_checks(result));
    out.emplace("findings", list(result.findings, finding));
    out.emplace("frames", frames(frames_of(result)));
    out.emplace("attempts", result.attempts);
    out.emplace("took_ns", result.took.count());
    return out;
}

json::value number_or_null(std::optional<std::int64_t> const& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::object measurement(model::Measurement const& one) {
    return {{"quantity", text(one.quantity)},
            {"unit", to_string(one.unit)},
            {"lower", number_or_null(one.lower)},
            {"upper", number_or_null(one.upper)},
            {"monotone", one.monotone()},
            {"tried", list(one.tried,
                           [](model::Trial const& trial) {
                               return json::array{trial.value, to_string(trial.result)};
                           })},
            {"untried", list(one.untried, [](std::int64_t value) { return value; })}};
}

json::object group(model::GroupRow const& one) {
    json::object classes;
    for (auto const& [name, times] : one.classes) classes.emplace(text(name), times);
    return {{"id", text(one.id)},
            {"kind", one.kind == model::Group::Kind::measure ? "measure" : "repeat"},
            {"text", text(sentence_of(one))},
            {"measured", measurement(one.measured)},
            {"classes", classes}};
}

json::object around(model::Around const& one) {
    return {{"before", text(in_hex(one.before))}, {"octets", text(in_hex(one.octets))}, {"after", text(in_hex(one.after))}};
}

/// Offsets count octets from 0; a frame is a number in the capture, 0 where nobody of the case sent one.
json::value octets(std::optional<Objected> const& one) {
    if (!one) return nullptr;
    return json::object{{"layer", text(one->parting.layer)}, {"field", text(one->parting.field)},
                        {"offset", one->parting.offset},     {"place", one->parting.place},
                        {"sent_frame", one->sent},           {"arrived_frame", one->arrived},
                        {"sent", around(one->parting.sent)}, {"arrived", around(one->parting.arrived)}};
}

json::object cause(Cause const& one) {
    return {{"verdict", to_string(one.verdict)},
            {"sentence", text(one.sentence)},
            {"cases", list(one.rows, [](model::ReportRow const* row) { return text(row->name); })},
            {"claims", list(one.claims, [](model::ClaimRow const* row) { return text(row->claim.id); })},
            {"expected", text(one.expected)},
            {"arrived", text(one.arrived)},
            {"octets", octets(one.octets)}};
}

json::array all_causes(model::Report const& report, model::Record const& record) {
    json::array out = list(causes(report, record, Shortfall::attention), cause);
    for (Cause const& one : causes(report, record, Shortfall::not_offered)) out.emplace_back(cause(one));
    return out;
}

json::object user_row(model::UserRow const& row, model::Report const& report) {
    json::array cells;
    for (std::size_t index = 0; index < row.cells.size(); ++index) {
        model::UserCell const& cell = row.cells[index];
        if (cell.works == model::Works::no_case) continue;
        cells.push_back(json::object{{"situation", text(report.users.situations.at(index).id)},
                                     {"title", text(report.users.situations.at(index).title)},
                                     {"works", to_string(cell.works)},
                                     {"word", text(cell.word)},
                                     {"cases", list(cell.rows, [&](std::size_t at) { return text(report.rows.at(at).name); })},
                                     {"classes", texts(cell.classes)}});
    }
    return {{"kind", text(row.kind)}, {"title", text(row.title)}, {"reach", text(row.reach)},
            {"text", text(row.text)}, {"helps", text(row.helps)}, {"cells", cells}};
}

json::object known(model::Known const& one, model::Report const& report) {
    return {{"case", text(one.expected.case_name)},
            {"claim", text(one.expected.claim)},
            {"verdict", text(one.expected.verdict)},
            {"class", text(one.expected.observed_class)},
            {"reason", text(one.expected.reason)},
            {"ticket", text(one.expected.ticket)},
            {"expires", text(one.expected.expires)},
            {"state", to_string(one.state)},
            {"cases", list(one.rows, [&](std::size_t at) { return text(report.rows.at(at).name); })}};
}

bool is_flat(json::array const& values) {
    return std::all_of(values.begin(), values.end(), [](json::value const& value) { return !value.is_structured(); });
}

/// Boost.JSON serializes without line breaks; this adds them.
void print(json::value const& value, std::size_t depth, std::string& out) {
    std::string const indent(2 * (depth + 1), ' ');
    std::string_view separator = "\n";
    if (auto const* object = value.if_object(); object != nullptr && !object->empty()) {
        out += '{';
        for (auto const& member : *object) {
            out += fmt::format("{}{}{}: ", separator, indent, json::serialize(json::value(member.key())));
            print(member.value(), depth + 1, out);
            separator = ",\n";
        }
        out += fmt::format("\n{}}}", indent.substr(2));
    } else if (auto const* array = value.if_array(); array != nullptr && !is_flat(*array)) {
        out += '[';
        for (json::value const& item : *array) {
            out += fmt::format("{}{}", separator, indent);
            print(item, depth + 1, out);
            separator = ",\n";
        }
        out += fmt::format("\n{}]", indent.substr(2));
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

Result<void> write_json(model::Report const& report, model::Record const& record, Facts const& facts, Sink const& sink) {
    json::object const root{
        {"format", 1},
        {"tool", text(facts.tool)},
        {"rendered", text(facts.rendered)},
        {"number", text(facts.number)},
        {"record_sha256", text(facts.record_digest)},
        {"conclusion", closing_words(report)},
        {"totals", counts(report)},
        {"run", run(report)},
        {"profile", profile(report.profile)},
        {"claims", list(by_claim(report), summary)},
        {"unsettled", texts(report.unsettled)},
        {"users", list(report.users.rows, [&](model::UserRow const& row) { return user_row(row, report); })},
        {"known", list(report.known, [&](model::Known const& one) { return known(one, report); })},
        {"causes", all_causes(report, record)},
        {"groups", list(report.groups, group)},
        {"captures", {{"lan", text(facts.evidence + facts.lan_capture)}, {"wan", text(facts.evidence + facts.wan_capture)}}}};
    std::string out;
    print(root, 0, out);
    out.resize(out.size() - 2);  // the rows come before the closing brace
    out += report.rows.empty() ? ",\n  \"rows\": []" : ",\n  \"rows\": [";
    std::string_view separator = "\n    ";
    for (model::ReportRow const& row : report.rows) {
        out += separator;
        print(row_of(row, record), 2, out);
        separator = ",\n    ";
        if (auto done = sink(out); !done) return done;
        out.clear();
    }
    if (!report.rows.empty()) out += "\n  ]";
    return sink(out + "\n}\n");
}

std::string render_json(model::Report const& report, model::Record const& record, Facts const& facts) {
    std::string out;
    (void)write_json(report, record, facts, [&](std::string_view piece) {
        out += piece;
        return Result<void>{};
    });
    return out;
}

}  // namespace tsuka::reports
