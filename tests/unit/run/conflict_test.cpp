// Another host on the LAN has the address of a client: what the run says of it, and that no case is the worse for it.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(address_conflicts)

using namespace run_bench;

namespace {

/// The preflight's client probes first, and each case has one.
struct Squatted : RunBench {
    Squatted() : RunBench(plain_case("t.one") + plain_case("t.two") + plain_case("t.three")) { plan.lab.lan.static_client.reset(); }

    [[nodiscard]] std::vector<std::string> conflicts() const {
        std::vector<std::string> all;
        for (auto const& event : timeline)
            if (event.kind == "address-conflict") all.push_back(event.detail);
        return all;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_does_not_begin_with_an_address_that_another_host_has) {
    for (const auto late : {100us, 2000us}) {  // as soon as the router, or when the preflight goes on already
        Squatted bench;
        bench.router.squats = [](unsigned probe) { return probe == 1; };
        bench.router.squats_after = late;
        bench.go();
        BOOST_TEST(bench.preflight_failed);
        BOOST_TEST(has(bench.ended, "one of the lab's clients, is in use by another host, 0a:00:00:00:00:66"), bench.ended);
        BOOST_TEST(has(bench.ended, "take that host off the LAN"), bench.ended);
    }
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_look_at_others_waits_for_a_late_one) {
    for (const bool waits : {true, false}) {
        Squatted bench;
        bench.plan.waits_for_others = waits;
        bench.router.squats = [](unsigned probe) { return probe == 1; };
        bench.router.squats_after = 1500ms;
        bench.go();
        BOOST_TEST(bench.preflight_failed == waits);
        if (waits) BOOST_TEST(has(bench.ended, "is in use by another host, 0a:00:00:00:00:66"), bench.ended);
    }
}

BOOST_AUTO_TEST_CASE(a_case_is_run_again_with_another_address) {
    for (const auto late : {50us, 150us, 400us}) {  // before the router has answered, as soon, and when the case is under way
        Squatted bench;
        bench.router.squats = [](unsigned probe) { return probe == 3; };
        bench.router.squats_after = late;
        bench.go();
        BOOST_TEST(bench.ended == "");
        for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
        BOOST_TEST(bench.told.cases.size() == 3U);
        BOOST_REQUIRE(bench.conflicts().size() == 1U);
        BOOST_TEST(has(bench.conflicts().front(), "another host on the LAN, 0a:00:00:00:00:66, has 192.168."), bench.conflicts().front());
        BOOST_TEST(std::count(bench.told.log.begin(), bench.told.log.end(), "end t.two") == 1);
    }
}

BOOST_AUTO_TEST_CASE(whoever_has_every_address_fails_no_case) {
    Squatted bench;
    bench.router.squats = [](unsigned probe) { return probe > 1; };
    bench.go();
    BOOST_TEST(bench.told.cases.size() == 3U);
    for (auto const& one : bench.told.cases) {
        BOOST_TEST((one.outcome != Outcome::violated && one.outcome != Outcome::satisfied), one.reason);
        BOOST_TEST(has(one.reason, "is in use by another host"), one.reason);
    }
}

BOOST_AUTO_TEST_CASE(the_static_client_is_looked_for_before_the_first_case) {
    Squatted bench;
    bench.plan.lab.lan.static_client = parse_ipv4("192.168.0.10");
    bench.router.squats = [](unsigned probe) { return probe == 1; };  // before the client's own
    bench.go();
    BOOST_TEST(bench.preflight_failed);
    BOOST_TEST(has(bench.ended, "192.168.0.10, the lab's static_client, is in use by another host, 0a:00:00:00:00:66"), bench.ended);
}

BOOST_AUTO_TEST_CASE(a_router_that_answers_for_every_address_is_no_other_host) {
    Squatted bench;
    bench.plan.lab.lan.static_client = parse_ipv4("192.168.0.10");
    bench.router.squatter_mac = bench.router.lan_mac;
    bench.router.squats = [](unsigned) { return true; };
    bench.go();
    BOOST_TEST(bench.ended == "");
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
    BOOST_TEST(bench.conflicts().empty());
}

BOOST_AUTO_TEST_SUITE_END()
