// Addresses: reading, printing, prefixes, private space.
#include "generator/base/address.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(address)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(ipv4_reads_what_it_prints) {
    for (auto const* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "10.1.2.3"}) BOOST_TEST(to_string(*parse_ipv4(text)) == text);
    BOOST_TEST(parse_ipv4("192.0.2.1")->number == 0xc0000201U);
}

BOOST_AUTO_TEST_CASE(ipv4_refuses_what_is_none) {
    for (auto const* text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "1..2.3", "a.b.c.d", "1.2.3.4 ", "-1.2.3.4", "1.2.3.4/24"})
        BOOST_TEST(!parse_ipv4(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(mac_reads_what_it_prints) {
    BOOST_TEST(to_string(*parse_mac("02:00:5e:10:00:ff")) == "02:00:5e:10:00:ff");
    for (auto const* text : {"", "02:00:5e:10:00", "02005e1000ff", "02:00:5e:10:00:gg", "02:00:5e:10:00:ff:01"})
        BOOST_TEST(!parse_mac(text).has_value(), text);
    BOOST_TEST(MacAddress::broadcast().is_group());
    BOOST_TEST(!parse_mac("02:00:5e:10:00:ff")->is_group());
}

BOOST_AUTO_TEST_CASE(a_prefix_contains_its_hosts) {
    const auto prefix = *parse_prefix("192.0.2.1/24");
    BOOST_TEST(to_string(prefix) == "192.0.2.1/24");
    BOOST_TEST(prefix.mask() == 0xffffff00U);
    BOOST_TEST(prefix.contains(*parse_ipv4("192.0.2.254")));
    BOOST_TEST(!prefix.contains(*parse_ipv4("192.0.3.1")));
    BOOST_TEST(parse_prefix("0.0.0.0/0")->contains(*parse_ipv4("203.0.113.9")));
    BOOST_TEST(parse_prefix("10.0.0.1/32")->mask() == 0xffffffffU);
    for (auto const* text : {"192.0.2.1", "192.0.2.1/33", "192.0.2.1/", "/24", "192.0.2/24"})
        BOOST_TEST(!parse_prefix(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(private_space_is_that_of_rfc_1918_and_rfc_6598) {
    for (auto const* text :
         {"10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "100.64.0.0", "100.127.255.255"})
        BOOST_TEST(parse_ipv4(text)->is_private(), text);
    for (auto const* text : {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
                             "100.63.255.255", "100.128.0.0", "198.51.100.1"})
        BOOST_TEST(!parse_ipv4(text)->is_private(), text);
}

BOOST_AUTO_TEST_CASE(the_other_side) {
    BOOST_CHECK(other(Side::lan) == Side::wan);
    BOOST_CHECK(other(Side::wan) == Side::lan);
    BOOST_TEST(to_string(Side::lan) == "lan");
    BOOST_TEST(to_string(Side::wan) == "wan");
}

BOOST_AUTO_TEST_SUITE_END()
