// SIP and DNS: messages in which a client names its own address, built and read back, edited ones too.
#include "generator/proto/dns.hpp"
#include "generator/proto/sip.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(gateway_bait)

namespace {

constexpr std::uint64_t telephone = 0xc0a80014;  // 192.168.0.20

Octets invite() {
    return built(sip_protocol, "sip.invite",
                 fields({{"via_address", telephone},
                         {"via_port", std::uint64_t{5060}},
                         {"contact_address", telephone},
                         {"contact_port", std::uint64_t{5061}},
                         {"media_address", telephone},
                         {"media_port", std::uint64_t{40541}}}),
                 to_octets("sixteen octets.."));
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_invitation_is_read_as_it_was_written) {
    const auto octets = invite();
    const auto read = decoded(sip_protocol, octets);
    BOOST_TEST(name_of(read) == "sip.invite");
    for (auto const* name : {"via_address", "contact_address", "media_address"}) BOOST_TEST(number(read, name) == telephone, name);
    BOOST_TEST(number(read, "via_port") == 5060U);
    BOOST_TEST(number(read, "contact_port") == 5061U);
    BOOST_TEST(number(read, "media_port") == 40541U);
    BOOST_TEST(read.problems.empty());
    BOOST_TEST(octets.size() - read.header == 16U);
    const std::string text(octets.begin(), octets.end());
    for (auto const* line : {"INVITE sip:", "\r\nVia: SIP/2.0/UDP 192.168.0.20:5060;branch=z9hG4bK", "\r\nc=IN IP4 192.168.0.20\r\n",
                             "\r\nm=audio 40541 RTP/AVP 0\r\n", "\r\nContact: <sip:tsuka@192.168.0.20:5061>\r\n"})
        BOOST_TEST(text.find(line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(an_edited_invitation_shows_what_was_edited) {
    const auto octets = invite();
    std::string text(octets.begin(), octets.end());
    const auto at = text.find("c=IN IP4 192.168.0.20");
    text.replace(at, 21, "c=IN IP4 203.0.113.200");
    const auto read = decoded(sip_protocol, to_octets(text));
    BOOST_TEST(number(read, "media_address") == 0xcb0071c8U);
    BOOST_TEST(number(read, "via_address") == telephone);
    BOOST_TEST_REQUIRE(read.problems.size() == 1U);
    BOOST_TEST(read.problems.front().starts_with("Content-Length says"), read.problems.front());
}

BOOST_AUTO_TEST_CASE(a_registration_has_no_session) {
    const auto octets = built(sip_protocol, "sip.register", fields({{"via_address", telephone}}), to_octets("payload"));
    const auto read = decoded(sip_protocol, octets);
    BOOST_TEST(name_of(read) == "sip.register");
    BOOST_TEST(!has_field(read, "media_address"));
    BOOST_TEST(octets.size() - read.header == 7U);
    BOOST_TEST(!sip_protocol.decode(to_octets("SIP/2.0 200 OK\r\n\r\n")));
    BOOST_TEST(!sip_protocol.decode(to_octets("INVITE sip:peer SIP/2.0\r\n")));
}

/// RFC 1035 section 4.
BOOST_AUTO_TEST_CASE(a_question_and_its_answer_are_as_drawn) {
    const std::string name(32, 'a');
    const auto question = "5473010000010000000000001" + std::string("0") + name + "076578616d706c650000010001";
    BOOST_TEST(to_hex(built(dns_protocol, "dns.query", fields({{"name", hex(name)}}))) == question);
    const auto answer = built(dns_protocol, "dns.response", fields({{"name", hex(name)}, {"address", telephone}}));
    BOOST_TEST(to_hex(answer).ends_with("c00c000100010000003c0004c0a80014"));
    BOOST_TEST(number(decoded(dns_protocol, answer), "address") == telephone);
    BOOST_TEST(!dns_protocol.decode(hex(question + "00")));
}

BOOST_AUTO_TEST_CASE(any_octets_of_them_are_survived) {
    std::mt19937 random(3261);
    check_field_names_are_unique(sip_protocol);
    check_field_names_are_unique(dns_protocol);
    for (auto const* protocol : {&sip_protocol, &dns_protocol}) {
        const auto octets = protocol == &sip_protocol ? invite() : built(dns_protocol, "dns.response");
        for (unsigned round = 0; round < 2000; ++round) {
            auto changed = octets;
            changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
            changed.resize(round % 3 == 0 ? random() % (changed.size() + 1) : changed.size());
            if (auto const read = protocol->decode(changed)) {
                BOOST_TEST(read->header <= changed.size());
                for (auto const& field : read->fields) BOOST_TEST(field.bit + field.width <= changed.size() * 8);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
