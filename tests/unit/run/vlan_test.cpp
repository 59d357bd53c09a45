// A preflight that fails says so when frames of another VLAN, or without a tag, came meanwhile.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(vlans)

using namespace run_bench;

BOOST_AUTO_TEST_CASE(a_failed_preflight_tells_of_foreign_frames) {
    for (const bool foreign : {true, false}) {
        auto plan = RunBench(plain_case("t.one")).plan;
        plan.lab.lan.vlan = 101;
        Told told;
        run::Session session(plan, told);
        Instant now{};
        session.start(now);
        if (foreign) session.receive(Side::lan, Octets(60, 0x02), now, true, 1);
        for (auto due = session.wake_at(); !session.done() && due; due = session.wake_at()) {
            now = std::max(now, *due);
            session.wake(now);
        }
        BOOST_TEST(session.preflight_failed());
        BOOST_TEST(session.foreign(Side::lan) == (foreign ? 1U : 0U));
        BOOST_TEST(has(session.ended(), "1 frames came with another VLAN tag") == foreign, session.ended());
    }
}

BOOST_AUTO_TEST_SUITE_END()
