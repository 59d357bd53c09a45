// Rows stand in the order in which the cases were to run.
#include "harness/judge/judge.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(order)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(as_planned_whenever_they_ended) {
    model::Record record;
    record.run.plan.cases = {"a", "b", "c"};
    for (std::string const name : {"x", "c", "a", "b"}) {
        auto& one = record.cases.emplace_back();
        one.id = one.name = name;
    }
    const auto report = judge::judge(record, {}, {});
    std::string names;
    for (auto const& row : report.rows) {
        BOOST_TEST(record.cases.at(row.record).name == row.name);
        names += row.name;
    }
    BOOST_TEST(names == "abcx");  // what was not planned comes last
}

BOOST_AUTO_TEST_SUITE_END()
