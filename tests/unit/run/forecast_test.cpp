// What a plan will come to, before anything is sent.
#include "harness/run/forecast.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(forecasts)

using namespace run_bench;

namespace {

using Names = std::vector<std::string>;

std::string waiting_case(std::string const& id, std::string const& wait, std::string const& more = {}) {
    return toy::case_text(id,
                          R"({ use = "udp", as = "u", from = "alice", to = "server" }, { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" }, { wait = ")" +
                              wait + R"(" })",
                          more);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_runs_and_what_does_not) {
    RunBench bench(plain_case("t.plain") + waiting_case("t.long", "10m") + waiting_case("t.longer", "1h") +
                   plain_case("t.small", R"(needs = ["wan-mtu<=1492"])"));
    bench.plan.longest = 1min;
    const auto told = run::forecast(bench.plan);
    BOOST_TEST(told.runs == Names{"t.plain"}, boost::test_tools::per_element());
    BOOST_REQUIRE(told.skipped.size() == 2U);
    BOOST_TEST((told.skipped.at("waits longer than 1m on purpose; --longest 1h runs all of these") == Names{"t.long", "t.longer"}));
    BOOST_TEST((told.waits == 0s));
    // It is what the session does.
    bench.go();
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome != Outcome::skipped) == (one.id == "t.plain"), one.reason);
}

BOOST_AUTO_TEST_CASE(what_hangs_on_what_another_case_finds) {
    RunBench bench(plain_case("t.needs", R"(needs = ["inbound.gre"])") + plain_case("t.finds", R"(provides = ["inbound.gre"])") +
                   plain_case("t.needs-what-nobody-finds", R"(needs = ["inbound.esp"])"));
    const auto told = run::forecast(bench.plan);
    BOOST_TEST(told.runs.size() == 3U);
    BOOST_REQUIRE(told.paths.size() == 1U);
    BOOST_TEST((told.paths.at("inbound.gre").found_by == Names{"t.finds"}));
    BOOST_TEST((told.paths.at("inbound.gre").needed_by == Names{"t.needs"}));
}

BOOST_AUTO_TEST_CASE(waits_overlap_but_for_those_that_need_to_be_alone) {
    RunBench bench(waiting_case("t.a", "60s") + waiting_case("t.b", "60s") + waiting_case("t.c", "90s") +
                   waiting_case("t.alone", "30s", R"(needs = ["alone"])"));
    const auto with = [&](unsigned jobs) {
        bench.plan.jobs = jobs;
        return run::forecast(bench.plan).waits;
    };
    BOOST_TEST((with(1) == 240s));
    BOOST_TEST((with(2) == 135s));
    BOOST_TEST((with(8) == 120s));
}

BOOST_AUTO_TEST_CASE(who_waits_begins_first) {
    RunBench bench(plain_case("t.plain") + waiting_case("t.short", "200ms") + waiting_case("t.long", "20s") + waiting_case("t.out", "1h") +
                   plain_case("t.finds", R"(provides = ["inbound.gre"])") + waiting_case("t.needs", "30s", R"(needs = ["inbound.gre"])") +
                   waiting_case("t.too", "20s"));
    bench.plan.longest = 1min;
    run::longest_first(bench.plan);
    Names order;
    for (auto const& scenario : bench.plan.cases) order.push_back(scenario.id);
    BOOST_TEST(order == (Names{"t.finds", "t.needs", "t.long", "t.too", "t.plain", "t.short", "t.out"}), boost::test_tools::per_element());
}

/// A run of several at a time is over sooner for it, with the same verdicts.
BOOST_AUTO_TEST_CASE(and_nobody_waits_alone_at_the_end) {
    std::string text;
    for (int at = 0; at < 20; ++at) text += waiting_case("t.short-" + std::to_string(at), "900ms");
    RunBench as_written(text + waiting_case("t.long", "20s"));
    RunBench sorted(text + waiting_case("t.long", "20s"));
    run::longest_first(sorted.plan);
    for (auto* bench : {&as_written, &sorted}) {
        bench->plan.jobs = 2;
        bench->go();
        BOOST_TEST(bench->told.cases.size() == 21U);
        for (auto const& one : bench->told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
    }
    const auto end = [](RunBench const& bench) {
        Duration last{};
        for (auto const& one : bench.told.cases) last = std::max(last, one.began + one.took);
        return last;
    };
    BOOST_TEST((end(sorted) + 5s < end(as_written)));
}

BOOST_AUTO_TEST_SUITE_END()
