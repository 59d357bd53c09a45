// Tunnel and session IDs and the numbers Ns and Nr of L2TP control messages (RFC 2661 sections 3.1, 5.1 to 5.3, 5.8).
#include "tests/unit/flow/talk.hpp"

BOOST_AUTO_TEST_SUITE(l2tp_tunnel)

using namespace tsuka;
using namespace tsuka::flow_test;

namespace {

void check_head(proto::Fields const& fields, std::uint64_t tunnel, std::uint64_t session, std::uint64_t ns, std::uint64_t nr) {
    BOOST_TEST(number(fields, "tunnel_id") == tunnel);
    BOOST_TEST(number(fields, "session_id") == session);
    BOOST_TEST(number(fields, "ns") == ns);
    BOOST_TEST(number(fields, "nr") == nr);
}

}  // namespace

// The control connection and call of RFC 2661 appendix B.1 and B.2, numbers by the rules of section 5.8: a message takes a number, a
// Zero-Length Body does not, Nr is the number expected next.
BOOST_AUTO_TEST_CASE(the_opening_numbers_and_ids) {
    const auto conversation = open("l2tp.tunnel", given({{"tunnel_id", 11}, {"session_id", 22}}));
    Talk talk{*conversation};
    const auto said = talk.opening();
    BOOST_REQUIRE_EQUAL(said.size(), 8U);
    const auto tunnel = number(said[1], "assigned_tunnel_id");
    const auto session = number(said[5], "assigned_session_id");
    BOOST_TEST(number(said[0], "assigned_tunnel_id") == 11U);
    BOOST_TEST(number(said[4], "assigned_session_id") == 22U);
    BOOST_TEST(tunnel != 0U);
    BOOST_TEST(session != 0U);
    check_head(said[0], 0, 0, 0, 0);             // SCCRQ
    check_head(said[1], 11, 0, 0, 1);            // SCCRP
    check_head(said[2], tunnel, 0, 1, 1);        // SCCCN
    check_head(said[3], 11, 0, 1, 2);            // ZLB
    check_head(said[4], tunnel, 0, 2, 1);        // ICRQ
    check_head(said[5], 11, 22, 1, 3);           // ICRP
    check_head(said[6], tunnel, session, 3, 2);  // ICCN
    check_head(said[7], 11, 0, 2, 4);            // ZLB
    const char* const order[] = {"l2tp.sccrq", "l2tp.sccrp", "l2tp.scccn", "l2tp.zlb", "l2tp.icrq", "l2tp.icrp", "l2tp.iccn", "l2tp.zlb"};
    for (std::size_t index = 0; index < 8; ++index) {
        BOOST_TEST(conversation->opening()[index].message == order[index]);
        BOOST_TEST((conversation->opening()[index].speaker == Speaker::client) == (index % 2 == 0));
    }
    const auto data = talk.client("l2tp.data");
    BOOST_TEST(number(data, "tunnel_id") == tunnel);
    BOOST_TEST(number(data, "session_id") == session);
    BOOST_TEST(data.find("ns") == nullptr);
    BOOST_TEST(number(talk.server("l2tp.data"), "session_id") == 22U);
    check_head(talk.client("l2tp.hello"), tunnel, 0, 4, 2);
    check_head(talk.server("l2tp.hello"), 11, 0, 2, 5);
}

BOOST_AUTO_TEST_CASE(closing_names_the_own_ids_again) {
    const auto conversation = open("l2tp.tunnel", given({{"tunnel_id", 11}, {"session_id", 22}}));
    Talk talk{*conversation};
    const auto said = talk.opening();
    const auto down = talk.client("l2tp.cdn");
    check_head(down, number(said[1], "assigned_tunnel_id"), number(said[5], "assigned_session_id"), 4, 2);
    BOOST_TEST(number(down, "assigned_session_id") == 22U);
    BOOST_TEST(number(talk.client("l2tp.stopccn"), "assigned_tunnel_id") == 11U);
}

BOOST_AUTO_TEST_CASE(given_ids_hold_from_then_on) {
    const auto conversation = open("l2tp.tunnel");
    Talk talk{*conversation};
    (void)talk.client("l2tp.sccrq", given({{"assigned_tunnel_id", 500}}));
    BOOST_TEST(number(talk.server("l2tp.sccrp", given({{"assigned_tunnel_id", 600}})), "tunnel_id") == 500U);
    BOOST_TEST(number(talk.client("l2tp.scccn"), "tunnel_id") == 600U);
}

BOOST_AUTO_TEST_CASE(a_peer_uses_the_id_that_reached_it) {
    const auto conversation = open("l2tp.tunnel", given({{"tunnel_id", 11}}));
    Talk talk{*conversation, translates("assigned_tunnel_id", 11, 12)};  // nobody should, but then this is what happens
    (void)talk.client("l2tp.sccrq");
    BOOST_TEST(number(talk.server("l2tp.sccrp"), "tunnel_id") == 12U);
}

BOOST_AUTO_TEST_CASE(lost_and_repeated_messages) {
    const auto conversation = open("l2tp.tunnel");
    Talk talk{*conversation};
    const auto request = talk.say(Speaker::client, "l2tp.sccrq", {}, false);
    BOOST_TEST(number(talk.server("l2tp.zlb"), "nr") == 0U);  // nothing arrived
    const auto again = talk.client("l2tp.sccrq", given({{"ns", 0}}));
    BOOST_TEST(number(again, "assigned_tunnel_id") == number(request, "assigned_tunnel_id"));
    const auto reply = talk.server("l2tp.sccrp");
    BOOST_TEST(number(reply, "nr") == 1U);
    (void)talk.client("l2tp.sccrq", given({{"ns", 0}}));  // a duplicate moves nothing
    BOOST_TEST(number(talk.client("l2tp.scccn"), "ns") == 1U);
    BOOST_TEST(number(talk.server("l2tp.zlb"), "nr") == 2U);
}

// Section 5.8: Nr names the next number in order, so a gap stops it.
BOOST_AUTO_TEST_CASE(a_gap_is_not_acknowledged) {
    const auto conversation = open("l2tp.tunnel");
    Talk talk{*conversation};
    (void)talk.opening();
    const auto lost = talk.say(Speaker::client, "l2tp.hello", {}, false);
    BOOST_TEST(number(lost, "ns") == 4U);
    BOOST_TEST(number(talk.client("l2tp.hello"), "ns") == 5U);
    BOOST_TEST(number(talk.server("l2tp.zlb"), "nr") == 4U);
    (void)talk.client("l2tp.hello", given({{"ns", 4}}));
    BOOST_TEST(number(talk.server("l2tp.zlb"), "nr") == 5U);
}

// Section 5.8: numbers are taken modulo 65536.
BOOST_AUTO_TEST_CASE(numbers_wrap) {
    const auto conversation = open("l2tp.tunnel");
    Talk talk{*conversation};
    (void)talk.opening();
    for (int count = 0; count < 65536 - 4; ++count) (void)talk.client("l2tp.hello");
    const auto wrapped = talk.client("l2tp.hello");
    BOOST_TEST(number(wrapped, "ns") == 0U);
    BOOST_TEST(number(talk.server("l2tp.zlb"), "nr") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
