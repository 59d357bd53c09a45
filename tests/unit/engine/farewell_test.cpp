// What hosts say to each other when a case is over, and that nothing of it is held against the router.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(farewell)

using namespace bench;

namespace {

/// What was sent to take leave, in order, and the FINs: "alice pptp.stop-request", "server FIN".
std::vector<std::string> goodbyes(Ended const& ended) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < ended.record.frames.size(); ++at) {
        auto const& frame = ended.record.frames[at];
        if (!frame.sent || frame.sentinel) continue;
        if (frame.probe.starts_with("hang-up:")) all.push_back(frame.actor + " " + frame.probe.substr(frame.probe.rfind(':') + 1));
    }
    return all;
}

std::vector<std::string> fins(Ended const& ended) {
    std::vector<std::string> all;
    for (auto const& sent : ended.course.sent) {
        constexpr std::size_t protocol = 14 + 9;
        constexpr std::size_t flags = 14 + 20 + 13;
        if (sent.frame.size() > flags && sent.frame[12] == 8 && sent.frame[protocol] == 6 && (sent.frame[flags] & 1U) != 0)
            all.emplace_back(to_string(sent.side));
    }
    return all;
}

Bench polite() {
    Bench bench;
    bench.facts.hang_up = true;
    return bench;
}

const std::string call = R"({ use = "pptp.control", as = "p", from = "alice", to = "server" },
      { send = "pptp.ocrq", on = "p", at = "alice", as = "ask" }, { expect = "pptp.ocrq", on = "p", at = "server", probe = "ask" },
      { send = "pptp.ocrp", on = "p", at = "server", as = "yes", result = 1 }, { expect = "pptp.ocrp", on = "p", at = "alice", probe = "yes" })";

}  // namespace

// RFC 2637 sections 2.12, 2.13, 2.3, 2.4.
BOOST_AUTO_TEST_CASE(a_call_is_cleared_then_the_connection_stopped_then_closed) {
    auto bench = polite();
    const auto ended = bench.run(call);
    BOOST_TEST(outcome(ended) == "satisfied");
    const std::vector<std::string> wanted{"alice pptp.call-clear", "server pptp.call-disconnect", "alice pptp.stop-request",
                                          "server pptp.stop-reply"};
    BOOST_TEST(goodbyes(ended) == wanted, boost::test_tools::per_element());
    const std::vector<std::string> both{"lan", "wan"};
    BOOST_TEST(fins(ended) == both, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_has_hung_up_says_no_more) {
    auto bench = polite();
    const auto ended = bench.run(call + R"(, { send = "pptp.stop-request", on = "p", at = "alice", as = "stop" },
      { expect = "pptp.stop-request", on = "p", at = "server", probe = "stop" }, { close = "p", at = "alice" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(goodbyes(ended).empty());
    const std::vector<std::string> both{"lan", "wan"};
    BOOST_TEST(fins(ended) == both, boost::test_tools::per_element());
}

// RFC 2661 sections 5.6 and 5.7.
BOOST_AUTO_TEST_CASE(a_tunnel_loses_its_session_first) {
    auto bench = polite();
    const auto ended = bench.run(R"({ use = "l2tp.tunnel", as = "t", from = "alice", to = "server" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    const std::vector<std::string> wanted{"alice l2tp.cdn", "server l2tp.zlb", "alice l2tp.stopccn", "server l2tp.zlb"};
    BOOST_TEST(goodbyes(ended) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_sa_is_deleted) {
    for (auto const& [kind, said] : std::vector<std::pair<std::string, std::size_t>>{{"ike.main-mode", 1}, {"ike.v2", 2}, {"natt", 1}}) {
        auto bench = polite();
        const auto ended = bench.run(R"({ use = ")" + kind + R"(", as = "i", from = "alice", to = "server" })");
        BOOST_TEST(outcome(ended) == "satisfied");
        BOOST_TEST(goodbyes(ended).size() == said, kind);
    }
}

BOOST_AUTO_TEST_CASE(what_a_router_does_to_it_is_held_against_nobody) {
    for (const auto misdeed : {toy::Misdeed::alter, toy::Misdeed::duplicate, toy::Misdeed::wrong_client, toy::Misdeed::drop}) {
        auto bench = polite();
        bool over = false;
        // All that follows the wait.
        bench.router.faults.push_back({misdeed, [&over](auto const& what) {
                                           over = over || what.at > Instant{} + 60s;
                                           return over && !what.is_sentinel();
                                       }});
        const auto ended = bench.run(R"({ use = "l2tp.tunnel", as = "t", from = "alice", to = "server" }, { wait = "61s" })");
        BOOST_TEST(outcome(ended) == "satisfied");
        BOOST_TEST(!goodbyes(ended).empty());
        BOOST_TEST(ended.findings() == "");
    }
}

BOOST_AUTO_TEST_CASE(nobody_is_waited_for_long) {
    auto bench = polite();
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.at > Instant{} + 60s && !what.is_sentinel(); }});
    const auto ended = bench.run(call + R"(, { wait = "61s" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((ended.course.end < Instant{} + 62s));
}

BOOST_AUTO_TEST_CASE(nothing_is_said_unless_asked_for) {
    Bench bench;
    const auto ended = bench.run(call);
    BOOST_TEST(goodbyes(ended).empty());
    BOOST_TEST(fins(ended).empty());
}

BOOST_AUTO_TEST_SUITE_END()
