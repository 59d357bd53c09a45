// Brackets of timers and counts of repetitions, in words.
#include "reports/measured.hpp"

#include "harness/judge/groups.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(measured_in_words)

namespace {

using namespace tsuka;
using model::Group;
using model::Outcome;
using std::chrono::seconds;

model::CaseRecord member(Group::Kind kind, Outcome outcome, Duration value = {}, std::string observed = {}, std::string id = "a.case") {
    model::CaseRecord record;
    record.id = std::move(id);
    record.group = {.kind = kind, .label = {}, .value = value};
    record.outcome = outcome;
    record.observed_class = std::move(observed);
    return record;
}

std::string measured(std::vector<std::pair<int, Outcome>> const& values) {
    std::vector<model::CaseRecord> cases;
    for (auto const& [value, outcome] : values) cases.push_back(member(Group::Kind::measure, outcome, seconds(value)));
    auto const rows = judge::group_rows(cases);
    return rows.size() == 1 ? reports::sentence_of(rows[0]) : "not one row";
}

std::string repeated(std::vector<Outcome> const& outcomes) {
    std::vector<model::CaseRecord> cases;
    for (Outcome const outcome : outcomes) cases.push_back(member(Group::Kind::repeat, outcome));
    return reports::sentence_of(judge::group_rows(cases).at(0));
}

}  // namespace

BOOST_AUTO_TEST_CASE(brackets) {
    using enum Outcome;
    BOOST_TEST(measured({{15, satisfied}, {30, satisfied}, {60, satisfied}, {120, violated}, {300, violated}}) ==
               "survives 60 s, lost after 120 s");
    BOOST_TEST(measured({{120, violated}, {60, satisfied}, {15, satisfied}}) == "survives 60 s, lost after 120 s");  // in any order
    BOOST_TEST(measured({{15, satisfied}, {30, satisfied}}) == "survives 30 s, the longest tried");
    BOOST_TEST(measured({{15, violated}, {30, violated}}) == "lost after 15 s, the shortest tried");
    BOOST_TEST(measured({{15, satisfied}, {30, violated}, {60, satisfied}}) == "not monotone: survived 15 s, 60 s; lost after 30 s");
    BOOST_TEST(measured({{30, satisfied}, {30, violated}}) == "not monotone: survived 30 s; lost after 30 s");
    BOOST_TEST(measured({{15, satisfied}, {30, undetermined}, {60, violated}}) == "survives 15 s, lost after 60 s (not determined: 30 s)");
    BOOST_TEST(measured({{15, undetermined}, {30, error}, {60, skipped}}) ==
               "not known: nothing was determined at 15 s, 30 s (not tried: 60 s)");
    BOOST_TEST(measured({{15, satisfied}, {30, skipped}, {60, skipped}}) == "survives 15 s, the longest tried (not tried: 30 s, 60 s)");
    BOOST_TEST(measured({{30, skipped}, {15, skipped}}) == "not tried: 15 s, 30 s");
}

BOOST_AUTO_TEST_CASE(counts) {
    using enum Outcome;
    BOOST_TEST(repeated({satisfied, satisfied, satisfied}) == "3 of 3");
    BOOST_TEST(repeated({satisfied, violated, satisfied}) == "2 of 3");
    BOOST_TEST(repeated({satisfied, violated, undetermined, error}) == "1 of 4, 2 not determined");
    auto const rows = judge::group_rows({member(Group::Kind::repeat, satisfied, {}, "independent"),
                                         member(Group::Kind::repeat, violated, {}, "first-come"),
                                         member(Group::Kind::repeat, satisfied, {}, "independent")});
    BOOST_TEST(reports::sentence_of(rows.at(0)) == "2 of 3 (first-come 1, independent 2)");
}

BOOST_AUTO_TEST_CASE(one_row_per_id_and_none_for_plain_cases) {
    using enum Outcome;
    auto const rows = judge::group_rows(
        {member(Group::Kind::none, satisfied), member(Group::Kind::variant, satisfied), member(Group::Kind::repeat, satisfied, {}, {}, "b"),
         member(Group::Kind::measure, satisfied, seconds(1), {}, "a"), member(Group::Kind::repeat, violated, {}, {}, "b")});
    BOOST_TEST_REQUIRE(rows.size() == 2U);
    BOOST_TEST(rows[0].id == "b");
    BOOST_TEST(reports::sentence_of(rows[0]) == "1 of 2");
    BOOST_TEST(rows[1].id == "a");
}

BOOST_AUTO_TEST_SUITE_END()
