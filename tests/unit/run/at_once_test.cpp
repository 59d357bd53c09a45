// How many cases run at once where nobody says so: as many as the clients allow that the router was seen to hold.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(at_once)

using namespace run_bench;

namespace {

std::string waiting_cases(unsigned count, std::vector<std::string> const& clients) {
    std::string text;
    for (unsigned at = 0; at < count; ++at) {
        std::string steps;
        for (auto const& client : clients)
            steps += "{ use = \"udp\", as = \"" + client + "-u\", from = \"" + client + "\", to = \"server\" }, { send = \"udp\", on = \"" +
                     client + "-u\", at = \"" + client + "\", as = \"" + client + "-out\" }, { expect = \"udp\", on = \"" + client +
                     "-u\", at = \"server\", probe = \"" + client + "-out\" }, ";
        text += toy::case_text("t.w" + std::to_string(at), steps + R"({ wait = "5s" })");
    }
    return text;
}

std::size_t most_running(RunBench& bench) {
    bench.plan.jobs = 0;
    bench.go();
    BOOST_TEST(bench.ended == "");
    for (auto const& one : bench.told.cases) BOOST_TEST((one.outcome == Outcome::satisfied), one.reason);
    return bench.told.most_running;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_router_with_room_gets_eight) {
    RunBench bench(waiting_cases(20, {"alice"}));
    bench.plan.memory = run::Counting::count;
    BOOST_TEST(most_running(bench) == 8U);
}

BOOST_AUTO_TEST_CASE(no_more_clients_at_once_than_were_counted) {
    RunBench bench(waiting_cases(20, {"alice", "bob"}));
    bench.plan.memory = run::Counting::count;
    BOOST_TEST(most_running(bench) == 4U);
}

/// RFC 6886 section 3.1: a router's own programs may be slow, and are asked one thing at a time.
BOOST_AUTO_TEST_CASE(cases_that_ask_the_router_itself_take_turns) {
    std::string text;
    for (unsigned at = 0; at < 6; ++at)
        text += toy::case_text("t.a" + std::to_string(at), R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 5351 },
          { send = "natpmp.address-request", on = "u", at = "alice", to = "dut.lan", as = "ask" },
          { expect = "natpmp.address-response", at = "alice", answers = "ask", as = "told", within = "2s" })",
                               R"(classes = [{ is = "silent", when = ["!told"] }, { is = "tells", when = ["told"] }])");
    RunBench bench(text);
    bench.plan.memory = run::Counting::count;
    BOOST_TEST(most_running(bench) == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_counted_means_one_after_the_other) {
    RunBench bench(waiting_cases(5, {"alice"}));
    BOOST_TEST(most_running(bench) == 1U);
}

BOOST_AUTO_TEST_CASE(a_router_that_forgets_clients_gets_one) {
    RunBench bench(waiting_cases(5, {"alice"}));
    bench.plan.memory = run::Counting::count;
    // The last client's first question is lost, once: the count finds a router that does not serve all.
    unsigned seen = 0;
    bench.router.faults.push_back({toy::Misdeed::drop, [&seen](auto const& what) {
                                       return what.protocol == 17 && what.from == Side::lan && what.destination_port == 1701 && ++seen == 9;
                                   }});
    BOOST_TEST(most_running(bench) == 1U);
}

BOOST_AUTO_TEST_CASE(a_pause_that_nothing_explains_is_kept_and_keeps_cases_apart) {
    RunBench bench(waiting_cases(4, {"alice"}));
    bench.plan.memory = run::Counting::count;
    bench.plan.lab.pause = 31s;
    BOOST_TEST(most_running(bench) == 1U);
    BOOST_TEST((bench.course.end > Instant{} + 3 * 36s));
}

BOOST_AUTO_TEST_SUITE_END()
