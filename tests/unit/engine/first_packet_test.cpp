// Who speaks behind whom: a path's first packet goes alone, and a client waits for what the one before it has sent.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(first_packet)

using namespace bench;

namespace {

const std::string both = R"({ use = "esp", as = "a", from = "alice", to = "server" },
  { use = "esp", as = "b", from = "bob", to = "server" },)";

/// When each copy of a probe was sent, and when each arrived, counted from the first frame of the case.
std::vector<Duration> times(Ended const& ended, std::string const& probe, bool sent) {
    std::vector<Duration> found;
    for (auto const& frame : ended.record.frames)
        if (frame.sent == sent && frame.probe == probe) found.push_back(frame.at - ended.record.frames.front().at);
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_a_burst_the_first_goes_alone) {
    Bench bench;
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", times = 5, as = "out" },
      { expect = "esp", on = "a", at = "server", probe = "out", times = 5 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    const auto sent = times(ended, "out", true);
    const auto came = times(ended, "out", false);
    BOOST_TEST_REQUIRE(sent.size() == 5U);
    BOOST_TEST_REQUIRE(came.size() == 5U);
    BOOST_TEST((sent[1] >= came[0]));
    for (unsigned copy = 2; copy < 5; ++copy) BOOST_TEST((sent[copy] == sent[1]), "copy " << copy);
}

BOOST_AUTO_TEST_CASE(a_burst_on_a_path_that_is_open_goes_whole) {
    Bench bench;
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", as = "first" },
      { expect = "esp", on = "a", at = "server", probe = "first" },
      { send = "esp", on = "a", at = "alice", times = 5, as = "out" },
      { expect = "esp", on = "a", at = "server", probe = "out", times = 5 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    const auto sent = times(ended, "out", true);
    BOOST_TEST_REQUIRE(sent.size() == 5U);
    for (auto const at : sent) BOOST_TEST((at == sent[0]));
}

BOOST_AUTO_TEST_CASE(each_direction_is_a_path) {
    Bench bench;
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", as = "first" },
      { send = "esp", on = "a", at = "server", times = 3, as = "back" },
      { expect = "esp", on = "a", at = "alice", probe = "back", times = 3 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    const auto sent = times(ended, "back", true);
    const auto came = times(ended, "back", false);
    BOOST_TEST_REQUIRE(sent.size() == 3U);
    BOOST_TEST((sent[1] >= came[0]));
    BOOST_TEST((sent[2] == sent[1]));
}

BOOST_AUTO_TEST_CASE(the_rest_of_a_burst_goes_when_the_first_is_known_to_be_lost) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", times = 5, as = "out" },
      { expect = "esp", on = "a", at = "server", probe = "out", times = 5, least = 4 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(times(ended, "out", true).size() == 5U);
    BOOST_TEST(times(ended, "out", false).size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_client_waits_for_what_the_one_before_has_sent) {
    Bench bench;
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", as = "out-a" },
      { send = "esp", on = "b", at = "bob", as = "out-b" },
      { expect = "esp", on = "b", at = "server", probe = "out-b" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((times(ended, "out-b", true).at(0) >= times(ended, "out-a", false).at(0)));
}

BOOST_AUTO_TEST_CASE(so_does_another_flow_of_a_client_but_not_of_a_server) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "a", from = "alice", to = "server", dst_port = 5000 },
      { use = "udp", as = "b", from = "alice", to = "server", dst_port = 5001 },
      { send = "udp", on = "a", at = "alice", as = "one" },
      { send = "udp", on = "b", at = "alice", as = "other" },
      { expect = "udp", on = "b", at = "server", probe = "other" },
      { send = "udp", on = "a", at = "server", as = "back-one" },
      { send = "udp", on = "b", at = "server", as = "back-other" },
      { expect = "udp", on = "b", at = "alice", probe = "back-other" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((times(ended, "other", true).at(0) >= times(ended, "one", false).at(0)));
    BOOST_TEST((times(ended, "back-other", true).at(0) == times(ended, "back-one", true).at(0)));
}

BOOST_AUTO_TEST_CASE(what_is_late_is_waited_for_and_not_given_up) {
    Bench bench;
    // So late that the sentinel has come long before: bob speaks, and alice's packet is still one that arrives.
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(0), 400ms});
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", as = "out-a" },
      { send = "esp", on = "b", at = "bob", as = "out-b" },
      { expect = "esp", on = "b", at = "server", probe = "out-b" },
      { expect = "esp", on = "a", at = "server", probe = "out-a", within = "2s" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((times(ended, "out-b", true).at(0) < times(ended, "out-a", false).at(0)));
}

BOOST_AUTO_TEST_CASE(fragments_of_two_clients_still_mix) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "a", from = "alice", to = "server" },
      { use = "udp", as = "b", from = "bob", to = "server" },
      { send = "udp", on = "a", at = "alice", bytes = 1800, fragment = { mtu = 1280, order = [1] }, as = "from-a" },
      { send = "udp", on = "b", at = "bob", bytes = 1800, fragment = { mtu = 1280, order = [1] }, as = "from-b" },
      { send = "again", probe = "from-a", fragment = { mtu = 1280, order = [2] } },
      { expect = "udp", on = "a", at = "server", probe = "from-a" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((times(ended, "from-b", true).at(0) == times(ended, "from-a", true).at(0)));
}

BOOST_AUTO_TEST_CASE(a_dead_path_keeps_nobody_from_speaking) {
    Bench bench;
    bench.router.dies_after = 0;
    const auto ended = bench.run(both + R"({ send = "esp", on = "a", at = "alice", as = "out-a" },
      { send = "esp", on = "b", at = "bob", as = "out-b" },
      { expect = "esp", on = "b", at = "server", probe = "out-b" })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined));
    BOOST_TEST(times(ended, "out-b", true).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
