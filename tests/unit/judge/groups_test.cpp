// Measurements as numbers: brackets of timers, counts of repetitions.
#include "harness/judge/groups.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(measurements)

namespace {

using namespace tsuka;
using model::Group;
using model::Outcome;
using model::Trial;
using std::chrono::seconds;

model::Measurement measured(std::vector<std::pair<int, Outcome>> const& values, Group::Kind kind = Group::Kind::measure) {
    std::vector<model::CaseRecord> cases;
    for (auto const& [value, outcome] : values) {
        model::CaseRecord one;
        one.id = "a.case";
        one.group = {.kind = kind, .label = "idle=" + std::to_string(value) + "s", .value = seconds(value)};
        one.outcome = outcome;
        cases.push_back(std::move(one));
    }
    auto const rows = judge::group_rows(cases);
    BOOST_TEST_REQUIRE(rows.size() == 1U);
    return rows[0].measured;
}

std::int64_t nanoseconds(int value) {
    return Duration{seconds(value)}.count();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_timer_lies_between_what_was_survived_and_what_was_not) {
    using enum Outcome;
    auto const found = measured({{300, violated}, {15, satisfied}, {120, violated}, {60, satisfied}, {90, undetermined}, {600, skipped}});
    BOOST_TEST(found.quantity == "idle");
    BOOST_TEST((found.unit == model::Unit::nanoseconds));
    BOOST_TEST(found.lower.value() == nanoseconds(60));
    BOOST_TEST(found.upper.value() == nanoseconds(120));
    BOOST_TEST(found.monotone());
    BOOST_TEST_REQUIRE(found.tried.size() == 5U);
    BOOST_TEST(found.tried[2].value == nanoseconds(90));
    BOOST_TEST((found.tried[2].result == Trial::Result::unknown));
    BOOST_TEST(found.untried == std::vector<std::int64_t>{nanoseconds(600)}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_end_that_nothing_showed_is_open) {
    using enum Outcome;
    BOOST_TEST(!measured({{15, satisfied}}).upper.has_value());
    BOOST_TEST(!measured({{15, violated}}).lower.has_value());
    auto const nothing = measured({{15, skipped}, {30, error}});
    BOOST_TEST((!nothing.lower && !nothing.upper));
    BOOST_TEST(!measured({{15, violated}, {30, satisfied}}).monotone());
    BOOST_TEST(!measured({{30, violated}, {30, satisfied}}).monotone());
}

BOOST_AUTO_TEST_CASE(repetitions_are_counted) {
    using enum Outcome;
    auto const found = measured({{0, satisfied}, {0, violated}, {0, undetermined}, {0, skipped}}, Group::Kind::repeat);
    BOOST_TEST((found.unit == model::Unit::cases));
    BOOST_TEST(found.lower.value() == 1);
    BOOST_TEST(found.upper.value() == 3);  // what is not known may have held
    BOOST_TEST(found.tried.size() == 3U);
    BOOST_TEST(found.untried == std::vector<std::int64_t>{4}, boost::test_tools::per_element());
    BOOST_TEST(found.monotone());
}

BOOST_AUTO_TEST_SUITE_END()
