// A run that was given so much time, or so many failures: what is under way goes on to its end, and the rest is told of as not run.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(limits)

using namespace run_bench;

namespace {

std::string waiting_case(std::string const& id, std::string const& wait) {
    return toy::case_text(id, R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" }, { wait = ")" +
                                  wait + R"(" })");
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_case_begins_when_the_time_is_over_and_none_that_waits_longer_than_what_is_left) {
    RunBench bench(waiting_case("t.one", "6m") + waiting_case("t.long", "20m") + waiting_case("t.two", "4m") + plain_case("t.three"));
    bench.plan.limits.budget = 10min;
    bench.start = Instant{500'000h};
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome == Outcome::satisfied));
    BOOST_TEST((bench.told.of("t.long").outcome == Outcome::skipped));
    BOOST_TEST(has(bench.told.of("t.long").reason, "of the 10m given to this run (--budget) less is left than it waits, 20m"),
               bench.told.of("t.long").reason);
    // Six minutes, and what the preflight takes: of the ten less than four are left.
    BOOST_TEST((bench.told.of("t.two").outcome == Outcome::skipped));
    BOOST_TEST((bench.told.of("t.three").outcome == Outcome::satisfied));
    BOOST_TEST(bench.ended == "the time given to this run, 10m, did not do for all cases (--budget)");
}

BOOST_AUTO_TEST_CASE(what_is_under_way_goes_on_beyond_the_time) {
    RunBench bench(waiting_case("t.one", "9m") + plain_case("t.two") + plain_case("t.three"));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }});
    bench.plan.limits.budget = 10min;
    bench.plan.confirm = 0;
    bench.events.emplace(Instant{9min + 30s}, [](Instant) {});
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome != Outcome::skipped));
    BOOST_TEST(bench.told.cases.size() == 3U);
}

BOOST_AUTO_TEST_CASE(time_that_is_over_ends_the_run_in_words) {
    RunBench bench(waiting_case("t.one", "5m") + waiting_case("t.two", "4m59s") + plain_case("t.three"));
    bench.plan.jobs = 2;
    bench.plan.limits.budget = 6min;
    // A second round of the first two comes after the time: the attempts of the first have found nothing wrong, so nothing is left open of
    // them.
    bench.plan.cases.push_back(bench.plan.cases.back());
    bench.plan.cases.back().id = "t.four";
    bench.plan.lab.pause = 2min;
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome == Outcome::satisfied));
    BOOST_TEST(bench.ended == "the time given to this run, 6m, did not do for all cases (--budget)");
    BOOST_TEST((bench.told.of("t.four").outcome == Outcome::skipped));
    BOOST_TEST(bench.told.of("t.four").reason == "not run: the time given to this run, 6m, did not do for all cases (--budget)");
}

BOOST_AUTO_TEST_CASE(failures) {
    std::string suite;
    for (unsigned n = 0; n < 6; ++n) suite += plain_case("t.case" + std::to_string(n));
    RunBench bench(suite);
    bench.plan.confirm = 1;
    bench.plan.limits.most_failures = 2;
    bench.plan.limits.fails = [](model::CaseRecord const& one) { return one.outcome == Outcome::violated; };
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }, 0s, 1000});
    bench.go();
    BOOST_TEST(bench.ended == "2 cases have failed, and this run was to end at that (--max-fail)");
    BOOST_TEST((bench.told.of("t.case1").outcome == Outcome::violated), bench.told.of("t.case1").reason);
    BOOST_TEST(bench.told.of("t.case1").attempts == 2U);
    for (auto const* id : {"t.case2", "t.case5"}) BOOST_TEST((bench.told.of(id).outcome == Outcome::skipped));
    BOOST_TEST(bench.told.cases.size() == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
