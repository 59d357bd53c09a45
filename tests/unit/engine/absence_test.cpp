// Absence is known by a sentinel, and a negative finding stands only when nothing else explains it.
#include "bench.hpp"

#include "harness/engine/sentinel.hpp"
#include "harness/engine/sentinel_frame.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

BOOST_AUTO_TEST_SUITE(absence)

using namespace bench;

namespace {

const std::string flow = R"({ use = "udp", as = "u", from = "alice", to = "server" },)";
const std::string out = R"({ send = "udp", on = "u", at = "alice", as = "out" },)";
const std::string seen = R"({ expect = "udp", on = "u", at = "server", probe = "out" },)";
const auto sentinel = [](toy::Passage const& what) { return what.is_sentinel(); };

}  // namespace

BOOST_AUTO_TEST_CASE(a_sentinel_that_is_lost_is_sent_again) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    bench.router.faults.push_back({toy::Misdeed::drop, sentinel, {}, 2});
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(!ended.path_dead);
}

BOOST_AUTO_TEST_CASE(a_dead_path_is_undetermined_and_said) {
    Bench bench;
    bench.router.dead = true;
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "stopped forwarding even plain UDP"));
    BOOST_TEST(ended.path_dead);
    BOOST_TEST(ended.record.broken.empty());
}

BOOST_AUTO_TEST_CASE(a_path_that_dies_after_the_finding_makes_it_undetermined) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    // The ping and pong that prove the absence pass; then nothing does.
    bench.router.faults.push_back(
        {toy::Misdeed::drop, [n = 0](toy::Passage const& what) mutable { return what.is_sentinel() && ++n > 2; }});
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(ended.path_dead);
}

BOOST_AUTO_TEST_CASE(a_dead_path_makes_never_undetermined) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, sentinel});
    const auto ended = bench.run(flow + out + seen + R"({ never = "udp", at = "bob" })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "silence proves nothing"));
}

BOOST_AUTO_TEST_CASE(a_probe_behind_its_sentinel_is_undetermined_not_violated) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 15ms});
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "arrived late"));
}

BOOST_AUTO_TEST_CASE(a_judged_set_up_that_comes_late_is_undetermined_too) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0), {}, 2});
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 15ms});
    const auto ended = bench.run(R"({ use = "ike.main-mode", as = "i", from = "alice", to = "server", judged = true })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "arrived late"));
}

BOOST_AUTO_TEST_CASE(a_probe_within_the_margin_is_simply_there) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 1ms});
    BOOST_TEST(outcome(bench.run(flow + out + seen)) == "satisfied");
}

BOOST_AUTO_TEST_CASE(within_is_waited_for_once) {
    const std::string slow = R"({ expect = "udp", on = "u", at = "server", probe = "out", within = "400ms" })";
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 300ms});
        BOOST_TEST(outcome(bench.run(flow + out + slow)) == "satisfied");
    }
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
        const auto ended = bench.run(flow + out + slow);
        BOOST_TEST((ended.record.outcome == Outcome::violated));
        BOOST_TEST((ended.record.steps[2].took >= 400ms));
        BOOST_TEST((ended.record.steps[2].took < 500ms), ended.record.steps[2].took.count());
    }
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 1s});
        BOOST_TEST((bench.run(flow + out + slow).record.outcome != Outcome::satisfied));
    }
}

BOOST_AUTO_TEST_CASE(what_never_forbids_may_not_come_late_either) {
    // A stranger's datagram passes the filter, but only after the sentinel that seemed to prove its absence.
    const std::string steps = flow + out + R"({ expect = "udp", on = "u", at = "server", probe = "out", src_port = "$port" },
        { use = "udp", as = "s", from = "stranger", to = "alice", dst_port = 5000 },
        { send = "udp", on = "s", at = "stranger", dst_port = "$port", as = "knock" },
        { never = "udp", on = "s", at = "alice" })";
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
        BOOST_TEST(outcome(bench.run(steps)) == "satisfied");
    }
    {
        Bench bench;
        const auto ended = bench.run(steps);
        BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    }
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(1), 12ms});
        const auto ended = bench.run(steps);
        BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(a_round_that_waits_for_its_way_back_does_not_spin) {
    // Run against a router whose replies take long: the bench refuses a machine that wants to be woken in the past.
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    bench.router.faults.push_back(
        {toy::Misdeed::delay, [](auto const& what) { return what.is_sentinel() && what.from == Side::wan; }, 60ms});
    const auto ended = bench.run(flow + out + R"({ send = "udp", on = "u", at = "server", to = "dut.wan", dst_port = 9, as = "back" },
        { expect = "udp", on = "u", at = "alice", probe = "back" })");
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(ended.course.wakes < 40U);
}

BOOST_AUTO_TEST_CASE(the_sentinel_covers_what_was_sent_before_it) {
    engine::Facts facts;
    engine::Sentinel round;
    round.start(Instant{});
    round.wake(Instant{}, facts);
    const auto copy = round.take_ping();
    BOOST_REQUIRE(copy.has_value());
    BOOST_TEST(!round.take_ping().has_value());
    round.ping_arrived(*copy, Instant{1ms});
    BOOST_TEST(!round.passed(Side::lan, Instant{2ms}, 2ms));
    BOOST_TEST(round.passed(Side::lan, Instant{3ms}, 2ms));
    BOOST_TEST(!round.passed(Side::wan, Instant{3ms}, 2ms));
    // A later round is not answered by the echo of an earlier one.
    round.start(Instant{10ms});
    round.wake(Instant{10ms}, facts);
    round.pong_arrived(*copy, Instant{11ms});
    BOOST_TEST(!round.passed(Side::wan, Instant{20ms}, 2ms));
}

/// A router that sends back what it gets would keep itself and the run busy for ever.
BOOST_AUTO_TEST_CASE(an_answer_of_our_own_that_comes_back_is_not_answered) {
    Bench bench;
    std::vector<std::size_t> answers;
    bench.events.emplace(Instant{1ms}, [&](Instant now) {
        const auto path = bench.facts.sentinel;
        const engine::Token token{bench.facts.case_number, engine::Token::sentinel_probe, 1};
        const auto magic = engine::run_magic(Bench::seed);
        auto translated = path;
        translated.lan.address = bench.router.wan_address;
        for (auto const& frame :
             {engine::ping_frame(translated, magic, token), engine::pong_frame(path, magic, token, bench.router.wan_address, 2000),
              engine::pong_frame(path, magic, token, path.wan.address, path.wan_port)}) {
            bench.engine->receive(Side::wan, frame, now);
            answers.push_back(bench.engine->take_frames().size());
        }
    });
    (void)bench.run(flow + R"({ wait = "10ms" })");
    BOOST_TEST(answers == (std::vector<std::size_t>{1, 0, 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(where_no_new_flow_gets_in_a_flow_of_the_case_is_its_control) {
    const std::string flows = R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000 },
  { send = "udp", on = "u", at = "alice", as = "out" },
  { use = "udp", as = "n", from = "bob", to = "server" },
  { send = "udp", on = "n", at = "bob", as = "new" })";
    const std::string classes = R"(classes = [
  { is = "served", when = ["out@server", "new@server"] },
  { is = "refused", when = ["out@server", "!new"], breaks = ["claim.one"] },
])";
    const auto found = [&](std::string const& more, std::function<bool(toy::Passage const&)> const& lost) {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, lost});
        return bench.run(flows, classes + more);
    };
    const auto newcomer = [](toy::Passage const& what) { return what.from == Side::lan && what.source_port != 4000; };
    const auto without = found("", newcomer);
    BOOST_TEST((without.record.outcome == Outcome::undetermined), outcome(without));
    const std::string control = "\ncontrol = \"u\"";
    const auto with = found(control, newcomer);
    BOOST_TEST((with.record.outcome == Outcome::violated), outcome(with));
    BOOST_TEST(with.record.observed_class == "refused");
    // Its wrong twin: after its first datagram nothing of the control passes either.
    const auto dead = found(control, [](toy::Passage const& what) { return !what.is_probe(0); });
    BOOST_TEST((dead.record.outcome == Outcome::undetermined), outcome(dead));
    BOOST_TEST(dead.path_dead);
    // And one in which it gets no answer.
    const auto deaf = found(control, [](toy::Passage const& what) { return what.from == Side::wan || what.is_probe(1); });
    BOOST_TEST((deaf.record.outcome == Outcome::undetermined), outcome(deaf));
}

BOOST_AUTO_TEST_SUITE_END()
