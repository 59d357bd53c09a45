// JUnit XML by pugixml. XML 1.0 cannot hold control characters in any form, so all text goes through printable().
#include "reports/junit.hpp"

#include "harness/model/text.hpp"
#include "reports/octets.hpp"
#include "reports/summary.hpp"
#include "reports/tests_of.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
std::string body(model::ReportRow const& row, model::CaseRecord const* result, RenderContext const& facts) {
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
    for (model::Finding const& finding : row.findings) {
        out += fmt::format("{}: {} [{}]\n", finding.claim, finding.detail, to_text({finding.lan_frames, finding.wan_frames}, facts));
    }
    if (std::string const where = to_text(frames_of(*result), facts); !where.empty()) out += fmt::format("evidence: {}\n", where);
    return out;
}

/// The octets that the case objects to; "" where none can show it.
std::string octets_of(model::ReportRow const& row, model::Record const& record, RenderContext const& facts) {
    auto const shown = shown_case(record, row);
    auto const one = shown ? objected(*shown, record) : std::nullopt;
    return one ? fmt::format("{}\n", fmt::join(octet_lines(*one, facts.lan_capture), "\n")) : std::string{};
}

/// The element of a test that did not pass.
void explain(pugi::xml_node node, Test const& test, std::string const& text, Counts& counts) {
    ++counts.tests;
    auto const problem = [&](char const* element, std::size_t& count) {
        ++count;
        pugi::xml_node child = node.append_child(element);
        set(child, "message", test.message);
        set(child, "type", test.type);
        if (!text.empty()) child.append_child(pugi::node_pcdata).set_value(model::printable(text).c_str());
    };
    switch (test.result) {
        case Test::Result::failed:
            return problem("failure", counts.failures);
        case Test::Result::broken:
            return problem("error", counts.errors);
        case Test::Result::skipped:
            ++counts.skipped;
            return set(node.append_child("skipped"), "message", test.message);
        case Test::Result::passed:
            return;
    }
}

void add_test(pugi::xml_node suite, model::ReportRow const& row, Test const& told, model::Record const& record, RenderContext const& facts,
              Counts& counts) {
    model::CaseRecord const* result = case_of(record, row);
    bool const tells = told.result != Test::Result::passed || row.verdict == Verdict::deviation;
    std::string const text = tells ? body(row, result, facts) + octets_of(row, record, facts) : std::string{};
    pugi::xml_node test = suite.append_child("testcase");
    set(test, "classname", row.suite);
    set(test, "name", row.name);
    set(test, "time", seconds(result == nullptr ? Duration::zero() : result->took));
    explain(test, told, text, counts);
    std::string said = fmt::format("verdict: {}\n", to_string(row.verdict));
    if (!row.observed_class.empty()) said += fmt::format("class: {}\n", row.observed_class);
    if (std::string const manual = agreement(row); !manual.empty()) said += fmt::format("documented: {}\n", manual);
    if (row.verdict == Verdict::deviation) said += row.reason + "\n" + text;
    test.append_child("system-out").append_child(pugi::node_pcdata).set_value(model::printable(said).c_str());
}

/// What is no case: tests of one group.
void add_others(pugi::xml_node root, std::vector<NamedTest> const& tests, Counts& counts) {
    if (tests.empty()) return;
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", tests.front().group);
    Counts own;
    for (NamedTest const& one : tests) {
        pugi::xml_node test = suite.append_child("testcase");
        set(test, "classname", one.group);
        set(test, "name", one.name);
        explain(test, one.test, {}, own);
    }
    set_counts(suite, own);
    set(suite, "skipped", "0");
    counts.tests += own.tests;
    counts.failures += own.failures;
    counts.errors += own.errors;
}

void add(Counts& sum, Counts const& part) {
    sum.tests += part.tests;
    sum.failures += part.failures;
    sum.errors += part.errors;
    sum.skipped += part.skipped;
}

}  // namespace

std::string render_junit(model::Report const& report, model::Record const& record, RenderContext const& facts) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "UTF-8");
    pugi::xml_node root = document.append_child("testsuites");
    set(root, "name", fmt::format("tsuka {} by {}", report.run.dut, report.profile.id));
    set(root, "time", seconds(report.took));
    Counts all;
    add_others(root, run_tests(report), all);
    add_others(root, known_tests(report), all);
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
            add_test(suite, *row, test_of(report, static_cast<std::size_t>(row - report.rows.data())), record, facts, counts);
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
