// The Internet checksum against the RFC's own example and datagrams computed elsewhere.
#include "generator/base/checksum.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(checksum)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(example_of_rfc_1071) {
    // RFC 1071 section 3: the sum of these octets is ddf2; the checksum is its complement.
    BOOST_TEST(internet_checksum(*from_hex("0001 f203 f4f5 f6f7")) == static_cast<std::uint16_t>(~0xddf2));
}

BOOST_AUTO_TEST_CASE(an_odd_octet_is_the_high_half) {
    BOOST_TEST(internet_checksum(*from_hex("0001f2")) == internet_checksum(*from_hex("0001f200")));
    BOOST_TEST(internet_checksum({}) == 0xffff);
}

BOOST_AUTO_TEST_CASE(octets_with_their_own_checksum_give_zero) {
    // A well-known example header: 192.168.0.1 to 192.168.0.199, checksum b861.
    BOOST_TEST(internet_checksum(*from_hex("4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7")) == 0);
    BOOST_TEST(internet_checksum(*from_hex("4500 0073 0000 4000 4011 0000 c0a8 0001 c0a8 00c7")) == 0xb861);
    BOOST_TEST(internet_checksum(*from_hex("4500 0073 0000 4000 3f11 b861 c0a8 0001 c0a8 00c7")) != 0);
}

BOOST_AUTO_TEST_CASE(the_pseudo_header_counts) {
    // By hand: c0a8+0001+c0a8+00c7+0011+000c = 18235, the segment 1234+0035+000c+0000+6162+6364 = d73b; 25970 -> 5972 -> a68d.
    const auto segment = *from_hex("1234 0035 000c 0000 61626364");
    BOOST_TEST(transport_checksum({0xc0a80001}, {0xc0a800c7}, 17, segment) == 0xa68d);
    const auto whole = *from_hex("1234 0035 000c a68d 61626364");
    BOOST_TEST(transport_checksum({0xc0a80001}, {0xc0a800c7}, 17, whole) == 0);
    BOOST_TEST(transport_checksum({0xc0a80001}, {0xc0a800c8}, 17, whole) != 0);
    BOOST_TEST(transport_checksum({0xc0a80001}, {0xc0a800c7}, 6, whole) != 0);
}

BOOST_AUTO_TEST_SUITE_END()
