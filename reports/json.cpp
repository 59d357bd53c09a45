// The JSON report. Members stand in a fixed order, one per line, so that two reports can be compared with diff.
#include "reports/json.hpp"

#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "reports/json_parts.hpp"

namespace tsuka::reports {
namespace {

using model::Verdict;
using parts::list;
using parts::text;
using parts::texts;
namespace json = boost::json;

json::object closing_words(model::Report const& report) {
    RunInWords const said = conclude(report);
    auto const [settled, claimed] = model::coverage(report);
    return {
        {"word", text(said.word)}, {"sentence", text(said.sentence)},          {"exit_status", exit_status(report)}, {"settled", settled},
        {"claimed", claimed},      {"partial_accepted", report.accept_partial}};
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

Result<void> write_json(model::Report const& report, model::Record const& record, RenderContext const& facts, Sink const& sink) {
    json::object const root{
        {"format", 1},
        {"tool", text(facts.tool)},
        {"rendered", text(facts.rendered)},
        {"number", text(facts.number)},
        {"record_sha256", text(facts.record_digest)},
        {"conclusion", closing_words(report)},
        {"totals", counts(report)},
        {"run", parts::run(report)},
        {"profile", profile(report.profile)},
        {"claims", list(by_claim(report), summary)},
        {"unsettled", texts(report.unsettled)},
        {"users", list(report.users.rows, [&](model::UserRow const& row) { return parts::user_row(row, report); })},
        {"known", list(report.known, [&](model::Known const& one) { return parts::known(one, report); })},
        {"causes", parts::causes(report, record)},
        {"groups", list(report.groups, parts::group)},
        {"captures", {{"lan", text(facts.evidence + facts.lan_capture)}, {"wan", text(facts.evidence + facts.wan_capture)}}}};
    std::string out;
    print(root, 0, out);
    out.resize(out.size() - 2);  // the rows come before the closing brace
    out += report.rows.empty() ? ",\n  \"rows\": []" : ",\n  \"rows\": [";
    std::string_view separator = "\n    ";
    for (model::ReportRow const& row : report.rows) {
        out += separator;
        print(parts::row(row, record), 2, out);
        separator = ",\n    ";
        if (auto done = sink(out); !done) return done;
        out.clear();
    }
    if (!report.rows.empty()) out += "\n  ]";
    return sink(out + "\n}\n");
}

std::string render_json(model::Report const& report, model::Record const& record, RenderContext const& facts) {
    std::string out;
    (void)write_json(report, record, facts, [&](std::string_view piece) {
        out += piece;
        return Result<void>{};
    });
    return out;
}

}  // namespace tsuka::reports
