// Ethernet headers and VLAN tags. Octets are written by hand from IEEE 802.3 clause 3.2 and IEEE 802.1Q clause 9.
#include "generator/base/ethernet.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ethernet)

using namespace tsuka;

namespace {

constexpr MacAddress router{{0x0a, 0, 0, 0, 0, 1}};
constexpr MacAddress alice{{0x02, 0, 0, 0, 0, 5}};

}  // namespace

BOOST_AUTO_TEST_CASE(a_small_frame_is_padded_and_a_large_one_is_not) {
    const auto small = build_ethernet(router, alice, ether_type_ipv6, Octets{1, 2});
    BOOST_TEST(small.size() == 60U);
    BOOST_TEST(to_hex(View(small).first(18)) == "0a000000000102000000000586dd01020000");
    BOOST_TEST(build_ethernet(router, alice, ether_type_ipv4, Octets(1500, 3)).size() == 1514U);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
    const auto frame = build_ethernet(router, alice, ether_type_arp, Octets(50, 7));
    const auto header = read_ethernet(frame);
    BOOST_REQUIRE(header.has_value());
    BOOST_TEST((header->destination == router));
    BOOST_TEST((header->source == alice));
    BOOST_TEST(header->type == ether_type_arp);
    BOOST_TEST(ethernet_payload(frame)->size() == 50U);
    for (std::size_t length = 0; length < 14; ++length) {
        BOOST_TEST(!read_ethernet(part(frame, 0, length)).has_value());
        BOOST_TEST(!ethernet_payload(part(frame, 0, length)).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_tag_stands_behind_the_addresses) {
    const auto plain = build_ethernet(router, alice, ether_type_ipv4, Octets(46, 9));
    auto tagged = plain;
    put_vlan_tag(tagged, 201);
    BOOST_TEST(to_hex(View(tagged).first(18)) == "0a0000000001020000000005810000c90800");
    BOOST_TEST(vlan_of(tagged).value() == 201);
    BOOST_TEST(inner_type_of(tagged).value() == ether_type_ipv4);
    BOOST_TEST(!vlan_of(plain).has_value());
    Octets back;
    without_vlan_tag(tagged, back);
    BOOST_TEST(back == plain);
    put_vlan_tag(tagged, 0x2190, ether_type_service_vlan);
    BOOST_TEST(to_hex(View(tagged).first(22)) == "0a000000000102000000000588a82190810000c90800");
    BOOST_TEST(service_vlan_of(tagged).value() == 400);
    BOOST_TEST(inner_type_of(tagged).value() == ether_type_ipv4);
    BOOST_TEST((vlan_tags_of(tagged) == VlanTags{400, 201}));
    for (std::size_t length = 0; length < 20; ++length) BOOST_TEST((vlan_tags_of(part(tagged, 0, length)) != VlanTags{400, 201}));
    auto urgent = plain;
    put_vlan_tag(urgent, 0xa000);
    BOOST_TEST((vlan_tags_of(urgent) == VlanTags{}));
    auto short_one = Octets(11, 0);
    put_vlan_tag(short_one, 1);
    BOOST_TEST(short_one.size() == 11U);
    BOOST_TEST(!service_vlan_of(part(tagged, 0, 15)).has_value());
}

BOOST_AUTO_TEST_CASE(a_mac_address_is_a_number) {
    BOOST_TEST(to_number(alice) == 0x020000000005U);
    BOOST_TEST((mac_of(to_number(router)) == router));
}

BOOST_AUTO_TEST_SUITE_END()
