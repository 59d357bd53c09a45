// Addresses of both families: reading, printing, order, prefixes, private space, endpoints.
#include "generator/base/ip_address.hpp"
#include "generator/base/checksum.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(ip_address)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(ipv6_is_printed_as_rfc_5952_section_4_wants_it) {
    struct Row {
        char const* written;
        char const* printed;
    };
    constexpr Row rows[] = {
        {"2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},         // 4.1, 4.3: no leading zeros, lower case
        {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},        // 4.2.1: as much as possible
        {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // 4.2.2: never a single field
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},          // 4.2.3: the longest run
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},    // 4.2.3: the first of equals
        {"::", "::"},
        {"::1", "::1"},
        {"fe80::", "fe80::"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"::ffff:c000:201", "::ffff:192.0.2.1"},  // 5: mixed notation
        {"64:ff9b::192.0.2.1", "64:ff9b::c000:201"},
        {"192.0.2.1", "192.0.2.1"},
    };
    for (auto const& row : rows) {
        const auto address = parse_ip(row.written);
        BOOST_REQUIRE_MESSAGE(address.has_value(), row.written);
        BOOST_TEST(to_string(*address) == row.printed);
        BOOST_CHECK(parse_ip(row.printed) == address);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
    for (auto const* text : {"", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "fe80::1%eth0", "::1 ",
                             "g::", "1.2.3", "::1.2.3.256", "[::1]"})
        BOOST_TEST(!parse_ip(text).has_value(), text);
    BOOST_TEST(!parse_ip(std::string_view("::1\0x", 5)).has_value());
    BOOST_TEST(!IpAddress::from_octets(Octets(5)).has_value());
    BOOST_TEST(!IpAddress::from_octets({}).has_value());
}

BOOST_AUTO_TEST_CASE(an_ipv4_address_is_an_ip_address_and_comes_back) {
    const IpAddress address = *parse_ipv4("192.0.2.1");
    BOOST_CHECK(address.family() == IpFamily::v4);
    BOOST_TEST(to_hex(address.octets()) == "c0000201");
    BOOST_TEST(address.v4()->number == 0xc0000201U);
    BOOST_TEST(!parse_ip("2001:db8::1")->v4().has_value());
    BOOST_CHECK(IpAddress::from_octets(address.octets()) == address);
    // The first four octets alone do not make two addresses equal.
    BOOST_CHECK(*parse_ip("c000:201::") != address);
}

BOOST_AUTO_TEST_CASE(the_order_is_by_family_and_then_by_number) {
    std::vector<IpAddress> addresses;
    for (auto const* text : {"2001:db8::1", "203.0.113.9", "::1", "10.0.0.1", "2001:db8::"}) addresses.push_back(*parse_ip(text));
    std::sort(addresses.begin(), addresses.end());
    std::string order;
    for (auto const& address : addresses) order += to_string(address) + " ";
    BOOST_TEST(order == "10.0.0.1 203.0.113.9 ::1 2001:db8:: 2001:db8::1 ");
}

BOOST_AUTO_TEST_CASE(a_prefix_contains_hosts_of_its_own_family) {
    const auto contains = [](char const* prefix, char const* host) { return parse_ip_prefix(prefix)->contains(*parse_ip(host)); };
    BOOST_TEST(contains("2001:db8::1/64", "2001:db8::ffff"));
    BOOST_TEST(!contains("2001:db8::/64", "2001:db8:0:1::"));
    BOOST_TEST(contains("fc00::/7", "fdff::1"));
    BOOST_TEST(!contains("fc00::/7", "fe00::1"));
    BOOST_TEST(contains("::/0", "2001:db8::1"));
    BOOST_TEST(!contains("::/0", "192.0.2.1"));
    BOOST_TEST(!contains("0.0.0.0/0", "::"));
    BOOST_TEST(contains("192.0.2.1/25", "192.0.2.127"));
    BOOST_TEST(!contains("192.0.2.1/25", "192.0.2.128"));
    BOOST_TEST(contains("::1/128", "::1"));
    BOOST_TEST(!contains("::1/128", "::2"));
    BOOST_TEST(to_string(*parse_ip_prefix("2001:DB8::1/64")) == "2001:db8::1/64");
    for (auto const* text : {"::1", "::1/129", "::1/", "/64", "192.0.2.1/33", "::1/-1", "::1/6x"})
        BOOST_TEST(!parse_ip_prefix(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(private_space_has_unique_local_addresses) {
    for (auto const* text : {"fc00::1", "fdff:ffff::1", "10.0.0.1", "100.64.0.1"}) BOOST_TEST(parse_ip(text)->is_private(), text);
    for (auto const* text : {"fbff::1", "fe80::1", "2001:db8::1", "::1", "198.51.100.1"}) BOOST_TEST(!parse_ip(text)->is_private(), text);
}

BOOST_AUTO_TEST_CASE(an_endpoint_in_text) {
    BOOST_TEST(to_string(Endpoint{*parse_ip("192.0.2.1"), 500}) == "192.0.2.1:500");
    BOOST_TEST(to_string(Endpoint{*parse_ip("2001:db8::1"), 500}) == "[2001:db8::1]:500");
}

BOOST_AUTO_TEST_CASE(the_pseudo_header_of_either_family_goes_into_the_checksum) {
    const auto segment = *from_hex(
        "1f400050000c0000"
        "74657374");
    const auto checksum = [&](char const* a, char const* b) { return transport_checksum(*parse_ip(a), *parse_ip(b), 17, segment); };
    BOOST_TEST(checksum("192.0.2.1", "198.51.100.1") ==
               transport_checksum(*parse_ipv4("192.0.2.1"), *parse_ipv4("198.51.100.1"), 17, segment));
    // By hand (RFC 8200 section 8.1): 2001+0db8+1 + 2001+0db8+2 + 17 + 12 + the words of the segment = 0x16307; folded 0x6308.
    BOOST_TEST(checksum("2001:db8::1", "2001:db8::2") == (0xffff & ~0x6308));
}

BOOST_AUTO_TEST_SUITE_END()
