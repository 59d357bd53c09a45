// How a run ends before its time: a preflight that fails says why in words, a router may die, a user may interrupt.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

using namespace run_bench;

namespace {

std::string many(unsigned count) {
    std::string suite;
    for (unsigned n = 0; n < count; ++n) suite += plain_case("t.case" + std::to_string(n));
    return suite;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(preflight)

BOOST_AUTO_TEST_CASE(it_measures_and_tells) {
    RunBench bench(many(1));
    bench.go();
    const auto value = [&](std::string const& name) {
        for (auto const& fact : bench.told.facts)
            if (fact.name == name) return fact.value;
        return std::string("?");
    };
    BOOST_TEST(value("router.wan_address") == "203.0.113.2");
    BOOST_TEST(value("router.lan_address") == "192.168.0.1");
    BOOST_TEST(value("router.lan_mac") == to_string(bench.router.lan_mac));
    BOOST_TEST(value("router.wan_mac") == to_string(bench.router.wan_mac));
    BOOST_TEST(value("round_trip.median") == "200 us");
    BOOST_TEST(value("margin") == "2.0 ms");
}

BOOST_AUTO_TEST_CASE(no_answer_to_arp) {
    for (auto side : {Side::lan, Side::wan}) {
        RunBench bench(many(2));
        bench.router.answers_arp.at(static_cast<std::size_t>(side)) = false;
        bench.go();
        BOOST_TEST(bench.preflight_failed);
        BOOST_TEST(
            has(bench.ended, side == Side::lan ? "LAN side: 192.168.0.1 did not answer ARP" : "WAN side: 203.0.113.2 did not answer ARP"),
            bench.ended);
        BOOST_TEST(bench.told.log.empty());
        BOOST_TEST((bench.course.end < Instant{15s}));
    }
}

BOOST_AUTO_TEST_CASE(nothing_passes_to_the_wan) {
    RunBench bench(many(2));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.from == Side::lan; }});
    bench.go();
    BOOST_TEST(bench.preflight_failed);
    BOOST_TEST(has(bench.ended, "does not reach the WAN"), bench.ended);
}

/// A router that has moved its LAN away from its WAN's addresses answers there no more, and one that has not may serve nobody.
BOOST_AUTO_TEST_CASE(networks_with_common_addresses_are_named_as_what_may_be_wrong) {
    for (const bool moved : {true, false}) {
        RunBench bench(many(2));
        bench.plan.lab.lan.prefix = *parse_prefix("192.168.0.1/16");
        bench.plan.lab.wan.link.length = 1;  // 203.0.113.1/1 has all of 192.168.0.0/16
        bench.router.answers_arp.at(static_cast<std::size_t>(Side::lan)) = !moved;
        bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.from == Side::lan; }});
        bench.go();
        BOOST_TEST(bench.preflight_failed);
        BOOST_TEST(has(bench.ended, "have addresses in common"), bench.ended);
    }
}

BOOST_AUTO_TEST_CASE(nothing_comes_back) {
    RunBench bench(many(2));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.from == Side::wan; }});
    bench.go();
    BOOST_TEST(bench.preflight_failed);
    BOOST_TEST(has(bench.ended, "the answer does not come back"), bench.ended);
}

BOOST_AUTO_TEST_CASE(nobody_gives_leases_or_asks_for_one) {
    {
        RunBench bench(many(2));
        bench.plan.lab.lan.clients = model::Addressing::dhcp;
        bench.go();
        BOOST_TEST(bench.preflight_failed);
        BOOST_TEST(has(bench.ended, "LAN side: "), bench.ended);
        BOOST_TEST(has(bench.ended, "DHCP"), bench.ended);
    }
    {
        RunBench bench(many(2));
        bench.plan.lab.wan.router = model::Addressing::dhcp;
        bench.go();
        BOOST_TEST(bench.preflight_failed);
        BOOST_TEST(has(bench.ended, "the router did not ask for an address by DHCP within 60 s"), bench.ended);
    }
}

BOOST_AUTO_TEST_CASE(a_few_lost_round_trips_are_measured_not_fatal) {
    RunBench bench(many(1));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_sentinel(); }, {}, 3});
    bench.go();
    BOOST_TEST(!bench.preflight_failed);
    BOOST_TEST((bench.told.of("t.case0").outcome == Outcome::satisfied));
}

BOOST_AUTO_TEST_CASE(a_slow_router_gets_more_patience) {
    RunBench bench(many(3));
    bench.router.latency = 20ms;
    bench.go();
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(early_ends)

BOOST_AUTO_TEST_CASE(a_router_that_dies_in_mid_run_ends_it_with_words) {
    RunBench bench(many(40));
    bench.plan.jobs = 2;
    bench.router.dies_after = 100;
    bench.go();
    BOOST_TEST(!bench.preflight_failed);
    BOOST_TEST(has(bench.ended, "the router stopped forwarding in mid-run"), bench.ended);
    BOOST_TEST(bench.told.cases.size() == 40U);
    std::size_t skipped = 0;
    std::size_t undetermined = 0;
    for (auto const& one : bench.told.cases) {
        BOOST_TEST((one.outcome != Outcome::violated), one.reason);
        BOOST_TEST((one.outcome != Outcome::error), one.reason);
        if (one.outcome == Outcome::undetermined) {
            ++undetermined;
            BOOST_TEST(!one.frames.empty());
        }
        if (one.outcome == Outcome::skipped) {
            ++skipped;
            BOOST_TEST(has(one.reason, "not run: the router stopped forwarding"));
            BOOST_TEST((one.took == 0s));
        }
    }
    // The cases in which it happened are told with their evidence, not as if they had never run.
    BOOST_TEST(undetermined >= 1U);
    BOOST_TEST(skipped >= 20U);
    BOOST_TEST((bench.course.end > Instant{bench.plan.patience}));  // it might have come back
    BOOST_TEST((bench.course.end < Instant{bench.plan.patience + 1min}));
}

BOOST_AUTO_TEST_CASE(a_router_that_comes_back_goes_on) {
    RunBench bench(many(10));
    bench.events.emplace(Instant{15ms}, [&](Instant) { bench.router.dead = true; });
    bench.events.emplace(Instant{8s}, [&](Instant) { bench.router.dead = false; });
    bench.go();
    BOOST_TEST(bench.ended == "");
    BOOST_TEST(bench.told.cases.size() == 10U);
    std::size_t satisfied = 0;
    for (auto const& one : bench.told.cases) satisfied += one.outcome == Outcome::satisfied ? 1 : 0;
    BOOST_TEST(satisfied >= 9U);
    BOOST_TEST((bench.course.end > Instant{8s}));  // it did die while cases ran
}

std::string deadly_case() {
    return toy::case_text("t.deadly", R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 7777 },
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" })");
}

toy::Fault stops_for(Duration silence, unsigned times) {
    return {toy::Misdeed::stop, [](auto const& what) { return what.destination_port == 7777; }, silence, times};
}

BOOST_AUTO_TEST_CASE(a_case_that_stops_the_router_twice_is_called_that) {
    RunBench bench(plain_case("t.before") + deadly_case() + many(3));
    bench.router.faults.push_back(stops_for(30s, 9));
    bench.go();
    BOOST_TEST(bench.ended == "");
    auto const& deadly = bench.told.of("t.deadly");
    BOOST_TEST((deadly.outcome == Outcome::violated), deadly.reason);
    BOOST_TEST((deadly.broken == std::vector<std::string>{"always.keeps-forwarding"}));
    BOOST_TEST(has(deadly.reason, "stops the router"), deadly.reason);
    BOOST_TEST(has(deadly.reason, "it forwarded again after 2"), deadly.reason);
    BOOST_REQUIRE(deadly.observations.size() == 1U);
    BOOST_TEST(deadly.observations.front().lan_frames.size() == 1U);
    for (auto const& one : bench.told.cases)
        if (one.id != "t.deadly") BOOST_TEST((one.outcome == Outcome::satisfied), one.id << ": " << one.reason);
    // Once more when all others have run: what it costs, it costs nobody else.
    BOOST_TEST(bench.told.log.at(bench.told.log.size() - 2) == "start t.deadly 2");
}

BOOST_AUTO_TEST_CASE(a_case_that_fills_the_router_is_not_called_that) {
    RunBench bench(plain_case("t.before") + deadly_case() + many(3));
    for (auto& one : bench.plan.cases)
        if (one.id == "t.deadly") one.control = "u";
    bench.router.faults.push_back(stops_for(30s, 9));
    bench.go();
    BOOST_TEST(bench.ended == "");
    auto const& full = bench.told.of("t.deadly");
    BOOST_TEST((full.outcome == Outcome::undetermined), full.reason);
    BOOST_TEST(has(full.reason, "it forwarded again after"), full.reason);
    BOOST_TEST(full.observations.empty());
    for (auto const& one : bench.told.cases)
        if (one.id != "t.deadly") BOOST_TEST((one.outcome == Outcome::satisfied), one.id << ": " << one.reason);
}

BOOST_AUTO_TEST_CASE(a_router_that_stops_once_proves_nothing) {
    RunBench bench(deadly_case() + many(2));
    bench.router.faults.push_back(stops_for(30s, 1));
    bench.go();
    auto const& deadly = bench.told.of("t.deadly");
    BOOST_TEST((deadly.outcome == Outcome::undetermined), deadly.reason);
    BOOST_TEST(has(deadly.reason, "not repeatable"), deadly.reason);
    BOOST_TEST(deadly.observations.empty());
}

BOOST_AUTO_TEST_CASE(one_that_does_not_come_back_the_second_time_has_been_found_all_the_same) {
    RunBench bench(deadly_case() + many(2));
    bench.router.faults.push_back(stops_for(10s, 1));
    bench.router.faults.push_back(stops_for(1h, 1));
    bench.go();
    BOOST_TEST(has(bench.ended, "the router stopped forwarding in mid-run"), bench.ended);
    auto const& deadly = bench.told.of("t.deadly");
    BOOST_TEST((deadly.outcome == Outcome::violated), deadly.reason);
    BOOST_TEST(has(deadly.reason, "it did not forward again within 18"), deadly.reason);
    BOOST_TEST((bench.told.of("t.case1").outcome == Outcome::satisfied));
    BOOST_TEST((bench.course.end < Instant{5min}));
}

BOOST_AUTO_TEST_CASE(interrupted) {
    const auto slow = toy::case_text("t.slow", R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" }, { wait = "1h" })");
    RunBench bench(plain_case("t.before") + slow + plain_case("t.after"));
    bench.start = Instant{500'000h};
    bench.events.emplace(bench.start + 10s, [&](Instant now) { bench.session->interrupt("interrupted (Ctrl-C)", now); });
    bench.go();
    BOOST_TEST(bench.ended == "interrupted (Ctrl-C)");
    BOOST_TEST((bench.told.of("t.before").outcome == Outcome::satisfied));
    BOOST_TEST((bench.told.of("t.slow").outcome == Outcome::undetermined));
    BOOST_TEST(bench.told.of("t.slow").reason == "interrupted (Ctrl-C)");
    BOOST_TEST((bench.told.of("t.after").outcome == Outcome::skipped));
    BOOST_TEST(bench.told.of("t.after").reason == "not run: interrupted (Ctrl-C)");
    BOOST_TEST((bench.told.of("t.after").took == 0s));
    BOOST_TEST((bench.course.end == bench.start + 10s));
}

BOOST_AUTO_TEST_CASE(interrupted_during_preflight) {
    RunBench bench(many(2));
    bench.router.answers_arp = {false, false};
    bench.events.emplace(Instant{1s}, [&](Instant now) { bench.session->interrupt("terminated", now); });
    bench.go();
    BOOST_TEST(bench.ended == "terminated");
    BOOST_TEST(bench.told.cases.size() == 2U);
}

BOOST_AUTO_TEST_CASE(interrupted_while_a_finding_is_confirmed) {
    // The first attempt found something: that stays told, as not confirmed, with its evidence.
    RunBench bench(plain_case("t.one"));
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.is_probe(0); }});
    bench.events.emplace(Instant{1s}, [&](Instant) {});
    bool second = false;
    for (int n = 0; n < 2000; ++n)
        bench.events.emplace(Instant{n * 1ms}, [&](Instant now) {
            second = second || bench.told.log.size() >= 2;
            if (second && !bench.session->done()) bench.session->interrupt("interrupted", now);
        });
    bench.go();
    BOOST_REQUIRE(second);
    auto const& one = bench.told.of("t.one");
    BOOST_TEST((one.outcome == Outcome::undetermined));
    BOOST_TEST(has(one.reason, "did not arrive at server"), one.reason);
    BOOST_TEST(has(one.reason, "interrupted"), one.reason);
    BOOST_TEST(!has(one.reason, "not repeatable"), one.reason);
    BOOST_TEST(!one.frames.empty());
}

BOOST_AUTO_TEST_SUITE_END()
