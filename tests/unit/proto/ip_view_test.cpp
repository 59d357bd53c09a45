// The one view of an IP datagram: both families, extension headers, fragments, and headers that lie.
#include "generator/proto/ip_view.hpp"
#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ip_view)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

/// An IPv6 header (RFC 8200 section 3) in front of `rest`: 2001:db8::1 to 2001:db8:1::2, hop limit 64.
Octets ipv6(std::uint8_t next_header, Octets const& rest, std::optional<std::size_t> length = {}) {
    Writer writer;
    writer.u32(0x60000000).u16(length.value_or(rest.size())).u8(next_header).u8(64);
    writer.octets(parse_ip("2001:db8::1")->octets()).octets(parse_ip("2001:db8:1::2")->octets()).octets(rest);
    return writer.take();
}

Octets chain(std::initializer_list<char const*> parts) {
    std::string text;
    for (auto const* one : parts) text += one;
    return *from_hex(text);
}

constexpr auto options_then_routing = "2b00000000000000";  // 8 octets, next 43
constexpr auto routing_then_destination =
    "3c01040000000000"
    "0000000000000000";  // 16 octets, next 60
constexpr auto destination_then_udp = "1100010400000000";
constexpr auto udp_of_four =
    "1f400050000c0000"
    "74657374";

}  // namespace

BOOST_AUTO_TEST_CASE(ipv4_with_options) {
    auto datagram = build_ipv4({.source = *parse_ipv4("192.0.2.1"),
                                .destination = *parse_ipv4("198.51.100.1"),
                                .protocol = 17,
                                .ttl = 7,
                                .id = 0x1234,
                                .dont_fragment = true},
                               Octets(12, 1));
    const auto view = *view_ip(datagram);
    BOOST_CHECK(view.family == IpFamily::v4);
    BOOST_TEST(to_string(view.source) == "192.0.2.1");
    BOOST_TEST(to_string(view.destination) == "198.51.100.1");
    BOOST_TEST(view.carries(IpProtocol::udp));
    BOOST_TEST(view.hop_limit == 7);
    BOOST_TEST(view.transport == 20U);
    BOOST_TEST(view.total == 32U);
    BOOST_TEST(view.fragment.id == 0x1234U);
    BOOST_TEST(view.dont_fragment);
    BOOST_TEST(!view.is_fragment());
    BOOST_TEST(view.payload().size() == 12U);
    datagram[0] = 0x46;
    BOOST_TEST(view_ip(datagram)->transport == 24U);
    BOOST_TEST(view_ip(datagram)->payload().size() == 8U);
}

BOOST_AUTO_TEST_CASE(padding_is_no_payload_and_what_is_missing_is_told) {
    auto datagram = build_ipv4({.source = {}, .destination = {}, .protocol = 17}, Octets(4));
    datagram.resize(46);
    BOOST_TEST(view_ip(datagram)->payload().size() == 4U);
    BOOST_TEST(view_ip(datagram)->is_whole());
    const auto cut = view_ip(View(datagram).first(22));
    BOOST_TEST(!cut->is_whole());
    BOOST_TEST(cut->payload().size() == 2U);
    // A total length that is less than the header itself leaves nothing.
    datagram[3] = 10;
    BOOST_TEST(!view_ip(datagram)->is_whole());
    BOOST_TEST(view_ip(datagram)->payload().empty());
}

BOOST_AUTO_TEST_CASE(ipv4_fragments) {
    const auto place = [](bool more, std::uint16_t offset) {
        return *view_ip(build_ipv4(
            {.source = {}, .destination = {}, .protocol = 50, .id = 9, .more_fragments = more, .fragment_offset = offset}, Octets(8)));
    };
    BOOST_TEST(place(true, 0).is_fragment());
    BOOST_TEST(place(false, 185).is_fragment());
    BOOST_TEST(place(false, 185).fragment.offset == 1480U);
    BOOST_TEST(!place(false, 0).is_fragment());
}

BOOST_AUTO_TEST_CASE(ipv6_without_extension_headers) {
    const auto datagram = ipv6(17, *from_hex(udp_of_four));
    const auto view = *view_ip(datagram);
    BOOST_CHECK(view.family == IpFamily::v6);
    BOOST_TEST(to_string(view.source) == "2001:db8::1");
    BOOST_TEST(to_string(view.destination) == "2001:db8:1::2");
    BOOST_TEST(view.carries(IpProtocol::udp));
    BOOST_TEST(view.hop_limit == 64);
    BOOST_TEST(view.transport == 40U);
    BOOST_TEST(view.total == 52U);
    BOOST_TEST(view.is_whole());
    BOOST_TEST(!view.fragment_header.has_value());
}

BOOST_AUTO_TEST_CASE(ipv6_behind_all_extension_headers) {
    const auto datagram = ipv6(0, chain({options_then_routing, routing_then_destination, destination_then_udp, udp_of_four}));
    const auto view = *view_ip(datagram);
    BOOST_TEST(view.carries(IpProtocol::udp));
    BOOST_TEST(view.transport == 40U + 8 + 16 + 8);
    BOOST_TEST(to_hex(view.payload()) == udp_of_four);
}

BOOST_AUTO_TEST_CASE(an_ipv6_fragment) {
    // Fragment header: next 17, offset 1448 (181 units), more, identification 0xcafe0001.
    const auto later = *view_ip(ipv6(44, chain({"110005a9cafe0001", "0102030405060708"})));
    BOOST_TEST(later.is_fragment());
    BOOST_TEST(later.fragment.offset == 1448U);
    BOOST_TEST(later.fragment.more);
    BOOST_TEST(later.fragment.id == 0xcafe0001U);
    BOOST_TEST(later.fragment_header.value() == 40U);
    BOOST_TEST(later.transport == 48U);
    // Behind a later fragment's header stands data, even when the next header is an extension header.
    const auto data = *view_ip(ipv6(44, chain({"3c000008cafe0001", destination_then_udp})));
    BOOST_TEST(data.transport == 48U);
    BOOST_TEST(data.protocol == 60);
    // The first one has its extension headers.
    const auto first = *view_ip(ipv6(44, chain({"3c000001cafe0001", destination_then_udp, udp_of_four})));
    BOOST_TEST(first.is_fragment());
    BOOST_TEST(first.carries(IpProtocol::udp));
    BOOST_TEST(first.transport == 56U);
    // An atomic fragment is a whole datagram (RFC 6946).
    BOOST_TEST(!view_ip(ipv6(44, chain({"11000000cafe0001", udp_of_four})))->is_fragment());
}

BOOST_AUTO_TEST_CASE(a_chain_that_lies_ends_where_it_cannot_be_read) {
    // A header of 8 * 256 octets in a datagram of 8.
    const auto longer = *view_ip(ipv6(60, chain({"11ff000000000000"})));
    BOOST_TEST(longer.protocol == 60);
    BOOST_TEST(longer.transport == 40U);
    const auto nothing = *view_ip(ipv6(43, {}));
    BOOST_TEST(nothing.protocol == 43);
    BOOST_TEST(nothing.payload().empty());
    // Hop-by-hop options stand first or not at all (RFC 8200 section 4.1).
    BOOST_TEST(view_ip(ipv6(60, chain({"0000010400000000", options_then_routing})))->protocol == 0);
    // What the payload length leaves out is not read, though it is there.
    BOOST_TEST(view_ip(ipv6(60, chain({destination_then_udp, udp_of_four}), 4))->protocol == 60);
    // A second fragment header is none.
    BOOST_TEST(view_ip(ipv6(44, chain({"2c000001cafe0001", "11000001cafe0002", udp_of_four})))->fragment.id == 0xcafe0001U);
}

BOOST_AUTO_TEST_CASE(what_is_no_ip_gives_no_view) {
    const auto v4 = build_ipv4({.source = {}, .destination = {}, .protocol = 17}, {});
    const auto v6 = ipv6(17, {});
    for (std::size_t size = 0; size < v4.size(); ++size) BOOST_TEST(!view_ip(View(v4).first(size)).has_value());
    for (std::size_t size = 0; size < v6.size(); ++size) BOOST_TEST(!view_ip(View(v6).first(size)).has_value());
    for (unsigned version : {0U, 5U, 7U, 15U}) {
        auto other = v6;
        other[0] = static_cast<std::uint8_t>(version << 4U);
        BOOST_TEST(!view_ip(other).has_value());
    }
    auto short_header = v4;
    short_header[0] = 0x44;
    BOOST_TEST(!view_ip(short_header).has_value());
}

BOOST_AUTO_TEST_CASE(the_link_says_the_family_too) {
    const auto v6 = ipv6(17, *from_hex(udp_of_four));
    BOOST_TEST(view_frame(build_ethernet({}, {}, ether_type_ipv6, v6)).has_value());
    BOOST_TEST(!view_frame(build_ethernet({}, {}, ether_type_ipv4, v6)).has_value());
    BOOST_TEST(!view_frame(build_ethernet({}, {}, ether_type_arp, v6)).has_value());
    BOOST_TEST(!view_frame({}).has_value());
    // Nothing is copied: the view looks into the frame.
    const auto frame = build_ethernet({}, {}, ether_type_ipv6, v6);
    BOOST_TEST(view_frame(frame)->octets.data() == frame.data() + ethernet_header_size);
}

BOOST_AUTO_TEST_SUITE_END()
