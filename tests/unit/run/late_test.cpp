// What comes when a case has ended is charged to that case, as long as it rests.
#include "run_bench.hpp"

#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(late_frames)

using namespace run_bench;

namespace {

/// The answers of every case come once more, so much later.
void copy_late(RunBench& bench, Duration delay) {
    bench.plan.rest = run::usual_rest;
    bench.router.faults.push_back({toy::Misdeed::duplicate, toy::probe(1), delay});
}

std::string three() {
    return plain_case("t.one") + plain_case("t.two") + plain_case("t.three");
}

bool broke(model::CaseRecord const& one, std::string const& claim) {
    return std::find(one.broken.begin(), one.broken.end(), claim) != one.broken.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_second_delivery_is_found_however_late_within_the_rest) {
    for (const auto delay : {Duration(30ms), Duration(150ms), Duration(1s)}) {
        RunBench bench(three());
        copy_late(bench, delay);
        bench.go();
        for (auto const& one : bench.told.cases) {
            BOOST_TEST((one.outcome == Outcome::violated), one.name << ", " << one.reason);
            BOOST_TEST(broke(one, "always.no-duplicates"));
            BOOST_TEST(one.attempts == 2U);
            BOOST_TEST((one.took < 500ms));  // the rest is not the case's own time
        }
        BOOST_TEST(bench.accounts.of(Side::lan).late > 0U);
    }
}

BOOST_AUTO_TEST_CASE(without_a_rest_they_escape) {
    RunBench bench(three());
    copy_late(bench, 1s);
    bench.plan.rest = {};
    bench.go();
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
}

BOOST_AUTO_TEST_CASE(cases_rest_while_others_run) {
    RunBench bench(three());
    bench.plan.rest = run::usual_rest;
    bench.go();
    BOOST_TEST((bench.course.end > Instant{run::usual_rest}));
    BOOST_TEST((bench.course.end < Instant{run::usual_rest + 200ms}));
    const std::vector<std::string> wanted{"start t.one 1", "start t.two 1", "start t.three 1", "end t.one", "end t.two", "end t.three"};
    BOOST_TEST(bench.told.log == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_answer_that_comes_after_all_makes_no_verdict) {
    // It was missed, and then it came: the router is slow, and nothing is known of what it drops.
    RunBench bench(plain_case("t.one"));
    bench.plan.rest = run::usual_rest;
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(1), 700ms});
    bench.go();
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::undetermined), one.reason);
    BOOST_TEST(has(one.reason, "it arrived late"), one.reason);
}

BOOST_AUTO_TEST_CASE(what_must_never_arrive_may_not_arrive_late_either) {
    RunBench bench(toy::case_text("t.never", R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" },
      { send = "udp", on = "u", at = "server", as = "back" },
      { never = "udp", on = "u", at = "alice" })"));
    bench.plan.rest = run::usual_rest;
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(1), 700ms});
    bench.go();
    auto const& one = bench.told.of("t.never");
    BOOST_TEST((one.outcome == Outcome::violated), one.reason);
    BOOST_TEST(has(one.reason, "arrived at alice after all"), one.reason);
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_the_rest_with_what_is_known) {
    RunBench bench(plain_case("t.one"));
    bench.plan.rest = run::usual_rest;
    bench.events.emplace(Instant{500ms}, [&](Instant now) { bench.session->interrupt("interrupted (Ctrl-C)", now); });
    bench.go();
    BOOST_TEST((bench.told.of("t.one").outcome == Outcome::satisfied), bench.told.of("t.one").reason);
    BOOST_TEST((bench.course.end == Instant{500ms}));
}

BOOST_AUTO_TEST_SUITE_END()
