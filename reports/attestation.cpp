// Order of members is that of writing and rows keep that of the run, so the same report states the same octets.
#include "reports/attestation.hpp"

#include "harness/model/text.hpp"
#include "reports/summary.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace tsuka::reports {
namespace {

namespace json = boost::json;

json::string text_of(std::string_view text) {
    std::string const valid = model::valid_utf8(text);
    return json::string{valid.data(), valid.size()};
}

std::string statement(std::vector<Subject> const& subjects, std::string_view type, json::object predicate) {
    json::array names;
    for (Subject const& one : subjects)
        names.push_back(json::object{{"name", text_of(one.name)}, {"digest", json::object{{"sha256", text_of(one.sha256)}}}});
    return json::serialize(json::object{{"_type", "https://in-toto.io/Statement/v1"},
                                        {"subject", std::move(names)},
                                        {"predicateType", text_of(type)},
                                        {"predicate", std::move(predicate)}});
}

json::array configuration(std::vector<Subject> const& subjects) {
    json::array out;
    for (Subject const& one : subjects) {
        bool const input =
            one.name == "profile.toml" || one.name == "claims.toml" || one.name == "lab.toml" || one.name.starts_with("suites/");
        if (input) out.push_back(json::object{{"name", text_of(one.name)}, {"digest", json::object{{"sha256", text_of(one.sha256)}}}});
    }
    return out;
}

std::string_view text_at(json::object const& object, char const* name) {
    auto const* value = object.if_contains(name);
    auto const* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

}  // namespace

std::string result_statement(model::Report const& report, std::vector<Subject> const& subjects) {
    json::array passed;
    json::array warned;
    json::array failed;
    for (model::ReportRow const& row : report.rows) {
        using model::Verdict;
        if (row.verdict == Verdict::pass || row.verdict == Verdict::supported)
            passed.push_back(text_of(row.name));
        else if (row.verdict == Verdict::fail)
            failed.push_back(text_of(row.name));
        else if (row.verdict != Verdict::skipped && row.verdict != Verdict::not_offered)
            warned.push_back(text_of(row.name));
    }
    auto const mood = conclude(report).mood;
    char const* const result = mood == RunInWords::Mood::good ? "PASSED" : mood == RunInWords::Mood::bad ? "FAILED" : "WARNED";
    return statement(subjects, result_predicate,
                     json::object{{"result", result},
                                  {"configuration", configuration(subjects)},
                                  {"passedTests", std::move(passed)},
                                  {"warnedTests", std::move(warned)},
                                  {"failedTests", std::move(failed)}});
}

std::string verdict_statement(model::Report const& report, std::vector<Subject> const& subjects, RenderContext const& facts) {
    json::array rows;
    for (model::ReportRow const& row : report.rows) {
        json::object one{{"case", text_of(row.name)}, {"verdict", text_of(to_string(row.verdict))}};
        if (!row.observed_class.empty()) one["class"] = text_of(row.observed_class);
        rows.push_back(std::move(one));
    }
    return statement(subjects, verdict_predicate,
                     json::object{{"conclusion", text_of(conclude(report).word)},
                                  {"profile", text_of(report.profile.id)},
                                  {"router", text_of(report.run.dut_about.empty() ? report.run.dut : report.run.dut_about)},
                                  {"report", text_of(facts.number)},
                                  {"record_sha256", text_of(facts.record_digest)},
                                  {"verdicts", std::move(rows)}});
}

Result<Statement> read_statement(std::string_view text) {
    boost::system::error_code trouble;
    auto const value = json::parse(json::string_view{text.data(), text.size()}, trouble);
    if (trouble || !value.is_object()) return fail("the statement is no JSON object");
    auto const& root = value.get_object();
    auto const* subjects = root.if_contains("subject");
    auto const* predicate = root.if_contains("predicate");
    if (text_at(root, "_type") != "https://in-toto.io/Statement/v1" || subjects == nullptr || !subjects->is_array() || predicate == nullptr)
        return fail("the statement is no in-toto statement (v1)");
    Statement out{.subjects = {}, .predicate_type = std::string{text_at(root, "predicateType")}, .predicate = json::serialize(*predicate)};
    for (json::value const& one : subjects->get_array()) {
        auto const* digest = one.is_object() ? one.get_object().if_contains("digest") : nullptr;
        if (digest == nullptr || !digest->is_object()) return fail("a subject of the statement has no digest");
        out.subjects.push_back({std::string{text_at(one.get_object(), "name")}, std::string{text_at(digest->get_object(), "sha256")}});
    }
    return out;
}

}  // namespace tsuka::reports
