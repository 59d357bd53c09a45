// Cases over TCP: segments cut and joined, lost and repeated, reset, and PPTP messages with translated Call IDs.
#include "bench.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(over_tcp)

using namespace bench;

namespace {

const std::string flow = R"({ use = "tcp", as = "t", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },)";
const std::string out = R"({ send = "tcp", on = "t", at = "alice", bytes = 64, as = "out" },)";
const std::string seen = R"({ expect = "tcp", on = "t", at = "server", probe = "out", payload = "same" },)";
const std::string back = R"({ send = "tcp", on = "t", at = "server", bytes = 64, as = "back" },
  { expect = "tcp", on = "t", at = "alice", probe = "back", payload = "same", src_port = 5000, dst_port = 4000 },)";

std::size_t data_segments(Ended const& ended, Side side) {
    std::size_t count = 0;
    for (auto const& sent : ended.course.sent) {
        const auto total = read_bits(sent.frame, 16 * 8, 16).value_or(0);
        if (sent.side == side && sent.frame[23] == 6 && total > 20U + (sent.frame[14 + 32] >> 4U) * 4U) ++count;
    }
    return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(both_ways) {
    Bench bench;
    const auto ended = bench.run(flow + out + seen + back);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(split_into_segments) {
    Bench bench;
    const auto ended = bench.run(flow + R"({ send = "tcp", on = "t", at = "alice", bytes = 64, split = [1, 20], as = "out" },)" + seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(data_segments(ended, Side::lan) == 3U);
}

// RFC 9293 section 3.7.1: both ends say 1460 in their SYNs; a host that knows a smaller WAN keeps below it.
BOOST_AUTO_TEST_CASE(segments_are_as_large_as_the_peer_takes) {
    const std::string large = R"({ send = "tcp", on = "t", at = "alice", bytes = 1460, as = "out" },)";
    Bench bench;
    auto ended = bench.run(flow + large + seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(data_segments(ended, Side::lan) == 1U);
    Bench small;
    small.facts.wan_mtu = small.facts.from_wan_mtu = 1492;
    ended = small.run(flow + large + seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(data_segments(ended, Side::lan) == 2U);
}

BOOST_AUTO_TEST_CASE(coalesced_into_one) {
    Bench bench;
    const auto ended = bench.run(flow + R"({ send = "tcp", on = "t", at = "alice", bytes = 32, coalesce = true, as = "one" },)" + out +
                                 R"({ expect = "tcp", on = "t", at = "server", probe = "one", payload = "same" },)" + seen);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(data_segments(ended, Side::lan) == 1U);
}

BOOST_AUTO_TEST_CASE(who_has_closed_still_hears_the_other_end) {
    Bench bench;
    const auto ended = bench.run(flow + out + seen + R"({ close = "t", at = "alice" }, { wait = "239s" },)" + back);
    BOOST_TEST(outcome(ended) == "satisfied");
    const auto fins = std::count_if(ended.course.sent.begin(), ended.course.sent.end(), [](auto const& sent) {
        return sent.side == Side::lan && sent.frame[23] == 6 && (sent.frame[14 + 33] & 1U) != 0;
    });
    BOOST_TEST(fins == 1);
}

BOOST_AUTO_TEST_CASE(a_fin_that_nobody_acknowledges_leaves_the_case_open) {
    Bench bench;
    // What alice sends without data after her data is her FIN: the server sends nothing that she would have to acknowledge.
    bench.router.faults.push_back({toy::Misdeed::drop, [spoken = false](toy::Passage const& what) mutable {
                                       const bool hers = what.protocol == 6 && what.from == Side::lan;
                                       spoken = spoken || (hers && what.payload > 0);
                                       return hers && spoken && what.payload == 0;
                                   }});
    const auto ended = bench.run(flow + out + seen + R"({ close = "t", at = "alice" },)" + back);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "nobody acknowledged the FIN of alice"));
}

BOOST_AUTO_TEST_CASE(held_back_for_ever_is_our_own_fault) {
    Bench bench;
    const auto ended = bench.run(flow + R"({ send = "tcp", on = "t", at = "alice", bytes = 32, coalesce = true, as = "one" },
      { expect = "tcp", on = "t", at = "server", probe = "one" })");
    BOOST_TEST((ended.record.outcome == Outcome::error), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_lost_segment_is_sent_again) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::tcp_data(Side::lan, 1)});
    const auto ended = bench.run(flow + out + seen + back);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(data_segments(ended, Side::lan) == 2U);
}

BOOST_AUTO_TEST_CASE(a_lost_syn_is_sent_again) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.protocol == 6; }, {}, 1});
    BOOST_TEST(outcome(bench.run(flow + out + seen)) == "satisfied");
}

BOOST_AUTO_TEST_CASE(segments_that_never_pass_violate) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::tcp_data(Side::lan)});
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_connection_that_does_not_open_is_undetermined_or_violated_if_judged) {
    for (bool judged : {false, true}) {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, [](auto const& what) { return what.protocol == 6; }});
        const auto ended =
            bench.run(std::string(R"({ use = "tcp", as = "t", from = "alice", to = "server")") + (judged ? ", judged = true }" : " }"));
        BOOST_TEST((ended.record.outcome == (judged ? Outcome::violated : Outcome::undetermined)), outcome(ended));
        BOOST_TEST(has(ended.record.reason, "SYN"));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_reset_is_said_to_be) {
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::reset, [](auto const& what) { return what.protocol == 6; }});
        const auto ended = bench.run(R"({ use = "tcp", as = "t", from = "alice", to = "server", judged = true })");
        BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    }
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::reset, toy::tcp_data(Side::lan)});
        const auto ended = bench.run(flow + out + seen);
        BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
        BOOST_TEST(has(ended.record.reason, "reset"), ended.record.reason);
    }
}

BOOST_AUTO_TEST_CASE(octets_altered_in_a_stream) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::alter, toy::tcp_data(Side::lan)});
    const auto ended = bench.run(flow + out + R"({ expect = "tcp", on = "t", at = "server", probe = "out" })");
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(ended.found("always.payload-untouched"));
    BOOST_TEST(ended.breaks("claim.one"));
}

BOOST_AUTO_TEST_CASE(a_segment_with_a_wrong_checksum_is_not_taken_and_comes_again) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::bad_checksum, toy::tcp_data(Side::lan, 1)});
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST(ended.found("always.checksums-right"));
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST((ended.record.steps[2].status == StepStatus::held));
    BOOST_TEST(data_segments(ended, Side::lan) == 2U);
}

BOOST_AUTO_TEST_CASE(one_client_port_to_two_servers_is_two_connections) {
    Bench bench;
    const auto ended = bench.run(flow + R"({ use = "tcp", as = "s", from = "alice", to = "second", src_port = 4000, dst_port = 5000 },)" +
                                 out + seen + R"({ send = "tcp", on = "s", at = "alice", as = "two" },
      { expect = "tcp", on = "s", at = "second", probe = "two", payload = "same" },
      { send = "tcp", on = "s", at = "second", as = "two-back" },
      { expect = "tcp", on = "s", at = "alice", probe = "two-back", payload = "same", src = "second" },)" +
                                 back);
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_CASE(a_segment_from_another_port_is_not_called_altered) {
    // The connection is lost in mid-flight because its mapping moved. What arrives belongs to no connection of the server.
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::other_port, toy::tcp_data(Side::lan)});
    const auto ended = bench.run(flow + out + seen);
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(!ended.found("always.payload-untouched"), ended.findings());
    BOOST_TEST((ended.record.steps.back().status == StepStatus::failed));
}

BOOST_AUTO_TEST_CASE(a_segment_for_another_host_is_misdelivered_and_not_altered) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::wrong_client, toy::tcp_data(Side::wan)});
    const auto ended = bench.run(flow + out + seen + back);
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(ended.found("always.no-misdelivery"), ended.findings());
    BOOST_TEST(!ended.found("always.payload-untouched"), ended.findings());
}

BOOST_AUTO_TEST_CASE(pptp_messages_out_of_the_stream) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "pptp.control", as = "p", from = "alice", to = "server", judged = true },
      { send = "pptp.ocrq", on = "p", at = "alice", call_id = 7, split = [13] },
      { expect = "pptp.ocrq", on = "p", at = "server", call_id = "$w", serial = "same" },
      { send = "pptp.ocrp", on = "p", at = "server", call_id = 100, peer_call_id = "$w", result = 1 },
      { expect = "pptp.ocrp", on = "p", at = "alice", call_id = 100, peer_call_id = 7 },
      { send = "gre.ppp", on = "p", at = "alice", call_id = 100, as = "up" },
      { expect = "gre.ppp", on = "p", at = "server", probe = "up", payload = "same" },
      { send = "gre.ppp", on = "p", at = "server", call_id = "$w", as = "down" },
      { expect = "gre.ppp", on = "p", at = "alice", probe = "down", call_id = 7, payload = "same" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(two_clients_with_one_source_port_stay_apart) {
    Bench bench;
    const auto ended =
        bench.run(flow + R"({ use = "tcp", as = "s", from = "bob", to = "server", src_port = 4000, dst_port = 5000 },)" + out +
                  R"({ expect = "tcp", on = "t", at = "server", probe = "out", src_port = "$a" },
      { send = "tcp", on = "s", at = "bob", as = "two" },
      { expect = "tcp", on = "s", at = "server", probe = "two", src_port = "!$a" })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_CASE(no_two_connections_of_a_client_have_one_port) {
    // Drawn at random from 16000, two of three hundred are equal almost certainly; then the second handshake fails.
    Bench bench;
    std::string steps;
    for (int at = 0; at < 300; ++at)
        steps += fmt::format(R"({{ use = "tcp", as = "t{}", from = "alice", to = "server", dst_port = 443 }},)", at);
    const auto ended = bench.run(steps + R"({ send = "tcp", on = "t299", at = "alice", as = "out" },
        { expect = "tcp", on = "t299", at = "server", probe = "out" })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_SUITE_END()
