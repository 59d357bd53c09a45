// NAT traversal on UDP 4500: what RFC 3948 section 2 tells apart by the first octets.
#include "generator/proto/natt.hpp"

#include "generator/proto/ike.hpp"
#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(natt)

BOOST_AUTO_TEST_CASE(keepalive_is_one_octet_ff) {
    BOOST_TEST(to_hex(built(natt_protocol, "natt.keepalive")) == "ff");
    const auto read = decoded(natt_protocol, hex("ff"));
    BOOST_TEST(name_of(read) == "natt.keepalive");
    BOOST_TEST(read.header == 1U);
    BOOST_TEST(read.total == 1U);
}

BOOST_AUTO_TEST_CASE(esp_is_what_goes_without_udp) {
    const auto wanted = hex("00001000 00000001 00010002000dc90a7473756b61 01 01 11 79c7b86cb87c3c5ed44452a5");  // scapy 2.5
    const auto octets = built(natt_protocol, "natt.esp", fields({{"next_header", 17U}}), hex("00010002000dc90a7473756b61"));
    BOOST_TEST(to_hex(octets) == to_hex(wanted));
    const auto read = decoded(natt_protocol, octets);
    BOOST_TEST(name_of(read) == "natt.esp");
    BOOST_TEST(number(read, "spi") == 0x1000U);
    BOOST_TEST(number(read, "seq") == 1U);
    BOOST_TEST(octets_hex(read, "icv") == "79c7b86cb87c3c5ed44452a5");
    BOOST_TEST(read.header == 8U);
}

BOOST_AUTO_TEST_CASE(marker_stands_before_ike) {
    const auto inner = built(ike_protocol, "ike.mm5");
    const auto octets = built(natt_protocol, "natt.ike", {}, inner);
    BOOST_TEST(to_hex(octets) == "00000000" + to_hex(inner));
    const auto read = decoded(natt_protocol, octets);
    BOOST_TEST(name_of(read) == "natt.ike");
    BOOST_TEST(number(read, "marker") == 0U);
    BOOST_TEST(read.header == 4U);
    BOOST_TEST(name_of(decoded(ike_protocol, part(octets, 4))) == "ike.mm5");
}

BOOST_AUTO_TEST_CASE(octets_that_are_no_ike_are_carried_by_an_informational_exchange) {
    const Octets token(16, 0x5a);
    for (auto const& payload : {Octets{}, token, Octets(100, 0x10)}) {
        const auto octets = built(natt_protocol, "natt.ike", {}, payload);
        const auto inner = decoded(ike_protocol, part(octets, 4));
        BOOST_TEST(name_of(inner) == "ike.informational");
        BOOST_TEST(inner.problems.empty());
        if (!payload.empty()) BOOST_TEST(octets_hex(inner, "body") == to_hex(payload));
    }
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    for (auto const& octets : {built(natt_protocol, "natt.esp", {}, Octets(30, 1)), built(natt_protocol, "natt.ike")}) {
        check_truncations(natt_protocol, octets);
        check_mutations(natt_protocol, octets);
    }
    BOOST_TEST(!natt_protocol.decode(Octets{}));
    BOOST_TEST(!natt_protocol.decode(hex("fe")));
    BOOST_TEST(!natt_protocol.decode(hex("0000100000")));
    check_field_names_are_unique(natt_protocol);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
