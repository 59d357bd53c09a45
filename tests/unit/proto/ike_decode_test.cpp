// IKE messages as read: which row they belong to, fields at their places, and octets that no peer would send.
#include "generator/proto/ike.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(ike_decode)

namespace {

Decoded read(View octets) {
    return decoded(ike_protocol, octets);
}

Octets ike(std::string_view name, Fields const& given = {}) {
    return built(ike_protocol, name, given);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_message_is_found_under_its_wire_shape) {
    for (auto const& row : ike_protocol.messages) BOOST_TEST(name_of(read(ike(row.name))) == wire_shape(row.name), row.name);
}

BOOST_AUTO_TEST_CASE(wire_shape_joins_only_what_looks_alike) {
    BOOST_TEST(wire_shape("ike.mm4") == "ike.mm3");
    BOOST_TEST(wire_shape("ike.mm6") == "ike.mm5");
    BOOST_TEST(wire_shape("ike.quick2") == "ike.quick1");
    BOOST_TEST(wire_shape("ike.quick3") == "ike.quick1");
    for (auto name : {"ike.mm1", "ike.mm2", "ike.auth-response", "pptp.ocrq", "esp", ""}) BOOST_TEST(wire_shape(name) == name);
    for (auto const& row : ike_protocol.messages) BOOST_TEST(wire_shape(wire_shape(row.name)) == wire_shape(row.name));
}

BOOST_AUTO_TEST_CASE(fields_given_come_back) {
    const auto given = fields({{"initiator_cookie", 0xf1f2f3f4f5f6f7f8U},
                               {"responder_cookie", 0xe1e2e3e4e5e6e7e8U},
                               {"message_id", 0x01020304U},
                               {"flags", 2U},
                               {"nat_d_source", Octets(20, 0x0a)},
                               {"nat_d_destination", Octets(20, 0x0b)},
                               {"nonce", Octets(20, 0x0c)},
                               {"token", Octets(16, 0x0d)}});
    for (auto name : {"ike.mm3", "ike.am2", "ike.sa-init-response"}) {
        auto values = given;
        if (std::string_view(name) == "ike.sa-init-response") values.set("flags", std::uint64_t{0x20});
        const auto got = read(ike(name, values));
        for (auto const& [field_name, value] : values.values)
            BOOST_TEST((field(got, field_name).value == value), name << " " << field_name);
    }
}

BOOST_AUTO_TEST_CASE(message_of_another_peer_is_read) {
    // Written from RFC 2408 section 3: SA with DES, two Vendor IDs (draft-02 with line feed, 8 octets of XAuth).
    const auto octets = hex(
        "1122334455667788 0000000000000000 01 10 02 00 00000000 00000070"
        "0d 00 0034 00000001 00000001 00 00 0028 01 01 00 01 00 00 0020 01 01 0000 80010001 80020001 80030001 80040001 800b0001 800c0e10"
        "0d 00 0014 90cb80913ebb696e086381b5ec427b1f"
        "00 00 000c 09002689dfd6b712");
    const auto got = read(octets);
    BOOST_TEST(name_of(got) == "ike.mm1");
    BOOST_TEST(got.problems.empty());
    BOOST_TEST(text(got, "payloads") == "sa,vid,vid");
    BOOST_TEST(number(got, "initiator_cookie") == 0x1122334455667788U);
    BOOST_TEST(octets_hex(got, "vendor_id") == "90cb80913ebb696e086381b5ec427b1f");
    BOOST_TEST(field(got, "vendor_id").bit == (28 + 52 + 4) * 8U);
    BOOST_TEST(std::ranges::count(got.fields, std::string("vendor_id"), &Field::name) == 2);
    BOOST_TEST(!has_field(got, "token"));
    BOOST_TEST(got.header == octets.size());
    BOOST_TEST(got.total == octets.size());
}

BOOST_AUTO_TEST_CASE(notify_with_an_spi_is_read_behind_it) {
    const auto got =
        read(hex("0102030405060708 1112131415161718 29 20 22 20 00000000 00000030"
                 "00 00 0014 01 04 4005 aabbccdd 0102030405060708"));
    BOOST_TEST(octets_hex(got, "nat_d_destination") == "0102030405060708");
    BOOST_TEST(text(got, "payloads") == "n16389");
    BOOST_TEST(name_of(got) == "ike.sa-init-response");
}

BOOST_AUTO_TEST_CASE(encrypted_fragment_is_a_body_too) {
    const auto got = read(hex("0102030405060708 1112131415161718 35 20 23 08 00000001 00000024 23 00 0008 00010002"));
    BOOST_TEST(name_of(got) == "ike.auth-request");
    BOOST_TEST(octets_hex(got, "body") == "00010002");
    BOOST_TEST(got.problems.empty());
}

BOOST_AUTO_TEST_CASE(unknown_kinds_have_no_row) {
    auto octets = ike("ike.mm1");
    octets[18] = 6;  // Transaction exchange
    BOOST_TEST(name_of(read(octets)) == "none");
    octets = ike("ike.mm1");
    octets[17] = 0x30;
    BOOST_TEST(name_of(read(octets)) == "none");
    BOOST_TEST(read(octets).problems.size() == 1U);
    octets = ike("ike.auth-request");
    octets[18] = 43;  // IKE_INTERMEDIATE
    BOOST_TEST(name_of(read(octets)) == "none");
}

BOOST_AUTO_TEST_CASE(wrong_lengths_are_problems) {
    const auto problems = [](View octets) { return read(octets).problems.size(); };
    auto octets = ike("ike.mm1");
    BOOST_TEST(problems(octets) == 0U);
    auto longer = octets;
    longer.push_back(0);
    BOOST_TEST(problems(longer) == 1U);
    BOOST_TEST(read(longer).header == octets.size());
    auto shorter = octets;
    shorter.pop_back();
    BOOST_TEST(problems(shorter) == 2U);  // the message's length and the last payload's
    auto payload = octets;
    payload[31] = 3;  // SA of 3 octets
    BOOST_TEST(problems(payload) == 1U);
    BOOST_TEST(!ike_protocol.decode(part(octets, 0, 27)));
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    for (auto const& row : ike_protocol.messages) {
        const auto octets = ike(row.name);
        check_truncations(ike_protocol, octets);
        check_mutations(ike_protocol, octets, 500);
    }
    check_field_names_are_unique(ike_protocol);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
