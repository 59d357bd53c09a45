// Every verb, how it holds and how it fails.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(steps)

using namespace bench;

namespace {

const std::string udp_flow = R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },)";
const std::string out = R"({ send = "udp", on = "u", at = "alice", as = "out" },)";
const std::string out_seen = R"({ expect = "udp", on = "u", at = "server", probe = "out" },)";
const std::string back = R"({ send = "udp", on = "u", at = "server", as = "back" },)";
const std::string back_seen = R"({ expect = "udp", on = "u", at = "alice", probe = "back" },)";

}  // namespace

BOOST_AUTO_TEST_CASE(a_flow_both_ways_is_satisfied) {
    Bench bench;
    const auto ended = bench.run(udp_flow + out + out_seen + back + back_seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(ended.findings() == "");
    BOOST_TEST(ended.record.steps.size() == 5U);
    BOOST_TEST((ended.record.steps[2].status == StepStatus::held));
    BOOST_TEST(ended.record.broken.empty());
}

BOOST_AUTO_TEST_CASE(a_case_without_trouble_takes_milliseconds) {
    Bench bench;
    const auto ended = bench.run(udp_flow + out + out_seen + back + back_seen);
    BOOST_TEST((ended.record.took < 20ms));
}

BOOST_AUTO_TEST_CASE(what_does_not_arrive_violates_and_the_rest_is_not_reached) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended = bench.run(udp_flow + out + out_seen + back + back_seen);
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(has(ended.record.reason, "step 3: udp did not arrive at server, while the control flow passes"));
    BOOST_TEST((ended.record.steps[2].status == StepStatus::failed));
    BOOST_TEST((ended.record.steps[3].status == StepStatus::not_reached));
    BOOST_TEST(ended.breaks("claim.one"));
}

BOOST_AUTO_TEST_CASE(a_lost_reply_violates) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
    const auto ended = bench.run(udp_flow + out + out_seen + back + back_seen);
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(has(ended.record.reason, "step 5"));
}

BOOST_AUTO_TEST_CASE(an_expectation_counts_its_times) {
    Bench bench;
    const std::string three = R"({ send = "udp", on = "u", at = "alice", as = "out", times = 3 },)";
    const std::string three_seen = R"({ expect = "udp", on = "u", at = "server", probe = "out", times = 3 })";
    BOOST_TEST(outcome(bench.run(udp_flow + three + three_seen)) == "satisfied");
    Bench lossy;
    lossy.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
    const auto ended = lossy.run(udp_flow + three + three_seen);
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(ended.record.steps[2].checks.back().found == "2 of 3");
    BOOST_TEST(has(ended.record.reason, "(copy 2 of 3, the first that is not right)"), ended.record.reason);
}

BOOST_AUTO_TEST_CASE(copies_can_be_sent_one_after_the_other) {
    Bench bench;
    const auto ended = bench.run(udp_flow + R"({ send = "udp", on = "u", at = "alice", as = "out", times = 4, every = "20s" },
      { expect = "udp", on = "u", at = "server", probe = "out", times = 4 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    std::vector<Duration> sent;
    for (auto const& frame : ended.record.frames)
        if (frame.sent && frame.probe == "out") sent.push_back(frame.at - ended.record.frames.front().at);
    BOOST_TEST_REQUIRE(sent.size() == 4U);
    for (unsigned copy = 0; copy < 4; ++copy) BOOST_TEST((sent[copy] == copy * 20s), "copy " << copy);
    BOOST_TEST((ended.record.steps[1].took == 60s));
}

BOOST_AUTO_TEST_CASE(one_of_the_copies_that_is_lost_is_missed_at_the_end) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(2)});
    const auto ended = bench.run(udp_flow + R"({ send = "udp", on = "u", at = "alice", as = "out", times = 4, every = "20s" },
      { expect = "udp", on = "u", at = "server", probe = "out", times = 4 })");
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(ended.record.steps[2].checks.back().found == "3 of 4");
}

/// What is waited for must not be kept alive by the waiting: between two copies nothing of ours is on the wire, no sentinel either.
BOOST_AUTO_TEST_CASE(nothing_is_sent_between_the_copies) {
    Bench bench;
    const auto ended = bench.run(udp_flow + out + out_seen + R"({ wait = "119s" },)" + back + back_seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    for (auto const& sent : ended.course.sent) {
        const auto at = sent.at - ended.course.sent.front().at;
        BOOST_TEST((at < 1s || at >= 119s), "a frame was sent while the case waits, after " << at.count() << " ns");
    }
}

BOOST_AUTO_TEST_CASE(never_holds_only_beside_the_control) {
    Bench bench;
    const std::string never = R"({ never = "udp", at = "bob", from = "server", for = "300ms" })";
    const auto ended = bench.run(udp_flow + out + out_seen + back + back_seen + never);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((ended.record.took >= 300ms));
    BOOST_TEST((ended.record.steps.back().status == StepStatus::held));
}

BOOST_AUTO_TEST_CASE(never_fails_when_it_happens) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::wrong_client, toy::probe(1)});
    bench.router.astray_to = Ipv4Address{0xc0a80102};  // bob
    const auto ended = bench.run(udp_flow + out + out_seen + back + R"({ never = "udp", at = "bob", from = "server", for = "300ms" })");
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(has(ended.record.reason, "udp arrived at bob, where it must never be"));
    BOOST_TEST((ended.record.steps.back().status == StepStatus::failed));
    BOOST_TEST(ended.found("always.no-misdelivery"));
}

BOOST_AUTO_TEST_CASE(never_about_something_that_was_not_sent_says_nothing) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    // The server has not seen alice, so there is nowhere to send to: silence at alice is no merit of the router.
    const auto ended = bench.run(udp_flow + out + back + R"({ never = "udp", at = "alice", from = "server" })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "has not seen anything from alice"));
}

BOOST_AUTO_TEST_CASE(an_expectation_of_something_that_was_not_sent_is_undetermined) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended = bench.run(udp_flow + out + back + back_seen);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "was never sent"));
}

BOOST_AUTO_TEST_CASE(a_wait_of_two_hours_takes_two_virtual_hours_and_few_turns) {
    Bench bench;
    const auto ended = bench.run(udp_flow + out + out_seen + R"({ wait = "2h" },)" + back + back_seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((ended.record.took >= 2h));
    BOOST_TEST((ended.record.took < 2h + 1s));
    BOOST_TEST(ended.course.wakes < 50U);
}

BOOST_AUTO_TEST_CASE(a_set_up_that_fails_is_undetermined_and_violated_when_judged) {
    const std::string use = R"({ use = "ike.main-mode", as = "i", from = "alice", to = "server")";
    const auto port_500 = [](toy::Passage const& what) { return what.destination_port == 500; };
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, port_500});
        const auto ended = bench.run(use + " }");
        BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
        BOOST_TEST(has(ended.record.reason, "set-up: ike"));
        BOOST_TEST((ended.record.steps[0].status == StepStatus::undetermined));
    }
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, port_500});
        const auto ended = bench.run(use + ", judged = true }");
        BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
        BOOST_TEST(ended.breaks("claim.one"));
    }
}

BOOST_AUTO_TEST_CASE(a_set_up_message_that_is_lost_once_is_sent_again) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0), {}, 1});
    const auto ended = bench.run(R"({ use = "ike.main-mode", as = "i", from = "alice", to = "server", judged = true })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(every_kind_of_flow_opens_through_a_faithful_router) {
    for (std::string const kind :
         {"udp", "tcp", "pptp.control", "ike.main-mode", "ike.v2", "esp", "ah", "gre", "l2tp.tunnel", "natt", "icmp"}) {
        Bench bench;
        const auto ended = bench.run("{ use = \"" + kind + "\", as = \"f\", from = \"alice\", to = \"server\", judged = true }");
        BOOST_TEST(outcome(ended) == "satisfied", kind << ": " << outcome(ended));
        BOOST_TEST(ended.findings() == "", kind << ": " << ended.findings());
    }
}

BOOST_AUTO_TEST_CASE(faults_of_a_suite_are_errors_and_not_the_routers) {
    {
        Bench bench;
        auto scenario = toy::one(udp_flow + out);
        std::get<model::SendStep>(scenario.steps[1].action).on = "no-such-flow";
        const auto ended = bench.run(scenario);
        BOOST_TEST((ended.record.outcome == Outcome::error));
        BOOST_TEST(has(ended.record.reason, "no flow is called 'no-such-flow'"));
        BOOST_TEST(ended.record.broken.empty());
    }
    {
        Bench bench;
        auto scenario = toy::one(udp_flow + out);
        std::get<model::UseStep>(scenario.steps[0].action).from = "nobody";
        BOOST_TEST((bench.run(scenario).record.outcome == Outcome::error));
    }
    {
        Bench bench;
        const auto ended = bench.run(udp_flow + R"({ send = "udp", on = "u", at = "alice", as = "out", bytes = 3000 })");
        BOOST_TEST((ended.record.outcome == Outcome::error), outcome(ended));
        BOOST_TEST(has(ended.record.reason, "MTU"));
    }
    {
        Bench bench;
        auto scenario = toy::one(udp_flow + R"({ send = "udp", on = "u", at = "alice", as = "out", src_port = 4001 })");
        auto& term = std::get<model::SendStep>(scenario.steps[1].action).fields.at(0).term;
        term.kind = model::Term::Kind::symbol;
        term.text = "unbound";
        const auto ended = bench.run(scenario);
        BOOST_TEST((ended.record.outcome == Outcome::error), outcome(ended));
        BOOST_TEST(has(ended.record.reason, "$unbound has no value yet"));
    }
}

BOOST_AUTO_TEST_CASE(a_case_without_steps_ends) {
    Bench bench;
    auto scenario = toy::one(udp_flow);
    scenario.steps.clear();
    BOOST_TEST(outcome(bench.run(scenario)) == "satisfied");
}

BOOST_AUTO_TEST_CASE(abandoned_is_undetermined_with_its_reason) {
    Bench bench;
    bench.events.emplace(Instant{50ms}, [&](Instant now) { bench.engine->abandon("the link went down", now); });
    const auto ended = bench.run(udp_flow + out + out_seen + R"({ wait = "1s" })");
    BOOST_TEST(outcome(ended) == "undetermined: the link went down");
    BOOST_TEST((ended.record.steps[3].status == StepStatus::undetermined));
    BOOST_TEST((ended.record.took == 50ms));
}

BOOST_AUTO_TEST_CASE(one_seed_gives_the_same_frames_octet_for_octet) {
    const auto frames = [](std::uint32_t number) {
        Bench bench;
        bench.facts.case_number = number;
        const auto ended = bench.run(R"({ use = "ike.main-mode", as = "i", from = "alice", to = "server" },
            { use = "pptp.control", as = "p", from = "alice", to = "second" },)" +
                                     udp_flow + out + out_seen + back + back_seen);
        BOOST_TEST(outcome(ended) == "satisfied");
        std::vector<Octets> sent;
        for (auto const& frame : ended.course.sent) sent.push_back(frame.frame);
        return sent;
    };
    const auto first = frames(7);
    BOOST_TEST((first == frames(7)));
    BOOST_TEST((first != frames(8)));
}

BOOST_AUTO_TEST_CASE(of_a_series_so_many_may_be_enough) {
    const auto run = [](std::string const& more) {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(2)});  // the third of five
        return bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
  { send = "udp", on = "u", at = "alice", times = 5, as = "out" },
  { expect = "udp", on = "u", at = "server", probe = "out", times = 5)" +
                         more + " }");
    };
    BOOST_TEST((run("").record.outcome == Outcome::violated));
    const auto enough = run(", least = 4");
    BOOST_TEST((enough.record.outcome == Outcome::satisfied), outcome(enough));
    BOOST_TEST(has(enough.record.steps.back().detail, "4 of 5 arrived"), enough.record.steps.back().detail);
}

BOOST_AUTO_TEST_CASE(copies_that_overtake_each_other_are_told_where_order_counts) {
    const auto run = [](std::string const& more) {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(1), 300us});
        return bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
  { send = "udp", on = "u", at = "alice", times = 3, as = "out" },
  { expect = "udp", on = "u", at = "server", probe = "out", times = 3)" +
                         more + " }");
    };
    BOOST_TEST(outcome(run("")) == "satisfied");
    const auto ended = run(", order = true");
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "copy 2 arrived after copy 3"), ended.record.reason);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_into_this_lab_is_skipped) {
    const std::string from_lan = R"({ use = "udp", as = "u", from = "alice", to = "server" },
  { send = "udp", on = "u", at = "alice", bytes = 1300, df = true, as = "out" },
  { expect = "udp", on = "u", at = "server", probe = "out" })";
    const std::string from_wan = R"({ use = "udp", as = "u", from = "alice", to = "server" },
  { send = "udp", on = "u", at = "alice", bytes = 64, as = "out" },
  { expect = "udp", on = "u", at = "server", probe = "out" },
  { send = "udp", on = "u", at = "server", bytes = 1300, as = "back" },
  { expect = "udp", on = "u", at = "alice", probe = "back" })";
    for (auto const& steps : {from_lan, from_wan}) {
        Bench bench;
        BOOST_TEST(outcome(bench.run(steps)) == "satisfied");
        bench.facts.wan_mtu = bench.facts.from_wan_mtu = 1280;
        const auto ended = bench.run(steps);
        BOOST_TEST((ended.record.outcome == Outcome::skipped), outcome(ended));
        BOOST_TEST(has(ended.record.reason, "1328 octets, more than the WAN's MTU of 1280"), ended.record.reason);
    }
}

BOOST_AUTO_TEST_SUITE_END()
