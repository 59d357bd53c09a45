#include "harness/app/estimate.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(estimate)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

const Instant begin{};

}  // namespace

BOOST_AUTO_TEST_CASE(says_nothing_before_it_has_seen_a_case_end) {
    app::Estimate one(1);
    one.plan("a", 2h);
    BOOST_TEST(!one.left(begin).has_value());
    one.started("a", begin);
    BOOST_TEST(!one.left(begin + 1s).has_value());
}

BOOST_AUTO_TEST_CASE(counts_what_waits_on_purpose) {
    app::Estimate one(1);
    one.plan("quick", 0s);
    one.plan("next", 0s);
    one.plan("long", 2h);
    one.started("quick", begin);
    one.finished("quick", begin + 1s);
    BOOST_TEST((one.left(begin + 1s) == 2h + 2s), "two hours stand against the pace of the quick ones");
    one.started("long", begin + 1s);
    BOOST_TEST((one.left(begin + 1h) == 1h + 3s));
    BOOST_TEST((one.longest_under_way(begin + 1h)->waits == 1h + 1s));
}

BOOST_AUTO_TEST_CASE(jobs_share_the_work_but_no_single_case) {
    app::Estimate one(4);
    for (auto const* name : {"a", "b", "c", "d", "e"}) one.plan(name, 100s);
    one.started("a", begin);
    one.finished("a", begin + 100s);
    BOOST_TEST((one.left(begin + 100s) == 100s));
    one.plan("f", 1000s);
    BOOST_TEST((one.left(begin + 100s) == 1000s));
}

BOOST_AUTO_TEST_CASE(another_attempt_waits_again) {
    app::Estimate one(1);
    one.plan("a", 60s);
    one.plan("b", 0s);
    one.started("b", begin);
    one.finished("b", begin);
    one.started("a", begin);
    BOOST_TEST((one.left(begin + 60s) == 0s));
    one.started("a", begin + 60s);
    BOOST_TEST((one.left(begin + 60s) == 60s));
}

BOOST_AUTO_TEST_CASE(what_was_never_planned_is_left_out) {
    app::Estimate one(1);
    one.started("skipped", begin);
    one.finished("skipped", begin);
    BOOST_TEST(!one.left(begin).has_value());
    BOOST_TEST(one.under_way() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
