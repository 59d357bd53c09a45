// What is sent again: retransmissions of TCP, datagrams, and the fragments that an earlier step left out.
#include "bench.hpp"

#include "harness/engine/stream_log.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>

using namespace bench;

namespace {

const std::string tcp = R"({ use = "tcp", as = "t", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
  { send = "tcp", on = "t", at = "alice", bytes = 64, as = "out" },
  { expect = "tcp", on = "t", at = "server", probe = "out", payload = "same" },)";
const std::string once_more = R"({ expect = "tcp", on = "t", at = "server", probe = "out", payload = "same" },)";

std::string udp(std::string const& shape) {
    return R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", bytes = 1800, )" +
           shape + R"(, as = "out" },)";
}
std::string again(std::string const& shape = {}) {
    return R"({ send = "again", probe = "out" )" + (shape.empty() ? "" : ", " + shape) + " },";
}
const std::string arrives = R"({ expect = "udp", on = "u", at = "server", probe = "out", payload = "same" },)";

}  // namespace

BOOST_AUTO_TEST_SUITE(sent_again)

BOOST_AUTO_TEST_CASE(a_retransmission_arrives_as_often_as_it_is_sent) {
    for (std::string const shape : {"", "split = [1]", "split = [20, 40]"}) {
        Bench bench;
        const auto ended = bench.run(tcp + again(shape) + once_more + again() + once_more);
        BOOST_TEST(outcome(ended) == "satisfied", shape << ": " << outcome(ended));
        BOOST_TEST(ended.findings() == "");
    }
}

BOOST_AUTO_TEST_CASE(more_copies_than_were_sent_are_not_there_to_be_expected) {
    Bench bench;
    BOOST_TEST((bench.run(tcp + again() + once_more + once_more).record.outcome == Outcome::violated));
}

BOOST_AUTO_TEST_CASE(a_router_that_swallows_retransmissions_is_found) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::tcp_data(Side::lan, 2)});
    const auto ended = bench.run(tcp + again() + once_more);
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "did not arrive"), ended.record.reason);
}

BOOST_AUTO_TEST_CASE(octets_that_differ_the_second_time_are_altered) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::alter, toy::tcp_data(Side::lan, 2)});
    const auto ended = bench.run(tcp + again());
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(ended.found("always.payload-untouched"), ended.findings());
}

BOOST_AUTO_TEST_CASE(a_retransmission_that_happens_by_itself_is_compared_too) {
    // The acknowledgement of the data is lost, so alice sends it again; the router alters the second copy.
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, [seen = std::make_shared<unsigned>(0)](auto const& what) {
                                       return what.protocol == 6 && what.from == Side::wan && what.payload == 0 && ++*seen == 2;
                                   }});
    bench.router.faults.push_back({toy::Misdeed::alter, toy::tcp_data(Side::lan, 2)});
    const auto ended = bench.run(tcp);
    BOOST_TEST(ended.found("always.payload-untouched"), outcome(ended));
    BOOST_TEST(has(ended.findings(), "in two ways"), ended.findings());
}

BOOST_AUTO_TEST_CASE(what_is_held_back_cannot_be_sent_again) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "tcp", as = "t", from = "alice", to = "server" },
      { send = "tcp", on = "t", at = "alice", bytes = 32, coalesce = true, as = "out" }, { send = "again", probe = "out" })");
    BOOST_TEST((ended.record.outcome == Outcome::error), outcome(ended));
}

BOOST_AUTO_TEST_CASE(what_was_never_sent_is_not_sent_again) {
    // The server has heard nothing of alice, so it knows no port to send to.
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "server", as = "out" }, { send = "again", probe = "out" })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST((ended.record.steps.back().status == StepStatus::undetermined));
}

BOOST_AUTO_TEST_CASE(fragments_that_were_left_out_complete_the_datagram) {
    Bench bench;
    const auto ended = bench.run(udp("fragment = { mtu = 1280, order = [2] }") + again("fragment = { mtu = 1280, order = [1] }") + arrives);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(ended.findings() == "");
    BOOST_TEST(ended.record.frames.size() > 4U);
}

BOOST_AUTO_TEST_CASE(a_datagram_sent_twice_may_arrive_twice_and_once_is_missing_one) {
    {
        Bench bench;
        const auto ended = bench.run(udp("fragment = { mtu = 1280 }") + arrives + again("fragment = { mtu = 576 }") + arrives);
        BOOST_TEST(outcome(ended) == "satisfied");
        BOOST_TEST(ended.findings() == "");
    }
    {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0), {}, 1});
        BOOST_TEST((bench.run(udp("fragment = { mtu = 1280 }") + again("fragment = { mtu = 576 }") + arrives + arrives).record.outcome ==
                    Outcome::violated));
    }
}

BOOST_AUTO_TEST_CASE(fragments_again_that_make_no_second_datagram_excuse_no_duplicate) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::duplicate, toy::probe(0)});
    const auto ended = bench.run(udp("fragment = { mtu = 1280 }") + arrives + again("fragment = { mtu = 1280, order = [2, 2] }"));
    BOOST_TEST(ended.found("always.no-duplicates"), outcome(ended));
    BOOST_TEST(has(ended.findings(), "was sent once and delivered 2 times"), ended.findings());
}

BOOST_AUTO_TEST_CASE(octets_in_front_of_the_payload) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", lead = "c0ffee", bytes = 32, as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out", payload = "same", "udp.length" = 43 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    const auto seen = std::any_of(ended.frames.begin(), ended.frames.end(), [](auto const& frame) {
        return frame.size() >= 45 && frame[42] == 0xc0 && frame[43] == 0xff && frame[44] == 0xee;
    });
    BOOST_TEST(seen);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(stream_log)

BOOST_AUTO_TEST_CASE(what_comes_first_is_what_later_copies_must_be) {
    engine::StreamLog log;
    BOOST_TEST(log.queue(4) == 0U);
    BOOST_TEST(log.queue(2) == 4U);
    BOOST_TEST(log.take(2, to_octets("cd")).changed.empty());
    BOOST_TEST(log.take(0, to_octets("abcX")).changed == (std::vector<std::size_t>{3}), boost::test_tools::per_element());
    BOOST_TEST(log.take(0, to_octets("abcdef")).changed.empty());
    BOOST_TEST(log.take(4, to_octets("fe")).changed == (std::vector<std::size_t>{4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_never_sent_is_not_looked_at) {
    engine::StreamLog log;
    (void)log.queue(2);
    BOOST_TEST(log.take(5, to_octets("ab")).changed.empty());
    BOOST_TEST(log.take(0, to_octets("abcdef")).changed.empty());
    BOOST_TEST(log.take(0, to_octets("abCDEF")).changed.empty());
}

// RFC 9293 section 3.8.4.
BOOST_AUTO_TEST_CASE(the_octet_of_a_keep_alive_means_nothing) {
    engine::StreamLog log;
    (void)log.queue(4);
    (void)log.take(0, to_octets("ab"));
    BOOST_TEST(log.take(1, to_octets("?")).changed.empty());
    BOOST_TEST(log.take(0, to_octets("?")).changed.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_message_has_come_again_when_all_its_octets_have) {
    engine::StreamLog log;
    (void)log.queue(3);
    const auto place = log.queue(4);
    (void)log.take(0, to_octets("xyzabcd"));
    log.send_again(9, place, 4);
    log.send_again(9, place, 4);
    BOOST_TEST(log.take(0, to_octets("xyzab")).again.empty());
    const auto first = log.take(5, to_octets("cd")).again;
    BOOST_REQUIRE_EQUAL(first.size(), 1U);
    BOOST_TEST(first[0].probe == 9U);
    BOOST_TEST(first[0].octets == to_octets("abcd"), boost::test_tools::per_element());
    BOOST_TEST(log.take(3, to_octets("abcd")).again.size() == 1U);
    BOOST_TEST(log.take(3, to_octets("abcd")).again.empty());
}

BOOST_AUTO_TEST_SUITE_END()
