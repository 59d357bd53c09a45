// Call IDs of PPTP: each end's own and the peer's as it arrived (RFC 2637 sections 2.7 to 2.15 and 4.1).
#include "tests/unit/flow/talk.hpp"

BOOST_AUTO_TEST_SUITE(pptp_control)

using namespace tsuka;
using namespace tsuka::flow_test;

BOOST_AUTO_TEST_CASE(opens_with_start_control_connection) {
    const auto opening = open("pptp.control")->opening();
    BOOST_REQUIRE_EQUAL(opening.size(), 2U);
    BOOST_TEST(opening[0].message == "pptp.sccrq");
    BOOST_TEST((opening[0].speaker == Speaker::client));
    BOOST_TEST(opening[1].message == "pptp.sccrp");
    BOOST_TEST((opening[1].speaker == Speaker::server));
}

BOOST_AUTO_TEST_CASE(an_outgoing_call_through_a_router_that_leaves_call_ids_alone) {
    const auto conversation = open("pptp.control");
    Talk talk{*conversation};
    (void)talk.opening();
    const auto request = talk.client("pptp.ocrq");
    BOOST_TEST(number(request, "serial") == 1U);
    const auto client_id = number(request, "call_id");
    const auto reply = talk.server("pptp.ocrp");
    const auto server_id = number(reply, "call_id");
    BOOST_TEST(number(reply, "peer_call_id") == client_id);
    BOOST_TEST(number(talk.client("gre.ppp"), "call_id") == server_id);
    BOOST_TEST(number(talk.server("gre.ppp"), "call_id") == client_id);
    BOOST_TEST(number(talk.client("pptp.set-link-info"), "peer_call_id") == server_id);
    BOOST_TEST(number(talk.server("pptp.set-link-info"), "peer_call_id") == client_id);
    BOOST_TEST(number(talk.server("pptp.wan-error"), "peer_call_id") == client_id);
    BOOST_TEST(number(talk.client("pptp.call-clear"), "call_id") == client_id);
    BOOST_TEST(number(talk.server("pptp.call-disconnect"), "call_id") == server_id);
}

// What a real server would do behind a translating router: it only knows the ID that reached it.
BOOST_AUTO_TEST_CASE(the_server_uses_the_translated_call_id) {
    const auto conversation = open("pptp.control");
    Talk talk{*conversation, translates("call_id", 7, 1033)};
    (void)talk.opening();
    BOOST_TEST(number(talk.client("pptp.ocrq", given({{"call_id", 7}})), "call_id") == 7U);
    const auto reply = talk.server("pptp.ocrp", given({{"call_id", 100}}));
    BOOST_TEST(number(reply, "peer_call_id") == 1033U);
    BOOST_TEST(number(talk.server("gre.ppp"), "call_id") == 1033U);
    BOOST_TEST(number(talk.server("gre.ack"), "call_id") == 1033U);
    BOOST_TEST(number(talk.server("pptp.set-link-info"), "peer_call_id") == 1033U);
    BOOST_TEST(number(talk.client("gre.ppp"), "call_id") == 100U);
    BOOST_TEST(number(talk.client("pptp.call-clear"), "call_id") == 7U);
    // The disconnect notice bears the server's own ID and says nothing about the client's.
    BOOST_TEST(number(talk.server("pptp.call-disconnect"), "call_id") == 100U);
    BOOST_TEST(number(talk.server("gre.ppp"), "call_id") == 1033U);
}

BOOST_AUTO_TEST_CASE(closing_a_call_by_a_wrong_id_changes_no_id) {
    const auto conversation = open("pptp.control");
    Talk talk{*conversation};
    (void)talk.client("pptp.ocrq", given({{"call_id", 7}}));
    (void)talk.server("pptp.ocrp", given({{"call_id", 100}}));
    (void)talk.server("pptp.call-disconnect", given({{"call_id", 55}}));
    (void)talk.client("pptp.call-clear", given({{"call_id", 56}}));
    BOOST_TEST(number(talk.client("gre.ppp"), "call_id") == 100U);
    BOOST_TEST(number(talk.server("gre.ppp"), "call_id") == 7U);
    BOOST_TEST(number(talk.server("pptp.call-disconnect"), "call_id") == 100U);
}

BOOST_AUTO_TEST_CASE(an_incoming_call_has_the_same_rules_the_other_way_round) {
    const auto conversation = open("pptp.control");
    Talk talk{*conversation};
    (void)talk.opening();
    const auto server_id = number(talk.server("pptp.icrq"), "call_id");
    talk.router = translates("call_id", 9, 2044);
    const auto reply = talk.client("pptp.icrp", given({{"call_id", 9}}));
    BOOST_TEST(number(reply, "peer_call_id") == server_id);
    BOOST_TEST(number(talk.server("pptp.iccn"), "peer_call_id") == 2044U);
    BOOST_TEST(number(talk.client("gre.ppp"), "call_id") == server_id);
    BOOST_TEST(number(talk.server("gre.ppp"), "call_id") == 2044U);
}

BOOST_AUTO_TEST_CASE(each_call_has_fresh_ids_and_the_next_serial) {
    const auto conversation = open("pptp.control", given({{"call_id", 5}}));
    Talk talk{*conversation};
    const auto first = talk.client("pptp.ocrq");
    BOOST_TEST(number(first, "call_id") == 5U);
    const auto first_reply = talk.server("pptp.ocrp");
    (void)talk.client("gre.ppp");
    const auto second = talk.client("pptp.ocrq");
    BOOST_TEST(number(second, "serial") == 2U);
    BOOST_TEST(number(second, "call_id") != 5U);
    const auto second_reply = talk.server("pptp.ocrp");
    BOOST_TEST(number(second_reply, "call_id") != number(first_reply, "call_id"));
    BOOST_TEST(number(second_reply, "peer_call_id") == number(second, "call_id"));
    BOOST_TEST(number(talk.client("gre.ppp"), "seq") == 0U);
    BOOST_TEST(number(talk.client("pptp.ocrq", given({{"serial", 40}})), "serial") == 40U);
    BOOST_TEST(number(talk.client("pptp.ocrq"), "serial") == 41U);
}

BOOST_AUTO_TEST_CASE(a_call_that_never_arrived_leaves_the_server_with_what_was_sent) {
    const auto conversation = open("pptp.control");
    Talk talk{*conversation};
    const auto request = talk.say(Speaker::client, "pptp.ocrq", {}, false);
    BOOST_TEST(number(talk.server("gre.ppp"), "call_id") == number(request, "call_id"));
}

// RFC 2637 section 2.6: the reply repeats the identifier.
BOOST_AUTO_TEST_CASE(echo_replies_repeat_the_identifier) {
    const auto conversation = open("pptp.control");
    Talk talk{*conversation};
    for (auto speaker : {Speaker::client, Speaker::server}) {
        const auto other = speaker == Speaker::client ? Speaker::server : Speaker::client;
        const auto first = number(talk.say(speaker, "pptp.echo-request"), "identifier");
        BOOST_TEST(number(talk.say(other, "pptp.echo-reply"), "identifier") == first);
        BOOST_TEST(number(talk.say(speaker, "pptp.echo-request"), "identifier") == ((first + 1) & 0xffffffffU));
    }
}

BOOST_AUTO_TEST_SUITE_END()
