// What must hold for every report whatever it says: well-formed, escaped, self-contained, and the same verdicts in all four forms.
#include "harness/model/text.hpp"
#include "reports/closing.hpp"
#include "reports/columns.hpp"
#include "reports/exchange.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"
#include "tests/golden/fixtures.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <pugixml.hpp>
#include <set>

using namespace tsuka;
namespace json = boost::json;

namespace {

std::string page_of(golden::Fixture const& one) {
    auto const page = reports::render_html(one.report, one.record, golden::facts());
    BOOST_TEST_REQUIRE(page.has_value());
    return *page;
}

std::string archive_of(golden::Fixture const& one) {
    auto const page = reports::render_html(one.report, one.record, golden::facts(), reports::HtmlPage::archive);
    BOOST_TEST_REQUIRE(page.has_value());
    return *page;
}

pugi::xml_document parsed(std::string const& text) {
    pugi::xml_document document;
    auto const result = document.load_string(text.c_str(), pugi::parse_full);
    BOOST_TEST_REQUIRE(result.status == pugi::status_ok, result.description()
                                                             << " at " << text.substr(static_cast<std::size_t>(result.offset), 60));
    return document;
}

struct Every : pugi::xml_tree_walker {
    std::function<void(pugi::xml_node)> look;
    bool for_each(pugi::xml_node& node) override {
        look(node);
        return true;
    }
};

void walk(pugi::xml_document& document, std::function<void(pugi::xml_node)> look) {
    Every every;
    every.look = std::move(look);
    document.traverse(every);
}

std::size_t count_of(std::string const& text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
    return count;
}

/// As a reader sees it: the hostile text with what steers made visible.
std::string shown() {
    return model::printable(golden::hostile_text());
}

bool has_control(std::string const& text) {
    return std::any_of(text.begin(), text.end(),
                       [](char sign) { return (sign >= 0 && sign < 0x20 && sign != '\n' && sign != '\t') || sign == 0x7f; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report_html)

BOOST_AUTO_TEST_CASE(what_a_series_says_over_and_over_stands_there_once) {
    auto one = golden::varied();
    auto const with_steps = std::find_if(one.record.cases.begin(), one.record.cases.end(),
                                         [](auto const& result) { return !result.steps.empty() && !result.frames.empty(); });
    BOOST_REQUIRE(with_steps != one.record.cases.end());
    auto& step = with_steps->steps.at(0);
    step.checks.clear();
    for (int copy = 0; copy < 1000; ++copy) {
        step.checks.push_back({"arrives", "esp at server", "arrived", true});
        step.checks.push_back({"payload", "same", copy == 700 ? "altered" : "as sent", copy != 700});
    }
    auto const page = archive_of(one);
    BOOST_TEST(count_of(page, "arrives × 1000") == 1U);
    BOOST_TEST(count_of(page, "payload × 999") == 1U);
    BOOST_TEST(count_of(page, "<code>altered</code>") == 1U);
}

BOOST_AUTO_TEST_CASE(is_well_formed_and_links_lead_somewhere) {
    for (auto const& one : golden::all()) {
        auto document = parsed(page_of(one));
        std::vector<std::string> ids;
        std::vector<std::string> targets;
        walk(document, [&](pugi::xml_node node) {
            if (auto const id = node.attribute("id")) ids.emplace_back(id.value());
            std::string const href = node.attribute("href").value();
            if (href.starts_with("#")) targets.push_back(href.substr(1));
        });
        for (std::string const& target : targets) BOOST_TEST(std::count(ids.begin(), ids.end(), target) == 1, one.name << ": #" << target);
        std::sort(ids.begin(), ids.end());
        BOOST_TEST((std::adjacent_find(ids.begin(), ids.end()) == ids.end()));
    }
}

BOOST_AUTO_TEST_CASE(needs_nothing_else) {
    for (auto const& one : golden::all()) {
        std::string const page = page_of(one);
        auto document = parsed(page);
        walk(document, [&](pugi::xml_node node) {
            std::string const name = node.name();
            for (std::string const forbidden : {"link", "img", "iframe", "object", "embed", "base", "form"}) BOOST_TEST(name != forbidden);
            BOOST_TEST(!node.attribute("src"));
            std::string const href = node.attribute("href").value();
            bool const local = href.empty() || href.starts_with("#") || href == "../../lan.pcapng" || href == "../../wan.pcapng" ||
                               href.starts_with("exchanges.html#");
            BOOST_TEST(local, href);
        });
        BOOST_TEST(page.find("url(") == std::string::npos);
        BOOST_TEST(page.find("@import") == std::string::npos);
        BOOST_TEST(page.find("default-src 'none'") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(hostile_text_stays_text) {
    std::string const page = page_of(golden::hostile());
    BOOST_TEST(count_of(page, "<script") == 1U);
    BOOST_TEST(!has_control(page));
    BOOST_TEST(model::valid_utf8(page) == page);
    BOOST_TEST(page.find("\xe2\x80\xae") == std::string::npos);
    auto document = parsed(page);
    std::size_t seen = 0;
    walk(document, [&](pugi::xml_node node) {
        for (auto const attribute : node.attributes()) BOOST_TEST(!std::string{attribute.name()}.starts_with("on"));
        if (std::string{node.value()}.find(shown()) != std::string::npos) ++seen;
    });
    BOOST_TEST(seen > 20U);  // every place shows it whole, braces included
}

BOOST_AUTO_TEST_CASE(only_style_and_script_are_not_escaped) {
    BOOST_TEST(count_of(page_of(golden::varied()), "{{") == 0U);
}

BOOST_AUTO_TEST_CASE(verdicts_are_words_and_colours) {
    auto const one = golden::varied();
    auto document = parsed(page_of(one));
    std::size_t rows = 0;
    walk(document, [&](pugi::xml_node node) {
        if (std::string{node.attribute("class").value()} != "case") return;
        std::string const verdict = node.attribute("data-verdict").value();
        BOOST_TEST(verdict == to_string(one.report.rows.at(rows++).verdict));
        auto const badge = node.child("summary").child("span");
        BOOST_TEST(std::string{badge.attribute("class").value()} == "badge v-" + verdict);
        BOOST_TEST(!std::string{badge.child_value()}.empty());
    });
    BOOST_TEST(rows == one.report.rows.size());
}

BOOST_AUTO_TEST_CASE(shows_frames_only_where_attention_is_wanted) {
    auto const one = golden::varied();
    auto document = parsed(page_of(one));
    std::size_t row = 0;
    for (auto const found : document.select_nodes("//details[@class='case']")) {
        bool const shown = !found.node().select_nodes(".//table[@class='frame']").empty();
        auto const& wanted = one.report.rows.at(row++);
        auto const* result = reports::case_of(one.record, wanted);
        BOOST_TEST(shown == (reports::wants_attention(wanted) && !reports::exchanges(*result).empty()), wanted.name);
    }
    BOOST_TEST(row == one.report.rows.size());
}

BOOST_AUTO_TEST_CASE(archive_holds_every_case_that_the_page_sends_to_it) {
    for (auto const& one : golden::all()) {
        std::string const text = archive_of(one);
        auto document = parsed(text);
        std::vector<std::string> ids;
        walk(document, [&](pugi::xml_node node) {
            if (auto const id = node.attribute("id")) ids.emplace_back(id.value());
            for (auto const attribute : node.attributes()) BOOST_TEST(!std::string{attribute.name()}.starts_with("on"));
        });
        BOOST_TEST(text.find("<script") == std::string::npos);
        BOOST_TEST(!has_control(text));
        auto page = parsed(page_of(one));
        walk(page, [&](pugi::xml_node node) {
            std::string const href = node.attribute("href").value();
            if (href.starts_with("exchanges.html#")) BOOST_TEST(std::count(ids.begin(), ids.end(), href.substr(15)) == 1, href);
        });
    }
}

BOOST_AUTO_TEST_CASE(archive_says_every_field) {
    std::string const text = archive_of(golden::varied());
    for (std::string const field : {"ip.protocol 47", "gre.seq 0", "esp.spi 0xa1000001"})
        BOOST_TEST(text.find(field) != std::string::npos, field);
}

BOOST_AUTO_TEST_CASE(stays_small) {
    auto const one = golden::many(300);
    std::string const page = page_of(one);
    BOOST_TEST_MESSAGE("300 rows: " << page.size() / 1000 << " kB of HTML");
    BOOST_TEST(page.size() < 3'000'000U);
}

BOOST_AUTO_TEST_CASE(two_thousand_rows) {
    std::string const page = page_of(golden::many(2000));
    BOOST_TEST(page.size() < 20'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(report_json)

BOOST_AUTO_TEST_CASE(says_what_the_report_says) {
    auto const one = golden::varied();
    auto const root = json::parse(reports::render_json(one.report, one.record, golden::facts())).as_object();
    BOOST_TEST(root.at("conclusion").at("exit_status").as_int64() == 1);
    auto const& rows = root.at("rows").as_array();
    BOOST_TEST_REQUIRE(rows.size() == one.report.rows.size());
    for (std::size_t index = 0; index < rows.size(); ++index) {
        BOOST_TEST(rows[index].at("verdict").as_string() == to_string(one.report.rows[index].verdict));
        BOOST_TEST(rows[index].at("name").as_string() == one.report.rows[index].name);
    }
    BOOST_TEST(root.at("totals").at("fail").as_int64() == 3);
    BOOST_TEST(root.at("totals").at("not-offered").as_int64() == 1);
    BOOST_TEST(root.at("run").at("seed").as_string() == "16045690984503098046");
    BOOST_TEST(rows[1].at("failed_checks").at(0).at("found").as_string() == "at bob");
    BOOST_TEST(rows[1].at("frames").at("lan").as_array().size() == 4U);
    BOOST_TEST(rows[2].at("documented").at("agrees").as_bool());
    BOOST_TEST(!rows[3].at("documented").at("agrees").as_bool());
    BOOST_TEST(rows[0].at("documented").is_null());
}

BOOST_AUTO_TEST_CASE(hostile_text_is_valid_json) {
    auto const one = golden::hostile();
    std::string const text = reports::render_json(one.report, one.record, golden::facts());
    auto const root = json::parse(text).as_object();  // rejects invalid UTF-8
    BOOST_TEST(root.at("rows").at(0).at("reason").as_string().find("</td><script>") != json::string::npos);
    BOOST_TEST(!has_control(text));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(report_junit)

BOOST_AUTO_TEST_CASE(verdicts_become_results) {
    auto const one = golden::varied();
    auto const document = parsed(reports::render_junit(one.report, one.record, golden::facts()));
    auto const root = document.child("testsuites");
    BOOST_TEST(root.attribute("tests").as_uint() == 13U);
    BOOST_TEST(root.attribute("failures").as_uint() == 3U);
    BOOST_TEST(root.attribute("errors").as_uint() == 2U);  // inconclusive and error
    BOOST_TEST(document.select_nodes("//testcase").size() == 13U);
    BOOST_TEST(document.select_nodes("//failure").size() == 3U);
    BOOST_TEST(document.select_nodes("//error").size() == 2U);
    BOOST_TEST(document.select_nodes("//skipped").size() == 1U);
    BOOST_TEST(document.select_nodes("//testcase/system-out").size() == 13U);
    unsigned sum = 0;
    for (auto const suite : root.children("testsuite")) sum += suite.attribute("tests").as_uint();
    BOOST_TEST(sum == 13U);
}

/// What the schema of Jenkins' xunit plugin (junit-10.xsd) allows, element by element; others are refused as a whole file.
BOOST_AUTO_TEST_CASE(holds_nothing_that_a_strict_reader_refuses) {
    using Names = std::set<std::string>;
    std::map<std::string, std::pair<Names, Names>> const allowed{
        {"testsuites", {{"testsuite"}, {"name", "time", "tests", "failures", "errors"}}},
        {"testsuite",
         {{"testsuite", "properties", "testcase", "system-out", "system-err"},
          {"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "id"}}},
        {"properties", {{"property"}, {}}},
        {"property", {{}, {"name", "value"}}},
        {"testcase", {{"skipped", "error", "failure", "system-out", "system-err"}, {"name", "classname", "time"}}},
        {"skipped", {{}, {"type", "message"}}},
        {"error", {{}, {"type", "message"}}},
        {"failure", {{}, {"type", "message"}}},
        {"system-out", {{}, {}}},
    };
    for (auto const& one : golden::all()) {
        auto document = parsed(reports::render_junit(one.report, one.record, golden::facts()));
        walk(document, [&](pugi::xml_node node) {
            if (node.type() != pugi::node_element) return;
            auto const rule = allowed.find(node.name());
            BOOST_TEST_REQUIRE((rule != allowed.end()), node.name());
            for (auto const child : node.children())
                if (child.type() == pugi::node_element)
                    BOOST_TEST(rule->second.first.contains(child.name()), node.name() << "/" << child.name());
            for (auto const attribute : node.attributes())
                BOOST_TEST(rule->second.second.contains(attribute.name()), node.name() << "@" << attribute.name());
        });
    }
}

/// Red exactly when the exit status is not 0.
BOOST_AUTO_TEST_CASE(what_is_not_claimed_may_stay_open) {
    auto const red = [](model::Report const& report) {
        auto const document = parsed(reports::render_junit(report, {}, golden::facts()));
        auto const root = document.child("testsuites");
        BOOST_TEST(root.attribute("errors").as_uint() == document.select_nodes("//error").size());
        unsigned skipped = 0;
        for (auto const suite : root.children("testsuite")) skipped += suite.attribute("skipped").as_uint();
        BOOST_TEST(skipped == document.select_nodes("//skipped").size());
        return root.attribute("errors").as_uint() + root.attribute("failures").as_uint() > 0;
    };
    auto const row = [](model::Verdict verdict, bool claimed) {
        model::ReportRow one;
        one.suite = one.id = one.name = "some.case";
        one.verdict = verdict;
        one.claims = {{.claim = {}, .claimed = claimed, .kept = false, .verdict = verdict}};
        return one;
    };
    for (bool const claimed : {false, true}) {
        model::Report report;
        report.complete = true;
        report.profile.claims = {"some.claim"};
        report.rows = {row(model::Verdict::pass, true), row(model::Verdict::inconclusive, claimed)};
        BOOST_TEST(model::exit_status(report) == (claimed ? 2 : 0));
        BOOST_TEST(red(report) == claimed);
        report.rows.erase(report.rows.begin());
        BOOST_TEST(model::exit_status(report) == 2);
        BOOST_TEST(red(report));
    }
}

BOOST_AUTO_TEST_CASE(doubted_evidence_is_said_in_every_form) {
    auto one = golden::good();
    BOOST_TEST(model::exit_status(one.report) == 0);
    one.report.doubts = {"changed since the run was sealed: record.jsonl"};
    auto const document = parsed(reports::render_junit(one.report, one.record, golden::facts()));
    BOOST_TEST(document.child("testsuites").attribute("errors").as_uint() == 1U);
    for (std::string const& text :
         {page_of(one), reports::render_text(one.report, one.record, golden::facts(), {.width = 0, .colour = false, .details = true}),
          reports::render_json(one.report, one.record, golden::facts()), reports::render_junit(one.report, one.record, golden::facts())})
        BOOST_TEST(text.find("The evidence is in doubt: changed since the run was sealed: record.jsonl.") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_run_that_proves_nothing_is_not_green) {
    for (auto const& one : {golden::empty(), golden::interrupted(), golden::partial()}) {
        auto const document = parsed(reports::render_junit(one.report, one.record, golden::facts()));
        BOOST_TEST(document.child("testsuites").attribute("errors").as_uint() == 1U, one.name);
        BOOST_TEST(document.select_nodes("//testcase[@classname='run']/error").size() == 1U, one.name);
    }
}

BOOST_AUTO_TEST_CASE(hostile_text_is_well_formed) {
    auto const one = golden::hostile();
    std::string const text = reports::render_junit(one.report, one.record, golden::facts());
    BOOST_TEST(!has_control(text));
    BOOST_TEST(text.find("&#1") == std::string::npos);  // XML 1.0 has no way to hold U+0001
    auto const document = parsed(text);
    BOOST_TEST(std::string{document.select_node("//testcase[@classname != 'run']").node().attribute("name").value()} == shown());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(report_text)

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_asked) {
    for (std::size_t const width : {60U, 80U, 120U}) {
        auto const one = golden::good();
        std::string const text =
            reports::render_text(one.report, one.record, golden::facts(), {.width = width, .colour = false, .details = true});
        for (std::size_t at = 0; at < text.size();) {
            std::size_t const end = text.find('\n', at);
            BOOST_TEST(reports::columns(text.substr(at, end - at)) <= width, text.substr(at, end - at));
            at = end + 1;
        }
    }
}

BOOST_AUTO_TEST_CASE(no_line_is_broken_when_there_is_no_width) {
    auto row = golden::varied().report.rows[1];
    row.reason = std::string(300, 'x') + " " + std::string(300, 'y');
    std::string const text = reports::render_row(row, {.width = 0, .colour = false, .details = true});
    BOOST_TEST(text.find(row.reason + "\n") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(after_the_rows_were_seen_only_the_conclusion) {
    auto const one = golden::varied();
    reports::TextOptions const options{.width = 100, .colour = false, .details = true};
    std::string const text = reports::render_closing(one.report, one.record, {"out/a b", "out/a b/report.html", {}}, options);
    BOOST_TEST(text.find("\nDOES NOT CONFORM: ") != std::string::npos);
    BOOST_TEST(text.find("\nReport: out/a b/report.html\nNext:   tsuka explain 'out/a b' ") != std::string::npos, text);
    BOOST_TEST(text.find("13 cases: ") != std::string::npos);
    for (auto const& row : one.report.rows) {
        bool const good = row.verdict != model::Verdict::fail && row.verdict != model::Verdict::error &&
                          row.verdict != model::Verdict::inconclusive && row.verdict != model::Verdict::deviation;
        bool const wanted = !good || row.agreement == model::Agreement::differs;
        BOOST_TEST(count_of(text, row.name + "\n") + count_of(text, row.name + "  ") == (wanted ? 1U : 0U), row.name << " in\n" << text);
    }
}

BOOST_AUTO_TEST_CASE(colour_only_when_asked_and_never_from_outside) {
    auto const one = golden::hostile();
    BOOST_TEST(!has_control(reports::render_text(one.report, one.record, golden::facts())));
    reports::TextOptions const colour{.width = 100, .colour = true, .details = true};
    std::string const coloured = reports::render_text(one.report, one.record, golden::facts(), colour);
    BOOST_TEST(coloured.find("\x1b[1;35mERROR") != std::string::npos);
    BOOST_TEST(coloured.find("\x1b[31m\x01") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_the_evidence) {
    auto const one = golden::varied();
    std::string const text = reports::render_text(one.report, one.record, golden::facts());
    BOOST_TEST(text.find("evidence: lan.pcapng #12, #16-18; wan.pcapng #9-11") != std::string::npos);
    BOOST_TEST(text.find("DOES NOT CONFORM") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_row_for_the_progress) {
    auto const one = golden::varied();
    BOOST_TEST(reports::render_row(one.report.rows[0]) == "  pass          nat.napt.basics\n");
    BOOST_TEST(reports::render_row(one.report.rows[2]) == "  pass          esp.single.outbound  passes, as documented\n");
}

BOOST_AUTO_TEST_SUITE_END()
