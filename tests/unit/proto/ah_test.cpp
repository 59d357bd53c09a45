// AH: layout of RFC 4302 section 2 and reading of any octets. The ICV itself is tested with integrity.
#include "generator/proto/ah.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(ah)

BOOST_AUTO_TEST_CASE(builds_with_room_for_the_icv) {
    const auto given = fields({{"spi", 0x1000U}, {"seq", 1U}, {"next_header", 17U}});
    BOOST_TEST(to_hex(built(ah_protocol, "ah", given, hex("0102"))) ==
               "110400000000100000000001000000000000000000000000"
               "0102");
}

BOOST_AUTO_TEST_CASE(given_icv_sets_the_length) {
    const auto octets = built(ah_protocol, "ah", fields({{"icv", Octets(16, 0xab)}}), Octets(4, 0));
    BOOST_TEST(octets[1] == 5U);
    BOOST_TEST(octets.size() == 32U);
    const auto stubborn = built(ah_protocol, "ah", fields({{"icv", Octets(16, 0xab)}, {"payload_length", 9U}}));
    BOOST_TEST(stubborn[1] == 9U);
    BOOST_TEST(build_error(ah_protocol, "ah", fields({{"icv", Octets(15, 0)}})).find("icv") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reads_every_field) {
    const auto read = decoded(ah_protocol, hex("11 04 0000 a1000001 00000007 06255f6269c44b35b340ce73 00010002000dc90a7473756b61"));
    BOOST_TEST(name_of(read) == "ah");
    BOOST_TEST(number(read, "next_header") == 17U);
    BOOST_TEST(number(read, "payload_length") == 4U);
    BOOST_TEST(number(read, "reserved") == 0U);
    BOOST_TEST(number(read, "spi") == 0xa1000001U);
    BOOST_TEST(number(read, "seq") == 7U);
    BOOST_TEST(octets_hex(read, "icv") == "06255f6269c44b35b340ce73");
    BOOST_TEST(read.header == 24U);
    BOOST_TEST(read.total == 37U);
    BOOST_TEST(read.problems.empty());
}

BOOST_AUTO_TEST_CASE(length_that_cannot_be_is_a_problem) {
    BOOST_TEST(decoded(ah_protocol, hex("11 00 0000 a1000001 00000007 06255f6269c44b35b340ce73")).problems.size() == 1U);
    BOOST_TEST(decoded(ah_protocol, hex("11 ff 0000 a1000001 00000007 06255f6269c44b35b340ce73")).problems.size() == 1U);
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    const auto octets = built(ah_protocol, "ah", {}, Octets(33, 5));
    check_truncations(ah_protocol, octets);
    check_mutations(ah_protocol, octets);
    BOOST_TEST(!ah_protocol.decode(Octets(11, 1)));
    check_field_names_are_unique(ah_protocol);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
