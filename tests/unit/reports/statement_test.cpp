#include "reports/statement.hpp"
#include "reports/summary.hpp"
#include "reports/words.hpp"
#include "tests/golden/fixtures.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace tsuka;

namespace {

std::string stated(model::Report const& report, std::string const& section, reports::RenderContext const& facts = golden::facts()) {
    auto const all = reports::statements_of(report, facts);
    auto const at = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.section == section; });
    BOOST_TEST_REQUIRE((at != all.end()), section);
    return at->stated;
}

bool holds(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statements)

BOOST_AUTO_TEST_CASE(what_a_laboratory_has_not_said_is_not_stated) {
    auto report = golden::varied().report;
    report.run.certificate = {};
    for (auto const* section : {"7.8.2.1 b", "7.8.2.1 c", "7.8.2.1 e", "7.8.2.1 h", "7.8.2.1 o"})
        BOOST_TEST(stated(report, section).empty(), section);
    report.run.certificate.laboratory = "Lab";
    report.run.certificate.address = "Street 1";
    report.run.certificate.approved_by = "B";
    report.run.certificate.place = "the customer's bench";
    BOOST_TEST(stated(report, "7.8.2.1 c") == "the customer's bench");
    BOOST_TEST(stated(report, "7.8.2.1 b") == "Lab, Street 1");
    BOOST_TEST(stated(report, "7.8.2.1 o") == "B");
}

BOOST_AUTO_TEST_CASE(every_clause_stands_once_in_order) {
    auto const all = reports::statements_of(golden::good().report, golden::facts());
    std::string letters;
    for (auto const& one : all)
        if (one.section.starts_with("7.8.2.1 ")) letters += one.section.back();
    BOOST_TEST(letters == "abcdefghijklmnop");
    BOOST_TEST(all.size() == letters.size() + 3);
}

BOOST_AUTO_TEST_CASE(exclusions_come_from_skips_and_from_what_is_unsettled) {
    auto report = golden::good().report;
    report.unsettled.clear();
    for (auto& row : report.rows) row.verdict = model::Verdict::pass;
    BOOST_TEST(stated(report, "7.8.2.1 n") == "none");
    report.rows[0].verdict = model::Verdict::skipped;
    report.rows[0].reason = "needs 'static-client'";
    report.unsettled = {"natt"};
    BOOST_TEST(stated(report, "7.8.2.1 n") == "1 case not run: needs 'static-client'; claims not settled: natt");
}

BOOST_AUTO_TEST_CASE(conformity_names_what_is_met_and_what_is_not) {
    auto const text = stated(golden::varied().report, "7.8.6.2 b");
    BOOST_TEST(holds(text, "does not conform"), text);
    BOOST_TEST(holds(text, "not met: "), text);
}

BOOST_AUTO_TEST_CASE(the_rule_follows_the_run) {
    auto report = golden::good().report;
    report.run.plan.confirm = 2;
    report.profile.claims = {"a", "b"};
    auto const rule = reports::decision_rule(report, {});
    BOOST_TEST(holds(rule, "each of the 2 claims"), rule);
    BOOST_TEST(holds(rule, "violated in each of 3 attempts"), rule);
    report.run.plan.confirm = 0;
    BOOST_TEST(holds(reports::decision_rule(report, {}), "its only attempt"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(other_languages)

BOOST_AUTO_TEST_CASE(marks_become_words) {
    reports::Words const words("xx", {{"interface.a.b", "{{other}} Wort"}});
    BOOST_TEST(words.in("x [[a.b|word]] [[c|<b>left</b>]] y") == "x {{other}} Wort <b>left</b> y");
    BOOST_TEST(reports::Words{}.in("[[a.b|word]]") == "word");
    BOOST_TEST(words.in("[[broken") == "[[broken");
}

BOOST_AUTO_TEST_CASE(a_pattern_that_does_not_fit_is_no_translation) {
    reports::Words const words("xx", {{"interface.n", "{} Stück"}, {"interface.bad", "{} {} {}"}, {"interface.worse", "{"}});
    BOOST_TEST(words.say("n", "3 pieces", 3) == "3 Stück");
    BOOST_TEST(words.say("bad", "3 pieces", 3) == "3 pieces");
    BOOST_TEST(words.say("worse", "3 pieces", 3) == "3 pieces");
    BOOST_TEST(words.say("none", "3 pieces", 3) == "3 pieces");
}

BOOST_AUTO_TEST_CASE(all_ids_are_known) {
    auto const ids = reports::interface_ids();
    for (auto const* id :
         {"interface.users.title", "interface.conclusion.conforms", "interface.measured.between", "interface.verdict.not-offered"})
        BOOST_TEST(std::binary_search(ids.begin(), ids.end(), id), id);
    BOOST_TEST((std::adjacent_find(ids.begin(), ids.end()) == ids.end()));
}

BOOST_AUTO_TEST_SUITE_END()
