// Kinds and settings of conversations, usual ports, and the data packets that any flow may carry.
#include "tests/unit/flow/talk.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(conversations)

using namespace tsuka;
using namespace tsuka::flow_test;
using flow::make_conversation;

namespace {

std::pair<unsigned, unsigned> ports(Conversation const& conversation, std::string_view protocol, std::uint16_t over = 0) {
    const auto both = conversation.ports(*proto::find_protocol(protocol), over);
    return {both.client, both.server};
}

using Pair = std::pair<unsigned, unsigned>;

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_opens_with_known_messages_and_is_explained) {
    for (auto kind : flow::conversation_kinds()) {
        const auto conversation = open(kind);
        BOOST_TEST(!flow::conversation_about(kind).empty());
        Talk talk{*conversation};
        BOOST_TEST(talk.opening().size() == conversation->opening().size());
    }
    BOOST_TEST(flow::conversation_kinds().size() == 17U);
    BOOST_TEST(flow::conversation_about("ppp").empty());
    BOOST_TEST(flow::conversation_settings("ppp").empty());
}

BOOST_AUTO_TEST_CASE(unknown_kinds_and_settings_name_the_known_ones) {
    flow::Random random(1);
    const auto kind = make_conversation("pptp", {}, ephemeral, random);
    BOOST_REQUIRE(!kind.has_value());
    for (auto known : flow::conversation_kinds()) BOOST_TEST(kind.error().what.find(known) != std::string::npos, kind.error().what);
    const auto setting = make_conversation("ike.main-mode", given({{"cookies", 1}}), ephemeral, random);
    BOOST_REQUIRE(!setting.has_value());
    for (auto known : {"cookies", "src_port", "cookie", "natt"})
        BOOST_TEST(setting.error().what.find(known) != std::string::npos, setting.error().what);
    const auto none = make_conversation("esp", given({{"src_port", 1}}), ephemeral, random);
    BOOST_REQUIRE(!none.has_value());
    BOOST_TEST(none.error().what.find("none") != std::string::npos, none.error().what);
}

BOOST_AUTO_TEST_CASE(settings_outside_their_limits_are_refused) {
    flow::Random random(1);
    const std::tuple<std::string_view, std::string, std::uint64_t> wrong[] = {
        {"udp", "src_port", 65536}, {"udp", "dst_port", 0},          {"ike.main-mode", "cookie", 0},
        {"ike.v2", "natt", 2},      {"l2tp.tunnel", "tunnel_id", 0}, {"pptp.control", "call_id", 65536}};
    for (auto const& [kind, name, value] : wrong)
        BOOST_TEST(!make_conversation(kind, given({{name, value}}), ephemeral, random).has_value(), kind << " " << name);
    proto::Fields text;
    text.set("src_port", to_octets("500"));
    BOOST_TEST(!make_conversation("udp", text, ephemeral, random).has_value());
}

BOOST_AUTO_TEST_CASE(every_listed_setting_is_taken) {
    flow::Random random(1);
    for (auto kind : flow::conversation_kinds())
        for (auto name : flow::conversation_settings(kind))
            BOOST_TEST(make_conversation(kind, given({{std::string(name), 1}}), ephemeral, random).has_value(), kind << " " << name);
}

BOOST_AUTO_TEST_CASE(usual_ports) {
    BOOST_TEST((ports(*open("udp"), "udp") == Pair{ephemeral, 40000}));
    BOOST_TEST((ports(*open("udp", given({{"src_port", 7}, {"dst_port", 9}})), "udp") == Pair{7, 9}));
    BOOST_TEST((ports(*open("udp"), "ike") == Pair{ephemeral, 500}));
    BOOST_TEST((ports(*open("udp"), "udp", 53) == Pair{ephemeral, 53}));
    BOOST_TEST((ports(*open("tcp"), "tcp") == Pair{ephemeral, 80}));
    BOOST_TEST((ports(*open("pptp.control"), "pptp") == Pair{ephemeral, 1723}));
    BOOST_TEST((ports(*open("pptp.control", given({{"src_port", 7}, {"dst_port", 11723}})), "tcp") == Pair{7, 11723}));
    BOOST_TEST((ports(*open("l2tp.tunnel"), "l2tp") == Pair{1701, 1701}));
    BOOST_TEST((ports(*open("l2tp.tunnel", given({{"src_port", 40001}})), "l2tp") == Pair{40001, 1701}));
    BOOST_TEST((ports(*open("ike.main-mode"), "ike") == Pair{500, 500}));
    BOOST_TEST((ports(*open("ike.main-mode", given({{"src_port", 1500}})), "ike") == Pair{1500, 500}));
    BOOST_TEST((ports(*open("ike.main-mode", given({{"src_port", 1500}})), "ike", 4500) == Pair{4500, 4500}));
    BOOST_TEST((ports(*open("ike.main-mode"), "natt") == Pair{4500, 4500}));
    BOOST_TEST((ports(*open("esp"), "ike") == Pair{500, 500}));
    BOOST_TEST((ports(*open("esp"), "natt") == Pair{4500, 4500}));
    BOOST_TEST((ports(*open("gre"), "udp") == Pair{ephemeral, 40000}));
    BOOST_TEST((ports(*open("gre"), "dhcp") == Pair{68, 67}));
    for (auto protocol : {"esp", "ah", "gre", "icmp", "arp"}) BOOST_TEST((ports(*open("ike.v2"), protocol) == Pair{0, 0}), protocol);
}

// RFC 4303 section 2.2, RFC 4302 section 2.5: the first packet of an SA has 1. RFC 4303 section 2.1: SPIs below 256 are reserved.
BOOST_AUTO_TEST_CASE(esp_and_ah_count_per_spi_and_speaker_on_any_flow) {
    for (auto kind : flow::conversation_kinds()) {
        const auto conversation = open(kind);
        Talk talk{*conversation};
        for (auto name : {"esp", "ah"}) {
            const auto first = talk.client(name);
            const auto second = talk.client(name);
            const auto back = talk.server(name);
            BOOST_TEST(number(first, "seq") == 1U);
            BOOST_TEST(number(second, "seq") == 2U);
            BOOST_TEST(number(back, "seq") == 1U);
            BOOST_TEST(number(first, "spi") == number(second, "spi"));
            BOOST_TEST(number(first, "spi") != number(back, "spi"));
            BOOST_TEST(number(first, "spi") >= 256U);
            BOOST_TEST(number(talk.client(name, given({{"spi", 0xa1000001}})), "seq") == 1U);
            BOOST_TEST(number(talk.client(name, given({{"spi", 0xa1000001}})), "seq") == 2U);
            BOOST_TEST(number(talk.client(name), "seq") == 3U);
        }
        // The same SA, now in UDP (RFC 3948 section 2.1).
        BOOST_TEST(number(talk.client("natt.esp"), "seq") == 4U);
        BOOST_TEST(number(talk.client("natt.esp"), "spi") == number(talk.client("esp"), "spi"));
    }
}

BOOST_AUTO_TEST_CASE(given_sequence_numbers_move_the_counter_on_but_not_back) {
    const auto conversation = open("esp");
    Talk talk{*conversation};
    BOOST_TEST(number(talk.client("esp", given({{"seq", 10}})), "seq") == 10U);
    BOOST_TEST(number(talk.client("esp"), "seq") == 11U);
    BOOST_TEST(number(talk.client("esp", given({{"seq", 3}})), "seq") == 3U);
    BOOST_TEST(number(talk.client("esp"), "seq") == 12U);
}

// RFC 2637 section 4.4: sequence numbers begin with 0, count packets with payload, and acknowledgements name the highest received.
BOOST_AUTO_TEST_CASE(gre_counts_payload_and_acknowledges_what_arrived) {
    const auto conversation = open("gre", given({{"call_id", 7}, {"peer_call_id", 100}}));
    Talk talk{*conversation};
    const auto first = talk.client("gre.ppp");
    BOOST_TEST(number(first, "call_id") == 100U);
    BOOST_TEST(number(first, "seq") == 0U);
    BOOST_TEST(first.find("ack") == nullptr);
    BOOST_TEST(number(talk.client("gre.ppp"), "seq") == 1U);
    BOOST_TEST(number(talk.say(Speaker::client, "gre.ppp", {}, false), "seq") == 2U);
    const auto acknowledgement = talk.server("gre.ack");
    BOOST_TEST(number(acknowledgement, "call_id") == 7U);
    BOOST_TEST(number(acknowledgement, "ack") == 1U);
    BOOST_TEST(acknowledgement.find("seq") == nullptr);
    BOOST_TEST(number(talk.server("gre.ppp"), "seq") == 0U);
    BOOST_TEST(number(talk.server("gre.ppp", given({{"a", 1}})), "ack") == 1U);
    BOOST_TEST(number(talk.client("gre.ppp", given({{"call_id", 101}})), "seq") == 0U);
    BOOST_TEST(number(talk.client("gre.ppp"), "seq") == 3U);
}

// RFC 5508 section 3.1: a NAPT maps the query identifier; the reply bears what arrived, and that the router maps back.
BOOST_AUTO_TEST_CASE(echo_replies_repeat_what_arrived) {
    const auto conversation = open("icmp", given({{"id", 7}}));
    Talk talk{*conversation, translates("id", 7, 4242)};
    const auto request = talk.client("icmp.echo-request");
    BOOST_TEST(number(request, "id") == 7U);
    BOOST_TEST(number(request, "seq") == 1U);
    auto reply = talk.server("icmp.echo-reply");
    BOOST_TEST(number(reply, "id") == 4242U);
    BOOST_TEST(number(reply, "seq") == 1U);
    BOOST_TEST(number(talk.client("icmp.echo-request"), "seq") == 2U);
    reply = talk.server("icmp.echo-reply");
    BOOST_TEST(number(reply, "seq") == 2U);
}

BOOST_AUTO_TEST_CASE(what_the_suite_gives_is_never_replaced) {
    for (auto kind : flow::conversation_kinds()) {
        for (auto name : proto::message_names()) {
            const auto conversation = open(kind);
            const auto entry = proto::find_message(name);
            auto const& message = entry.message;
            const auto filled = [&](proto::Fields fields) {
                conversation->complete(*message, Speaker::client, sight_of(Speaker::client, 500, 500), fields);
                return fields;
            };
            for (auto const& [field, value] : filled({}).values) {
                proto::Fields odd;
                if (std::holds_alternative<Octets>(value))
                    odd.set(field, to_octets("given"));
                else
                    odd.set(field, std::get<std::uint64_t>(value) ^ 1U);
                const auto again = filled(odd);
                auto const* kept = again.find(field);
                BOOST_TEST((kept != nullptr && *kept == *odd.find(field)), kind << " " << name << " " << field);
                BOOST_TEST(proto::find_field(*message, field) != nullptr, name << " has no field " << field);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_says_the_same_and_another_something_else) {
    const auto said = [](std::string_view kind, std::uint64_t seed) {
        const auto conversation = open(kind, {}, seed);
        Talk talk{*conversation};
        auto all = talk.opening();
        for (auto name : {"esp", "ah", "gre.ppp", "icmp.echo-request"})
            for (auto speaker : {Speaker::client, Speaker::server}) all.push_back(talk.say(speaker, name));
        std::vector<std::pair<std::string, proto::Value>> values;
        for (auto const& fields : all) values.insert(values.end(), fields.values.begin(), fields.values.end());
        return values;
    };
    for (auto kind : flow::conversation_kinds()) {
        BOOST_TEST((said(kind, 5) == said(kind, 5)), kind);
        BOOST_TEST((said(kind, 5) != said(kind, 6)), kind);
    }
}

BOOST_AUTO_TEST_CASE(a_setting_does_not_shift_what_is_drawn_for_the_rest) {
    const auto spi_and = [](std::string_view kind, proto::Fields const& settings, std::string_view message, std::string_view field) {
        const auto conversation = open(kind, settings);
        Talk talk{*conversation};
        (void)talk.opening();
        return std::pair(number(talk.client("esp"), "spi"), number(talk.server(message), field));
    };
    BOOST_TEST((spi_and("l2tp.tunnel", {}, "l2tp.stopccn", "assigned_tunnel_id") ==
                spi_and("l2tp.tunnel", given({{"tunnel_id", 9}}), "l2tp.stopccn", "assigned_tunnel_id")));
    BOOST_TEST((spi_and("ike.main-mode", {}, "ike.mm2", "responder_cookie") ==
                spi_and("ike.main-mode", given({{"cookie", 9}}), "ike.mm2", "responder_cookie")));
    BOOST_TEST((spi_and("icmp", {}, "ah", "spi") == spi_and("icmp", given({{"id", 9}}), "ah", "spi")));
}

BOOST_AUTO_TEST_SUITE_END()
