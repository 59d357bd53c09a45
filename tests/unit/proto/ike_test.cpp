// IKE messages as built: headers, payloads and lengths against octets written from the tables of RFC 2408, 2409, 3947 and 7296.
#include "generator/proto/ike.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(ike_build)

namespace {

constexpr std::string_view token_hex = "00112233445566778899aabbccddeeff";
const std::vector<std::string> clear_names{
    "ike.mm1", "ike.mm2", "ike.mm3", "ike.mm4", "ike.am1", "ike.am2", "ike.am3", "ike.sa-init-request", "ike.sa-init-response"};

bool is_clear(std::string_view name) {
    return std::ranges::find(clear_names, name) != clear_names.end();
}

Octets ike(std::string_view name, Fields const& given = {}) {
    return built(ike_protocol, name, given);
}

Decoded read(View octets) {
    return decoded(ike_protocol, octets);
}

std::string payloads_of(std::string_view name, Fields const& given = {}) {
    return text(read(ike(name, given)), "payloads");
}

}  // namespace

BOOST_AUTO_TEST_CASE(first_main_mode_message_is_what_the_tables_say) {
    const auto wanted =
        hex("0102030405060708 0000000000000000 01 10 02 00 00000000 0000008c"  // header, RFC 2408 section 3.1
            "0d 00 005c 00000001 00000001"                                     // SA: DOI IPsec, identity only
            "00 00 0050 01 01 00 02"                                           // proposal 1, ISAKMP, two transforms
            "03 00 0024 01 01 0000 80010007 800e0100 80020002 8004000e 80030001 800b0001 800c7080"
            "00 00 0024 02 01 0000 80010007 800e0080 80020002 8004000e 80030001 800b0001 800c7080"
            "00 00 0014 4a131c81070358455c5728f20e95452f");  // Vendor ID of RFC 3947
    BOOST_TEST(to_hex(ike("ike.mm1")) == to_hex(wanted));
}

BOOST_AUTO_TEST_CASE(second_main_mode_message_chooses_one_transform) {
    const auto octets = ike("ike.mm2", fields({{"initiator_cookie", 0xaaU}, {"responder_cookie", 0xbbU}}));
    const auto wanted =
        hex("00000000000000aa 00000000000000bb 01 10 02 00 00000000 00000068"
            "0d 00 0038 00000001 00000001"
            "00 00 002c 01 01 00 01"
            "00 00 0024 01 01 0000 80010007 800e0100 80020002 8004000e 80030001 800b0001 800c7080"
            "00 00 0014 4a131c81070358455c5728f20e95452f");
    BOOST_TEST(to_hex(octets) == to_hex(wanted));
}

BOOST_AUTO_TEST_CASE(first_request_of_version_2_is_what_the_tables_say) {
    const auto given = fields({{"nat_d_source", hex("0411ab15380679f33945785b6a781d15051614a9")},
                               {"nat_d_destination", Octets(20, 0xdd)},
                               {"nonce", Octets(32, 0x77)}});
    const auto octets = ike("ike.sa-init-request", given);
    const auto head =
        hex("0102030405060708 0000000000000000 21 20 22 08 00000000 000001bc"  // RFC 7296 section 3.1
            "22 00 003c"                                                       // SA
            "00 00 0038 01 01 00 05"                                           // proposal 1, IKE, five transforms
            "03 00 000c 01 00 000c 800e0100"
            "03 00 000c 01 00 000c 800e0080"
            "03 00 0008 02 00 0005"
            "03 00 0008 03 00 000c"
            "00 00 0008 04 00 000e"
            "28 00 0108 000e 0000");  // KE, group 14: 256 octets follow
    const auto tail =
        hex("29 00 0024 7777777777777777777777777777777777777777777777777777777777777777"  // nonce
            "29 00 001c 00 00 4004 0411ab15380679f33945785b6a781d15051614a9"               // NAT_DETECTION_SOURCE_IP
            "00 00 001c 00 00 4005 dddddddddddddddddddddddddddddddddddddddd");             // NAT_DETECTION_DESTINATION_IP
    BOOST_TEST(octets.size() == 0x1bcU);
    BOOST_TEST(to_hex(part(octets, 0, head.size())) == to_hex(head));
    BOOST_TEST(to_hex(part(octets, octets.size() - tail.size())) == to_hex(tail));
}

BOOST_AUTO_TEST_CASE(nat_d_of_version_1_names_the_remote_end_first) {
    const auto octets =
        ike("ike.mm3", fields({{"nat_d_source", Octets(20, 0x05)}, {"nat_d_destination", Octets(20, 0xde)}, {"nonce", Octets(16, 1)}}));
    const auto tail =
        hex("14 00 0014 01010101010101010101010101010101"
            "14 00 0018 dededededededededededededededededededede"
            "00 00 0018 0505050505050505050505050505050505050505");
    BOOST_TEST(to_hex(part(octets, 0, 32)) == to_hex(hex("0102030405060708 1112131415161718 04 10 02 00 00000000 00000164 0a 00 0104")));
    BOOST_TEST(to_hex(part(octets, octets.size() - tail.size())) == to_hex(tail));
}

BOOST_AUTO_TEST_CASE(payloads_stand_in_the_order_of_the_exchanges) {
    const std::vector<std::pair<std::string, std::string>> wanted{{"ike.mm1", "sa,vid"},
                                                                  {"ike.mm2", "sa,vid"},
                                                                  {"ike.mm3", "ke,nonce,nat_d,nat_d"},
                                                                  {"ike.mm4", "ke,nonce,nat_d,nat_d"},
                                                                  {"ike.am1", "sa,ke,nonce,id,vid"},
                                                                  {"ike.am2", "sa,ke,nonce,id,vid,nat_d,nat_d,hash"},
                                                                  {"ike.am3", "hash,nat_d,nat_d"},
                                                                  {"ike.sa-init-request", "sa,ke,nonce,n16388,n16389"},
                                                                  {"ike.sa-init-response", "sa,ke,nonce,n16388,n16389"}};
    for (auto const& [name, words] : wanted) BOOST_TEST(payloads_of(name) == words, name);
}

BOOST_AUTO_TEST_CASE(payloads_can_be_asked_for_in_any_order) {
    const auto words = [](std::string_view value) { return fields({{"payloads", to_octets(value)}}); };
    BOOST_TEST(payloads_of("ike.mm1", words("vid,130,vid,sa")) == "vid,130,vid,sa");
    BOOST_TEST(payloads_of("ike.sa-init-request", words("n16390,sa,ke,nonce")) == "n16390,sa,ke,nonce");
    BOOST_TEST(number(read(ike("ike.mm1", words("vid,sa"))), "next_payload") == 13U);
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", words("sa,idi")).find("idi") != std::string::npos);
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", words("sa,,vid")).find("payloads") != std::string::npos);
    BOOST_TEST(build_error(ike_protocol, "ike.sa-init-request", words("sk")).find("sk") != std::string::npos);
    std::string many = "sa";
    for (int count = 0; count < 20; ++count) many += ",vid";
    BOOST_TEST(payloads_of("ike.mm1", words(many)) == many);
}

BOOST_AUTO_TEST_CASE(initiator_returns_the_cookie_of_the_responder) {
    const auto cookie = [](std::string_view name, std::string_view words) {
        const auto octets = ike(name, fields({{"payloads", to_octets(words)}, {"initiator_cookie", 77U}}));
        BOOST_TEST(to_hex(part(octets, 32, 4)) == "00004006");  // N(COOKIE) = 16390
        return to_hex(part(octets, 36, 16));
    };
    BOOST_TEST(cookie("ike.sa-init-response", "n16390") == cookie("ike.sa-init-request", "n16390,sa,ke,nonce"));
}

BOOST_AUTO_TEST_CASE(vendor_ids_are_given_left_out_or_usual) {
    const auto dpd = hex("afcad71368a1f1c96b8696fc77570100");
    BOOST_TEST(octets_hex(read(ike("ike.am1")), "vendor_id") == "4a131c81070358455c5728f20e95452f");
    BOOST_TEST(octets_hex(read(ike("ike.mm1", fields({{"vendor_id", dpd}}))), "vendor_id") == to_hex(dpd));
    BOOST_TEST(payloads_of("ike.mm1", fields({{"vendor_id", Octets{}}})) == "sa");
    BOOST_TEST(payloads_of("ike.mm1", fields({{"vendor_id", dpd}, {"vendor_id", Octets(8, 1)}})) == "sa,vid,vid");
}

BOOST_AUTO_TEST_CASE(every_message_bears_the_token_and_right_lengths) {
    for (auto const& row : ike_protocol.messages) {
        BOOST_TEST(row.token_field == "token", row.name);
        const auto octets = ike(row.name, fields({{"token", hex(token_hex)}}));
        const auto got = read(octets);
        BOOST_TEST(octets_hex(got, "token") == token_hex, row.name);
        BOOST_TEST(number(got, "length") == octets.size(), row.name);
        BOOST_TEST(got.problems.empty(), row.name);
        const auto usual = ike(row.name);
        BOOST_TEST(octets.size() == usual.size() + (is_clear(row.name) ? 20U : 0U), row.name);
    }
}

BOOST_AUTO_TEST_CASE(encrypted_bodies_are_whole_cipher_blocks) {
    for (auto const& row : ike_protocol.messages) {
        if (is_clear(row.name)) continue;
        for (std::uint64_t extra : {0U, 1U, 16U, 1000U}) {
            const auto octets = ike(row.name, fields({{"extra_bytes", extra}}));
            const auto got = read(octets);
            const auto body = field(got, "body").width / 8;
            BOOST_TEST(body % 16 == 0U, row.name);
            BOOST_TEST(body >= 32 + extra, row.name);
            BOOST_TEST(got.problems.empty(), row.name);
            const bool second = (number(got, "version") >> 4U) == 2;
            BOOST_TEST(octets.size() == 28 + body + (second ? 4U : 0U), row.name);
            BOOST_TEST(number(got, "next_payload") != 0U, row.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(extra_bytes_lengthen_a_clear_message_exactly) {
    for (auto const& name : clear_names) {
        const auto usual = ike(name).size();
        for (std::uint64_t extra : {5U, 64U, 3000U, 65535U}) {
            const auto octets = ike(name, fields({{"extra_bytes", extra}}));
            BOOST_TEST(octets.size() == usual + extra, name);
            BOOST_TEST(read(octets).problems.empty(), name);
        }
    }
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", fields({{"extra_bytes", 4U}})).find("extra_bytes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(given_body_length_and_flags_stand) {
    const auto odd = ike("ike.mm5", fields({{"body", Octets(7, 0xab)}}));
    BOOST_TEST(to_hex(odd) ==
               "01020304050607081112131415161718051002010000000000000023"
               "ababababababab");
    BOOST_TEST(build_error(ike_protocol, "ike.mm5", fields({{"body", Octets(7, 1)}, {"token", hex(token_hex)}})).find("body") !=
               std::string::npos);
    BOOST_TEST(number(read(ike("ike.mm1", fields({{"length", 20U}}))), "length") == 20U);
    BOOST_TEST(number(read(ike("ike.auth-request", fields({{"flags", 0U}}))), "flags") == 0U);
    const auto sk = ike("ike.v2-informational-request", fields({{"body", Octets(48, 0xcd)}}));
    BOOST_TEST(to_hex(part(sk, 0, 34)) == "010203040506070811121314151617182e202508000000030000005000000034cdcd");
    BOOST_TEST(build_error(ike_protocol, "ike.auth-request", fields({{"extra_bytes", 65535U}})).find("body") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(informational_exchange_goes_in_clear_when_payloads_are_named) {
    const auto octets = ike("ike.informational", fields({{"payloads", to_octets("n14")}}));
    const auto wanted =
        hex("0102030405060708 1112131415161718 0b 10 05 00 51ab0001 00000038"
            "00 00 001c 00000001 01 10 000e 0102030405060708 1112131415161718");  // Notify NO-PROPOSAL-CHOSEN, RFC 2408 section 3.14
    BOOST_TEST(to_hex(octets) == to_hex(wanted));
    BOOST_TEST(name_of(read(octets)) == "ike.informational");
}

BOOST_AUTO_TEST_CASE(messages_differ_by_direction_and_repeat_by_cookie) {
    BOOST_TEST(to_hex(ike("ike.mm3")) != to_hex(ike("ike.mm4")));
    BOOST_TEST(to_hex(ike("ike.mm5")) != to_hex(ike("ike.mm6")));
    BOOST_TEST(to_hex(ike("ike.mm3")) == to_hex(ike("ike.mm3")));
    BOOST_TEST(octets_hex(read(ike("ike.mm3")), "nonce") != octets_hex(read(ike("ike.mm3", fields({{"initiator_cookie", 9U}}))), "nonce"));
}

BOOST_AUTO_TEST_CASE(refuses_what_does_not_fit) {
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", fields({{"spi", 1U}})).find("spi") != std::string::npos);
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", fields({{"version", 256U}})).find("version") != std::string::npos);
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", fields({{"token", Octets(17, 0)}})).find("token") != std::string::npos);
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", fields({{"body", Octets(16, 0)}})).find("body") != std::string::npos);
    BOOST_TEST(build_error(ike_protocol, "ike.mm1", fields({{"vendor_id", Octets(65532, 0)}})).find("65536") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
