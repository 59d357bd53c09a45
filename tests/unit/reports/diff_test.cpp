// Two reports compared, and many side by side: read back from what render_json() writes.
#include "reports/diff.hpp"

#include "reports/fleet.hpp"
#include "reports/json.hpp"
#include "tests/golden/fixtures.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(report_diff)

using namespace tsuka;
using reports::Change;
using reports::Outline;

namespace {

Outline outline(std::vector<reports::OutlineRow> rows, std::vector<reports::OutlineGroup> groups = {}) {
    Outline out;
    out.router = "R";
    out.profile = "p";
    out.conclusion = "conforms";
    out.rows = std::move(rows);
    out.groups = std::move(groups);
    return out;
}

/// Kinds of change of one case whose verdict and class go from one to the other.
std::string kind_of(reports::OutlineRow before, reports::OutlineRow after) {
    before.name = after.name = "a.case";
    auto const changes = reports::diff(outline({before}), outline({after}));
    return changes.empty() ? "none" : std::string(to_string(changes.at(0).kind));
}

Outline read(golden::Fixture const& one) {
    auto const parsed = reports::parse_outline(reports::render_json(one.report, one.record, golden::facts()), one.name);
    BOOST_TEST_REQUIRE(parsed.has_value(), (parsed ? "" : parsed.error().what));
    return *parsed;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_becomes_of_a_case_has_a_name) {
    BOOST_TEST(kind_of({"", "pass", "", ""}, {"", "pass", "", ""}) == "none");
    BOOST_TEST(kind_of({"", "pass", "", ""}, {"", "fail", "", ""}) == "newly broken");
    BOOST_TEST(kind_of({"", "supported", "x", ""}, {"", "not-offered", "y", ""}) == "newly broken");
    BOOST_TEST(kind_of({"", "not-offered", "", ""}, {"", "fail", "", ""}) == "newly broken");
    BOOST_TEST(kind_of({"", "fail", "", ""}, {"", "pass", "", ""}) == "newly kept");
    BOOST_TEST(kind_of({"", "fail", "", ""}, {"", "not-offered", "", ""}) == "another verdict");
    BOOST_TEST(kind_of({"", "supported", "", ""}, {"", "pass", "", ""}) == "another verdict");
    BOOST_TEST(kind_of({"", "pass", "x", ""}, {"", "pass", "y", ""}) == "another behaviour");
    BOOST_TEST(kind_of({"", "fail", "x", "a"}, {"", "fail", "x", "b"}) == "another reason");
    BOOST_TEST(kind_of({"", "pass", "", ""}, {"", "inconclusive", "", ""}) == "no longer decided");
    BOOST_TEST(kind_of({"", "error", "", ""}, {"", "fail", "", ""}) == "decided now");
    BOOST_TEST(kind_of({"", "pass", "", ""}, {"", "skipped", "", ""}) == "not run any more");
    BOOST_TEST(kind_of({"", "skipped", "", ""}, {"", "fail", "", ""}) == "run now");
}

BOOST_AUTO_TEST_CASE(a_missing_case_is_no_regression) {
    auto const changes = reports::diff(outline({{"old", "pass", "", ""}}), outline({{"new", "fail", "", ""}}));
    BOOST_TEST_REQUIRE(changes.size() == 2U);
    BOOST_TEST((changes[0].kind == Change::Kind::disappeared));
    BOOST_TEST((changes[1].kind == Change::Kind::appeared));
    BOOST_TEST(!reports::has_regression(changes));
}

BOOST_AUTO_TEST_CASE(numbers_are_compared_as_numbers) {
    auto const timer = [](std::optional<std::int64_t> lower, std::optional<std::int64_t> upper, bool tried = true) {
        return outline({}, {{"time.x", tried ? "some words" : "not tried", lower, upper, true, tried}});
    };
    BOOST_TEST(reports::diff(timer(30, 60), timer(30, 60)).empty());
    BOOST_TEST_REQUIRE(reports::diff(timer(30, 60), timer(30, 120)).size() == 1U);
    BOOST_TEST((reports::diff(timer(30, 60), timer(30, {}))[0].kind == Change::Kind::number));
    BOOST_TEST(reports::diff(timer(30, 60), timer({}, {}, false)).empty());
}

BOOST_AUTO_TEST_CASE(a_report_is_equal_to_itself_in_every_form) {
    for (auto const& one : golden::all()) {
        auto const outline = read(one);
        auto const changes = reports::diff(outline, outline);
        BOOST_TEST(changes.empty(), one.name);
        BOOST_TEST(reports::render_diff(outline, outline, changes, reports::DiffForm::text).find("nothing differs") != std::string::npos);
    }
    auto const before = read(golden::good());
    auto const changes = reports::diff(before, read(golden::varied()));
    BOOST_TEST(!changes.empty());
    BOOST_TEST(reports::render_diff(before, before, changes, reports::DiffForm::markdown).find("| appeared | esp.single.outbound |") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_names_stay_text) {
    auto const hostile = read(golden::hostile());
    auto const changes = reports::diff(outline({}), hostile);
    auto const markdown = reports::render_diff(outline({}), hostile, changes, reports::DiffForm::markdown);
    BOOST_TEST(markdown.find("\x1b[31m") == std::string::npos);
    BOOST_TEST(markdown.find("\\<script") != std::string::npos);
    BOOST_TEST(reports::render_diff(outline({}), hostile, changes, reports::DiffForm::junit).find("<script") == std::string::npos);
    for (auto const form : {reports::FleetForm::markdown, reports::FleetForm::csv})
        BOOST_TEST(reports::render_fleet({hostile, outline({})}, form).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_report_is_refused_with_words) {
    for (auto const* text :
         {"", "{", "[]", "{\"format\":2}", "{\"format\":1}", "{\"format\":1,\"run\":{\"dut\":7}}",
          "{\"format\":1,\"run\":{\"dut\":\"d\"},\"profile\":{\"id\":\"p\"},\"conclusion\":{\"word\":\"w\"},\"claims\":[],\"rows\":[3]}"}) {
        auto const read = reports::parse_outline(text, "mine.json");
        BOOST_TEST_REQUIRE(!read.has_value(), text);
        BOOST_TEST(read.error().what.find("mine.json") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_fleet_puts_first_what_only_one_lacks) {
    auto one = outline({});
    auto two = outline({});
    auto three = outline({});
    one.claims = {{"all.keep", true, "pass"}, {"all.break", true, "fail"}, {"one.breaks", true, "fail"}, {"open", true, "inconclusive"}};
    two.claims = {{"all.keep", true, "pass"}, {"all.break", true, "fail"}, {"one.breaks", true, "pass"}, {"open", false, "supported"}};
    three.claims = {{"all.break", true, "fail"}, {"one.breaks", true, "pass"}};
    three.unsettled = {"all.keep"};
    one.cells = {{"PPTP", "same", "no", "only the first"}};
    two.cells = {{"PPTP", "same", "untested", "not tested"}};
    auto const text = reports::render_fleet({one, two, three}, reports::FleetForm::markdown);
    auto const at = [&](std::string_view what) { return text.find(what); };
    BOOST_TEST(at("| one.breaks | broken | kept | kept |") < at("| all.break | broken | broken | broken |"));
    BOOST_TEST(at("| all.break |") < at("| all.keep | kept | kept | claimed, not settled |"));
    BOOST_TEST(at("| open | undecided | not claimed, kept | not run |") != std::string::npos);
    BOOST_TEST(at("| PPTP: same | only the first | not run | not run |") != std::string::npos);
    auto const csv = reports::render_fleet({one, two, three}, reports::FleetForm::csv);
    BOOST_TEST(csv.find("\"one.breaks\",\"broken\",\"kept\",\"kept\"\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
