// PPPoE and PPP, octet by octet after the figures of RFC 2516, RFC 1661 and RFC 1994.
#include "generator/proto/pppoe.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(pppoe)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

const auto a = parse_mac("02:00:00:00:00:01").value();
const auto b = parse_mac("02:00:00:00:00:02").value();

Octets hex(std::string_view text) {
    return from_hex(text).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_padi_is_what_the_rfc_draws) {
    // RFC 2516 appendix B, example 1, with addresses of our own: an empty Service-Name.
    Writer tags;
    put_pppoe_tag(tags, PppoeTag::service_name, {});
    const auto frame = build_pppoe({MacAddress::broadcast(), a, PppoeCode::padi, 0, tags.view()});
    BOOST_TEST(to_hex(frame).substr(0, 48) ==
               "ffffffffffff"
               "020000000001"
               "8863"
               "11090000"
               "0004"
               "01010000");
    BOOST_TEST(frame.size() == least_frame_size);
    const auto back = read_pppoe(frame);
    BOOST_REQUIRE(back);
    BOOST_TEST((back->code == PppoeCode::padi && back->payload.size() == 4U));
    BOOST_TEST(pppoe_in_words(frame) == "PPPoE PADI");
}

BOOST_AUTO_TEST_CASE(a_datagram_goes_into_a_session_and_comes_out_as_it_was) {
    IpParameters ip;
    ip.source = *parse_ipv4("192.0.2.1");
    ip.destination = *parse_ipv4("192.0.2.2");
    ip.protocol = 17;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{26}, std::size_t{27}, std::size_t{1472}}) {
        const auto datagram = build_ipv4(ip, Octets(size, 0x5a));
        const auto plain = build_ethernet(a, b, ether_type_ipv4, datagram);
        auto frame = plain;
        BOOST_TEST(into_pppoe(frame, 0x1234));
        const auto session = read_pppoe(frame);
        BOOST_REQUIRE(session);
        BOOST_TEST(session->session == 0x1234U);
        BOOST_TEST(session->payload.size() == datagram.size() + 2, "size " << size);  // the padding stays behind
        Octets out;
        BOOST_TEST(out_of_pppoe(frame, out));
        BOOST_TEST((out == plain));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_datagram_stays_what_it_is) {
    auto arp = build_ethernet(a, b, ether_type_arp, Octets(28));
    const auto before = arp;
    BOOST_TEST(!into_pppoe(arp, 1));
    BOOST_TEST((arp == before));
    Octets out;
    BOOST_TEST(!out_of_pppoe(arp, out));
    BOOST_TEST(!out_of_pppoe(build_pppoe({a, b, PppoeCode::session, 1,
                                          hex("c021"
                                              "09010008"
                                              "00000000")}),
                             out));
    BOOST_TEST(!read_pppoe(arp));
}

BOOST_AUTO_TEST_CASE(lengths_that_lie_are_nothing) {
    const auto good = build_pppoe({a, b, PppoeCode::session, 1,
                                   hex("c021"
                                       "01010008"
                                       "01040200")});
    BOOST_TEST((read_pppoe(good) != std::nullopt));
    auto longer = good;
    longer[18] = 0x01;  // length 0x010a: more than there is
    BOOST_TEST(!read_pppoe(longer));
    auto version = good;
    version[14] = 0x21;
    BOOST_TEST(!read_pppoe(version));
    BOOST_TEST(!read_pppoe_tags(hex("0103000a00")));
    BOOST_TEST(read_pppoe_tags(hex("01010000"
                                   "0000"
                                   "ffff"))
                   .value()
                   .size() == 1U);               // behind the end of the list nothing counts
    BOOST_TEST(!read_ppp_options(hex("0101")));  // shorter than its own head
    BOOST_TEST(!read_ppp_options(hex("010405")));
    BOOST_TEST(
        !read_ppp_control(hex("c021"
                              "01010003")));
    BOOST_TEST(
        !read_ppp_control(hex("c021"
                              "01010009"
                              "01040200")));
}

BOOST_AUTO_TEST_CASE(a_chap_response_is_md5_over_identifier_secret_and_challenge) {
    // printf '\x01secretchallenge' | md5sum
    BOOST_TEST(to_hex(chap_response(1, "secret", octets_of("challenge"))) == "46e47770030e2b4e26a0db72a7efec00");
}

BOOST_AUTO_TEST_SUITE_END()
