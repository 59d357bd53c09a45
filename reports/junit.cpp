// JUnit XML by pugixml. XML 1.0 cannot hold control characters in any form, so all text goes through printable().
#include "reports/junit.hpp"

#include "harness/model/text.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

namespace tsuka::reports {
namespace {

using model::Verdict;

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
};

void set(pugi::xml_node node, char const* name, std::string const& value) {
    node.append_attribute(name).set_value(model::printable(value).c_str());
}

/// Of a <testsuite> or of all; how many were skipped is said of a <testsuite> only.
void set_counts(pugi::xml_node node, Counts const& counts) {
    set(node, "tests", std::to_string(counts.tests));
    set(node, "failures", std::to_string(counts.failures));
    set(node, "errors", std::to_string(counts.errors));
}

std::string seconds(Duration duration) {
    return fmt::format("{:.6f}", std::chrono::duration<double>(duration).count());
}

void property(pugi::xml_node properties, std::string const& name, std::string const& value) {
    if (value.empty()) return;
    pugi::xml_node node = properties.append_child("property");
    set(node, "name", name);
    set(node, "value", value);
}

/// What a reader of the CI's log needs in order to look further.
std::string body(model::ReportRow const& row, model::CaseRecord const* result, Facts const& facts) {
    std::string out = fmt::format("{}\n", row.title);
    for (model::ClaimRow const& claim : row.claims) {
        out += fmt::format("{}: {} ({}): {}\n", words(claim.verdict), claim.claim.id, claim.claim.source, claim.claim.sentence);
    }
    if (result == nullptr) return out;
    for (model::StepRecord const& step : result->steps) {
        for (model::Check const& check : step.checks) {
            if (!check.holds) out += fmt::format("step {}: {}: wanted {}, found {}\n", step.number, check.what, check.wanted, check.found);
        }
    }
    for (model::Finding const& finding : result->findings) {
        out += fmt::format("{}: {} [{}]\n", finding.claim, finding.detail, to_text({finding.lan_frames, finding.wan_frames}, facts));
    }
    if (std::string const where = to_text(frames_of(*result), facts); !where.empty()) out += fmt::format("evidence: {}\n", where);
    return out;
}

void problem(pugi::xml_node test, char const* element, model::ReportRow const& row, std::string const& text) {
    pugi::xml_node node = test.append_child(element);
    set(node, "message", row.reason);
    set(node, "type", std::string{to_string(row.verdict)});
    node.append_child(pugi::node_pcdata).set_value(model::printable(text).c_str());
}

void count_and_explain(pugi::xml_node test, model::ReportRow const& row, bool known, std::string const& text, Counts& counts) {
    ++counts.tests;
    if (known && (row.verdict == Verdict::fail || row.verdict == Verdict::inconclusive)) {
        ++counts.skipped;
        return set(test.append_child("skipped"), "message", fmt::format("known: {}: {}", words(row.verdict), row.reason));
    }
    switch (row.verdict) {
        case Verdict::fail:
            ++counts.failures;
            return problem(test, "failure", row, text);
        case Verdict::inconclusive:
        case Verdict::error:
            // What holds nothing back must not turn the build red: the exit status does not either.
            if (!holds_back(row)) {
                ++counts.skipped;
                return set(test.append_child("skipped"), "message", "inconclusive, not claimed: " + row.reason);
            }
            ++counts.errors;
            return problem(test, "error", row, text);
        case Verdict::skipped:
            ++counts.skipped;
            return set(test.append_child("skipped"), "message", row.reason);
        case Verdict::deviation:
        case Verdict::pass:
        case Verdict::supported:
        case Verdict::not_offered:
            return;
    }
}

void add_test(pugi::xml_node suite, model::ReportRow const& row, bool known, model::CaseRecord const* result, Facts const& facts,
              Counts& counts) {
    pugi::xml_node test = suite.append_child("testcase");
    set(test, "classname", row.suite);
    set(test, "name", row.name);
    set(test, "time", seconds(result == nullptr ? Duration::zero() : result->took));
    count_and_explain(test, row, known, body(row, result, facts), counts);
    std::string said = fmt::format("verdict: {}\n", to_string(row.verdict));
    if (!row.observed_class.empty()) said += fmt::format("class: {}\n", row.observed_class);
    if (std::string const manual = agreement(row); !manual.empty()) said += fmt::format("documented: {}\n", manual);
    if (row.verdict == Verdict::deviation) said += row.reason + "\n" + body(row, result, facts);
    test.append_child("system-out").append_child(pugi::node_pcdata).set_value(model::printable(said).c_str());
}

/// A run that proves nothing must not look green: it gets a test case of its own that is an error.
void add_run(pugi::xml_node root, model::Report const& report, Counts& counts) {
    bool const nothing = exit_status(report) == 4;
    // Rows of which none holds anything back, and still no conclusion: not one was found out, or the evidence is in doubt.
    bool const unknown = exit_status(report) == 2 && std::none_of(report.rows.begin(), report.rows.end(), [&](model::ReportRow const& row) {
                             return model::holds_back(row) && !is_known(report, static_cast<std::size_t>(&row - report.rows.data()));
                         });
    if (report.complete && !nothing && !unknown) return;
    ++counts.tests;
    ++counts.errors;
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", "run");
    set_counts(suite, {.tests = 1, .failures = 0, .errors = 1, .skipped = 0});
    set(suite, "skipped", "0");
    pugi::xml_node test = suite.append_child("testcase");
    set(test, "classname", "run");
    set(test, "name", nothing ? "something ran" : report.complete ? "proves something" : "ran to its end");
    pugi::xml_node error = test.append_child("error");
    set(error, "message", report.complete || nothing ? conclude(report).sentence : report.ended);
    set(error, "type",
        nothing           ? "nothing-ran"
        : report.complete ? model::conclusion(report) == model::Conclusion::as_far_as_tested ? "partial" : "inconclusive"
                          : "interrupted");
}

/// An entry of the list that is over fails by itself.
void add_known(pugi::xml_node root, model::Report const& report, Counts& counts) {
    Counts own;
    pugi::xml_node suite;
    for (model::Known const& known : report.known) {
        if (known.state != model::Known::State::expired && known.state != model::Known::State::no_longer_true) continue;
        if (!suite) suite = root.append_child("testsuite");
        pugi::xml_node test = suite.append_child("testcase");
        set(test, "classname", "known deviations");
        set(test, "name", known.expected.case_name.empty() ? known.expected.claim : known.expected.case_name);
        pugi::xml_node failure = test.append_child("failure");
        set(failure, "message", known_in_words(known));
        set(failure, "type", std::string{to_string(known.state)});
        ++own.tests;
        ++own.failures;
    }
    if (!suite) return;
    set(suite, "name", "known deviations");
    set_counts(suite, own);
    set(suite, "skipped", "0");
    counts.tests += own.tests;
    counts.failures += own.failures;
}

void add(Counts& sum, Counts const& part) {
    sum.tests += part.tests;
    sum.failures += part.failures;
    sum.errors += part.errors;
    sum.skipped += part.skipped;
}

}  // namespace

std::string render_junit(model::Report const& report, model::Record const& record, Facts const& facts) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "UTF-8");
    pugi::xml_node root = document.append_child("testsuites");
    set(root, "name", fmt::format("tsuka {} by {}", report.run.dut, report.profile.id));
    set(root, "time", seconds(report.took));
    Counts all;
    add_run(root, report, all);
    add_known(root, report, all);
    for (SuiteRows const& rows : by_suite(report)) {
        pugi::xml_node suite = root.append_child("testsuite");
        set(suite, "name", rows.suite);
        set(suite, "timestamp", report.run.started);
        Counts counts;
        Duration took{};
        pugi::xml_node properties = suite.append_child("properties");
        property(properties, "router", report.run.dut);
        property(properties, "profile", report.profile.id);
        property(properties, "seed", std::to_string(report.run.seed));
        property(properties, "tool", report.run.tool);
        for (model::ReportRow const* row : rows.rows) {
            model::CaseRecord const* result = case_of(record, *row);
            took += result == nullptr ? Duration::zero() : result->took;
            add_test(suite, *row, is_known(report, static_cast<std::size_t>(row - report.rows.data())), result, facts, counts);
        }
        set_counts(suite, counts);
        set(suite, "skipped", std::to_string(counts.skipped));
        set(suite, "time", seconds(took));
        add(all, counts);
    }
    set_counts(root, all);
    std::ostringstream out;
    document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
}

}  // namespace tsuka::reports
