// Cases that have something done to the router between two steps: what becomes of them, of the others, and of the run.
#include "harness/model/need.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(hooks_of_cases)

using namespace run_bench;

namespace {

std::string rebooting_case(std::string const& id) {
    return toy::case_text(id, R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" },
      { hook = "reboot" },
      { wait = "router" },
      { send = "udp", on = "u", at = "alice", as = "again" },
      { expect = "udp", on = "u", at = "server", probe = "again" })");
}

/// A lab whose router starts again when it is asked to, and is silent for so long.
struct Rebooting : RunBench {
    Rebooting(std::string const& suite, Duration silence) : RunBench(suite) {
        plan.lab.hooks = {"reboot"};
        hook_silence = silence;
    }
};

std::size_t events(RunBench const& bench, std::string const& kind) {
    return static_cast<std::size_t>(
        std::count_if(bench.timeline.begin(), bench.timeline.end(), [&](auto const& event) { return event.kind == kind; }));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_case_goes_on_when_the_router_is_back) {
    Rebooting bench(rebooting_case("t.boot") + plain_case("t.plain"), 20s);
    bench.go();
    BOOST_TEST(bench.ended == "");
    BOOST_TEST((bench.told.of("t.boot").outcome == Outcome::satisfied), bench.told.of("t.boot").reason);
    BOOST_TEST((bench.told.of("t.plain").outcome == Outcome::satisfied));
    BOOST_TEST((bench.hooks_asked == std::vector<std::string>{"reboot"}));
    BOOST_TEST((bench.told.of("t.boot").took >= 20s));
    BOOST_REQUIRE(events(bench, "hook") == 1U);
    BOOST_TEST(events(bench, "silence") == 1U);
    BOOST_TEST(bench.timeline.front().detail == "the hook 'reboot' was run for t.boot");
    // Whoever needs the router as it is comes first.
    BOOST_TEST(bench.told.log.front() == "start t.plain 1");
    BOOST_TEST(bench.told.most_running == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_is_done_to_a_router_that_may_still_send_something_late) {
    // It would be lost with the router's memory: a copy that comes a second later is found all the same.
    Rebooting bench(plain_case("t.plain") + rebooting_case("t.boot") + rebooting_case("t.boot-again"), 20s);
    bench.plan.rest = run::usual_rest;
    bench.plan.confirm = 0;
    bench.router.faults.push_back({toy::Misdeed::duplicate, toy::probe(1), 1s});
    bench.go();
    auto const& plain = bench.told.of("t.plain");
    BOOST_TEST((plain.outcome == Outcome::violated), plain.reason);
    const std::vector<std::string> wanted{"start t.plain 1", "end t.plain",          "start t.boot 1",
                                          "end t.boot",      "start t.boot-again 1", "end t.boot-again"};
    BOOST_TEST(bench.told.log == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_hook_may_take_longer_than_the_router) {
    Rebooting bench(rebooting_case("t.boot"), 20s);
    bench.hook_takes = 5min;
    bench.go();
    BOOST_TEST((bench.told.of("t.boot").outcome == Outcome::satisfied), bench.told.of("t.boot").reason);
    BOOST_TEST((bench.told.of("t.boot").took >= 5min));
}

BOOST_AUTO_TEST_CASE(a_hook_that_fails_leaves_its_case_open_and_no_other) {
    Rebooting bench(rebooting_case("t.boot") + plain_case("t.plain"), 0s);
    bench.hook_fails = "the hook 'reboot' failed with status 1: no route";
    bench.go();
    BOOST_TEST(bench.ended == "");
    auto const& boot = bench.told.of("t.boot");
    BOOST_TEST((boot.outcome == Outcome::undetermined));
    BOOST_TEST(has(boot.reason, "the hook 'reboot' failed with status 1: no route"), boot.reason);
    BOOST_TEST((bench.told.of("t.plain").outcome == Outcome::satisfied));
    BOOST_TEST(has(bench.timeline.front().detail, "was run for t.boot: the hook 'reboot' failed"));
}

BOOST_AUTO_TEST_CASE(a_router_that_never_was_silent_did_not_start_again) {
    Rebooting bench(rebooting_case("t.boot"), 0s);
    bench.go();
    auto const& boot = bench.told.of("t.boot");
    BOOST_TEST((boot.outcome == Outcome::undetermined));
    BOOST_TEST(has(boot.reason, "the router went on forwarding while the hook 'reboot' was run and for 30 s after it"), boot.reason);
    BOOST_TEST(events(bench, "silence") == 0U);
}

BOOST_AUTO_TEST_CASE(a_router_that_does_not_come_back_ends_the_run) {
    Rebooting bench(plain_case("t.plain") + rebooting_case("t.boot"), 24h);
    bench.plan.lab.patience = 10min;
    bench.go();
    BOOST_TEST(has(bench.ended, "the router stopped forwarding in mid-run"), bench.ended);
    BOOST_TEST((bench.told.of("t.plain").outcome == Outcome::satisfied));
    BOOST_TEST((bench.told.of("t.boot").outcome == Outcome::undetermined));
    BOOST_TEST((bench.course.end >= Instant{10min}));
    BOOST_TEST((bench.course.end < Instant{12min}));
}

BOOST_AUTO_TEST_CASE(without_the_hook_the_case_is_skipped_with_the_reason) {
    Rebooting bench(rebooting_case("t.boot"), 20s);
    bench.plan.lab.hooks.clear();
    bench.go();
    BOOST_TEST((bench.told.of("t.boot").outcome == Outcome::skipped));
    BOOST_TEST(has(bench.told.of("t.boot").reason, "needs 'reboot': the lab has no such hook, a command in [hooks] of the lab file"));
    BOOST_TEST(bench.hooks_asked.empty());
}

BOOST_AUTO_TEST_CASE(a_run_that_is_interrupted_waits_for_no_hook) {
    Rebooting bench(rebooting_case("t.boot"), 20s);
    bench.hook_takes = 1h;
    bench.events.emplace(Instant{40s}, [&](Instant now) { bench.session->interrupt("interrupted (Ctrl-C)", now); });
    bench.go();
    BOOST_TEST(bench.ended == "interrupted (Ctrl-C)");
    BOOST_TEST((bench.told.of("t.boot").outcome == Outcome::undetermined));
    BOOST_TEST((bench.course.end < Instant{1min}));
}

BOOST_AUTO_TEST_CASE(a_router_that_keeps_its_address_leaves_the_case_open) {
    RunBench bench(toy::case_text("t.move", R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" },
      { hook = "wan-address" },
      { wait = "router" },
      { send = "udp", on = "u", at = "alice", as = "again" },
      { expect = "udp", on = "u", at = "server", probe = "again" })"));
    bench.plan.lab.hooks = {"wan-address"};
    bench.go();
    auto const& move = bench.told.of("t.move");
    BOOST_TEST((move.outcome == Outcome::undetermined));
    BOOST_TEST(has(move.reason, "30 s after it the router's WAN address still is 203.0.113.2"), move.reason);
    BOOST_TEST((move.took >= 30s));
}

BOOST_AUTO_TEST_CASE(a_link_has_to_be_seen_down) {
    for (auto const* hook : {"wan-link", "lan-link"})
        for (const auto silence : {5s, 0s}) {
            auto text = rebooting_case("t.flap");
            text.replace(text.find("reboot\" }"), 6, hook);
            Rebooting bench(text, silence);
            bench.plan.lab.hooks = {hook};
            bench.hook_takes = 5s;
            bench.go();
            auto const& flap = bench.told.of("t.flap");
            BOOST_TEST((flap.outcome == (silence > 0s ? Outcome::satisfied : Outcome::undetermined)), flap.reason);
            if (silence == 0s) BOOST_TEST(has(flap.reason, "its link did not go down, or for too short a time to be seen"), flap.reason);
        }
}

BOOST_AUTO_TEST_CASE(needs_come_with_the_step) {
    RunBench bench(rebooting_case("t.boot"));
    BOOST_REQUIRE(bench.plan.cases.size() == 1U);
    BOOST_TEST(bench.plan.cases.front().needs_any(model::Need::Kind::alone));
    BOOST_TEST(bench.plan.cases.front().needs_any(model::Need::Kind::hook));
}

BOOST_AUTO_TEST_SUITE_END()
