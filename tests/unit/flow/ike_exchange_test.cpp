// Cookies, message IDs, NAT discovery and the move to port 4500 of both versions of IKE.
#include "tests/unit/flow/talk.hpp"

#include <set>

BOOST_AUTO_TEST_SUITE(ike_exchange)

using namespace tsuka;
using namespace tsuka::flow_test;

namespace {

struct Step {
    std::string_view message;
    Speaker speaker;
    unsigned over;
};

void check_opening(Conversation const& conversation, std::vector<Step> const& wanted) {
    const auto opening = conversation.opening();
    BOOST_REQUIRE_EQUAL(opening.size(), wanted.size());
    for (std::size_t index = 0; index < wanted.size(); ++index) {
        BOOST_TEST(opening[index].message == wanted[index].message);
        BOOST_TEST((opening[index].speaker == wanted[index].speaker));
        BOOST_TEST(opening[index].over == wanted[index].over);
    }
}

constexpr auto client = Speaker::client;
constexpr auto server = Speaker::server;

proto::Fields completed(Conversation& conversation, std::string_view name, Speaker speaker, Sight const& sight, proto::Fields fields) {
    conversation.complete(*proto::find_message(name).message, speaker, sight, fields);
    return fields;
}

}  // namespace

// RFC 2409 section 5, RFC 3947 section 4.
BOOST_AUTO_TEST_CASE(main_mode_opens_with_six_messages) {
    for (auto const& [kind, settings, over] :
         {std::tuple{"ike.main-mode", proto::Fields{}, 0U}, {"ike.main-mode", given({{"natt", 1}}), 4500U}, {"natt", {}, 4500U}})
        check_opening(*open(kind, settings), {{"ike.mm1", client, 0},
                                              {"ike.mm2", server, 0},
                                              {"ike.mm3", client, 0},
                                              {"ike.mm4", server, 0},
                                              {"ike.mm5", client, over},
                                              {"ike.mm6", server, over}});
}

BOOST_AUTO_TEST_CASE(version_2_opens_with_four_messages) {
    for (auto const& [settings, over] : {std::pair{proto::Fields{}, 0U}, {given({{"natt", 1}}), 4500U}})
        check_opening(*open("ike.v2", settings), {{"ike.sa-init-request", client, 0},
                                                  {"ike.sa-init-response", server, 0},
                                                  {"ike.auth-request", client, over},
                                                  {"ike.auth-response", server, over}});
}

// RFC 2408 section 3.1: the responder's cookie is 0 in the first message only.
BOOST_AUTO_TEST_CASE(cookies) {
    for (auto kind : {"ike.main-mode", "ike.v2", "natt"}) {
        const auto conversation = open(kind);
        Talk talk{*conversation};
        const auto said = talk.opening();
        const auto initiator = number(said[0], "initiator_cookie");
        const auto responder = number(said[1], "responder_cookie");
        BOOST_TEST(initiator != 0U);
        BOOST_TEST(responder != 0U);
        BOOST_TEST(initiator != responder);
        for (std::size_t index = 0; index < said.size(); ++index) {
            BOOST_TEST(number(said[index], "initiator_cookie") == initiator);
            BOOST_TEST(number(said[index], "responder_cookie") == (index == 0 ? 0 : responder));
        }
    }
    const auto chosen = open("ike.main-mode", given({{"cookie", 0x0102030405060708}}));
    Talk talk{*chosen};
    BOOST_TEST(number(talk.client("ike.mm1"), "initiator_cookie") == 0x0102030405060708U);
    BOOST_TEST(number(talk.server("ike.mm2", given({{"responder_cookie", 99}})), "initiator_cookie") == 0x0102030405060708U);
    BOOST_TEST(number(talk.client("ike.mm3"), "responder_cookie") == 99U);
}

BOOST_AUTO_TEST_CASE(a_cookie_given_at_first_mention_holds_and_a_wrong_one_later_does_not) {
    const auto conversation = open("ike.main-mode");
    Talk talk{*conversation};
    (void)talk.say(client, "ike.mm1", given({{"initiator_cookie", 5}}), false);
    const auto answer = talk.say(server, "ike.mm2", given({{"responder_cookie", 6}}), false);
    BOOST_TEST(number(answer, "initiator_cookie") == 5U);
    auto next = talk.client("ike.mm3");
    BOOST_TEST(number(next, "initiator_cookie") == 5U);
    BOOST_TEST(number(next, "responder_cookie") == 6U);
    (void)talk.say(client, "ike.mm3", given({{"initiator_cookie", 77}}), false);
    (void)talk.say(server, "ike.mm4", given({{"responder_cookie", 78}}), false);
    next = talk.client("ike.mm5");
    BOOST_TEST(number(next, "initiator_cookie") == 5U);
    BOOST_TEST(number(next, "responder_cookie") == 6U);
}

BOOST_AUTO_TEST_CASE(a_peer_goes_on_with_the_cookie_that_reached_it) {
    const auto conversation = open("ike.main-mode", given({{"cookie", 5}}));
    Talk talk{*conversation, translates("initiator_cookie", 5, 6)};
    (void)talk.client("ike.mm1");
    BOOST_TEST(number(talk.server("ike.mm2"), "initiator_cookie") == 6U);
    BOOST_TEST(number(talk.client("ike.mm3"), "initiator_cookie") == 5U);
}

// Hashes recomputed with an independent tool: printf '<hex>' | xxd -r -p | openssl dgst -sha1, over CKY-I | CKY-R | IP | port.
// The first is the vector for 192.0.2.1:500 with cookies 0102030405060708 and 1112131415161718 (RFC 3947 section 3.2).
BOOST_AUTO_TEST_CASE(nat_discovery_version_1) {
    const auto conversation = open("ike.main-mode");
    const auto cookies = given({{"initiator_cookie", 0x0102030405060708}, {"responder_cookie", 0x1112131415161718}});
    const Sight from_client{Ipv4Address{0xc0a8010a}, 500, Ipv4Address{0xc0000201}, 500};
    for (auto name : {"ike.mm3", "ike.am3"}) {
        const auto fields = completed(*conversation, name, client, from_client, cookies);
        BOOST_TEST(to_hex(octets(fields, "nat_d_destination")) == "d798d986143f878f70765e0e869c80bbc375f701");
        BOOST_TEST(to_hex(octets(fields, "nat_d_source")) == "79f822dc4c5b405962e7ce67e80ec92cee9a6949");
    }
    // The server hashes what it sees: the router's outside address and port as remote end.
    const Sight from_server{Ipv4Address{0xc0000201}, 500, Ipv4Address{0xcb007105}, 61000};
    for (auto name : {"ike.mm4", "ike.am2"}) {
        const auto fields = completed(*conversation, name, server, from_server, cookies);
        BOOST_TEST(to_hex(octets(fields, "nat_d_destination")) == "cbb0b3054c50902bcb3e62a003af60979b0734dc");
        BOOST_TEST(to_hex(octets(fields, "nat_d_source")) == "d798d986143f878f70765e0e869c80bbc375f701");
    }
    for (auto name : {"ike.mm1", "ike.mm2", "ike.mm5", "ike.am1", "ike.quick1"})
        BOOST_TEST(completed(*conversation, name, client, from_client, {}).find("nat_d_source") == nullptr, name);
}

// RFC 7296 section 2.23: the responder's SPI counts as 0 in the request. 192.168.1.10:500 with SPIi 0102030405060708.
BOOST_AUTO_TEST_CASE(nat_discovery_version_2) {
    const auto conversation = open("ike.v2", given({{"cookie", 0x0102030405060708}}));
    const Sight from_client{Ipv4Address{0xc0a8010a}, 500, Ipv4Address{0xc0000201}, 500};
    const auto request = completed(*conversation, "ike.sa-init-request", client, from_client, {});
    BOOST_TEST(to_hex(octets(request, "nat_d_source")) == "0411ab15380679f33945785b6a781d15051614a9");
    const Sight from_server{Ipv4Address{0xc0000201}, 500, Ipv4Address{0xcb007105}, 61000};
    const auto response =
        completed(*conversation, "ike.sa-init-response", server, from_server, given({{"responder_cookie", 0x1112131415161718}}));
    BOOST_TEST(to_hex(octets(response, "nat_d_source")) == "d798d986143f878f70765e0e869c80bbc375f701");
    BOOST_TEST(to_hex(octets(response, "nat_d_destination")) == "cbb0b3054c50902bcb3e62a003af60979b0734dc");
}

// RFC 2408 section 3.1, RFC 2409 sections 5.5 and 5.7: 0 in phase 1, one random ID for each Quick Mode and each Informational exchange.
BOOST_AUTO_TEST_CASE(message_ids_version_1) {
    const auto conversation = open("ike.main-mode");
    Talk talk{*conversation};
    for (auto const& fields : talk.opening()) BOOST_TEST(number(fields, "message_id") == 0U);
    std::set<std::uint64_t> seen{0};
    for (auto first : {client, server, client}) {
        const auto second = first == client ? server : client;
        const auto id = number(talk.say(first, "ike.quick1"), "message_id");
        BOOST_TEST(seen.insert(id).second);
        BOOST_TEST(number(talk.say(second, "ike.quick2"), "message_id") == id);
        BOOST_TEST(number(talk.say(first, "ike.quick3"), "message_id") == id);
        BOOST_TEST(seen.insert(number(talk.say(first, "ike.informational"), "message_id")).second);
    }
    (void)talk.client("ike.quick1", given({{"message_id", 77}}));
    BOOST_TEST(number(talk.server("ike.quick2"), "message_id") == 77U);
    // The next one got lost: what is said of it all the same has its ID, not that of the one before.
    const auto lost = number(talk.say(client, "ike.quick1", {}, false), "message_id");
    BOOST_TEST(number(talk.server("ike.quick2"), "message_id") == lost);
}

// RFC 7296 section 2.2: each peer counts its own requests from 0; a response repeats the request's number. Section 3.1: flag 0x08 for the
// one that began the SA, 0x20 for responses.
BOOST_AUTO_TEST_CASE(message_ids_and_flags_version_2) {
    const auto conversation = open("ike.v2");
    Talk talk{*conversation};
    const auto check = [](proto::Fields const& fields, std::uint64_t id, std::uint64_t flags) {
        BOOST_TEST(number(fields, "message_id") == id);
        BOOST_TEST(number(fields, "flags") == flags);
    };
    const auto said = talk.opening();
    check(said[0], 0, 0x08);
    check(said[1], 0, 0x20);
    check(said[2], 1, 0x08);
    check(said[3], 1, 0x20);
    check(talk.client("ike.create-child-request"), 2, 0x08);
    check(talk.server("ike.create-child-response"), 2, 0x20);
    check(talk.server("ike.v2-informational-request"), 0, 0x00);
    check(talk.client("ike.v2-informational-response"), 0, 0x28);
    check(talk.server("ike.create-child-request"), 1, 0x00);
    check(talk.client("ike.create-child-response"), 1, 0x28);
    check(talk.client("ike.v2-informational-request"), 3, 0x08);
    check(talk.client("ike.v2-informational-request", given({{"message_id", 3}})), 3, 0x08);  // sent again
    check(talk.client("ike.v2-informational-request"), 4, 0x08);
    check(talk.client("ike.v2-informational-request", given({{"message_id", 3}})), 3, 0x08);
    check(talk.client("ike.v2-informational-request"), 5, 0x08);
    // IKE_AUTH is the second exchange, also where a suite leaves out the first.
    check(completed(*open("ike.v2"), "ike.auth-request", client, {}, {}), 1, 0x08);
}

BOOST_AUTO_TEST_CASE(after_discovery_everything_goes_to_port_4500) {
    const auto ike = proto::find_protocol("ike");
    for (auto const& [kind, settings, discovered] : {std::tuple{"natt", given({{"src_port", 1500}}), std::size_t{4}},
                                                     {"ike.v2", given({{"natt", 1}, {"src_port", 1500}}), std::size_t{2}},
                                                     {"ike.main-mode", given({{"natt", 0}, {"src_port", 1500}}), std::size_t{99}}}) {
        const auto conversation = open(kind, settings);
        Talk talk{*conversation};
        std::size_t said = 0;
        for (auto const& step : conversation->opening()) {
            const auto ports = conversation->ports(*ike, 0);
            BOOST_TEST(ports.server == (said < discovered ? 500 : 4500));
            BOOST_TEST(ports.client == (said < discovered ? 1500 : 4500));
            (void)talk.say(step.speaker, step.message);
            ++said;
        }
        BOOST_TEST(conversation->ports(*ike, 500).server == 500);
        BOOST_TEST(conversation->ports(*ike, 500).client == 1500);
    }
}

BOOST_AUTO_TEST_SUITE_END()
