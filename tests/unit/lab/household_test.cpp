// ARP and ping of the harness' hosts. Expected octets are written out by hand from RFC 826 and RFC 792.
#include "harness/lab/household.hpp"

#include "generator/base/checksum.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(household)

using namespace tsuka;
using namespace tsuka::test;

namespace {

// Ethernet header, then: Ethernet (1), IPv4 (0800), lengths 6 and 4, operation, sender MAC and address, target MAC and address.
constexpr std::string_view request =
    "ffffffffffff 0a0000000001 0806"
    "0001 0800 06 04 0001 0a0000000001 c0a80001 000000000000 c0a80105";
constexpr std::string_view reply =
    "0a0000000001 020000000005 0806"
    "0001 0800 06 04 0002 020000000005 c0a80105 0a0000000001 c0a80001"
    "000000000000000000000000000000000000";

// 192.168.0.1 pings 192.168.1.5 with "abcd", identifier 1, sequence 2; checksums are filled in below.
constexpr std::string_view ping =
    "020000000005 0a0000000001 0800"
    "45 00 0020 1234 0000 40 01 0000 c0a80001 c0a80105"
    "08 00 0000 0001 0002 61626364";

constexpr std::size_t ip_at = 14;
constexpr std::size_t icmp_at = 34;

void put(Octets& frame, std::size_t where, std::uint16_t value) {
    frame[where] = static_cast<std::uint8_t>(value >> 8U);
    frame[where + 1] = static_cast<std::uint8_t>(value);
}

void complete(Octets& frame) {
    put(frame, ip_at + 10, 0);
    put(frame, icmp_at + 2, 0);
    put(frame, ip_at + 10, internet_checksum(part(frame, ip_at, 20)));
    put(frame, icmp_at + 2, internet_checksum(part(frame, icmp_at)));
}

Octets right_ping() {
    auto frame = hex(ping);
    complete(frame);
    return frame;
}

model::Host alice() {
    return {.actor = "alice",
            .side = Side::lan,
            .mac = mac("02:00:00:00:00:05"),
            .address = ip("192.168.1.5"),
            .gateway = ip("192.168.0.1"),
            .gateway_mac = mac("0a:00:00:00:00:01")};
}

lab::Household lan_with_alice(bool answers_ping = true) {
    lab::Household household{Side::lan};
    household.add(alice(), answers_ping);
    return household;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_live_lan_host_answers_arp) {
    const auto frames = lan_with_alice().answer(hex(request));
    BOOST_REQUIRE(frames.size() == 1U);
    BOOST_TEST(to_hex(frames[0]) == to_hex(hex(reply)));
}

BOOST_AUTO_TEST_CASE(nobody_answers_for_a_host_that_left_or_never_was) {
    auto household = lan_with_alice();
    household.remove({"", Side::lan, {}, ip("192.168.1.5"), {}, {}});
    BOOST_TEST(household.answer(hex(request)).empty());
    BOOST_TEST(household.size() == 0U);
}

BOOST_AUTO_TEST_CASE(only_requests_are_answered_and_only_by_whom_they_reach) {
    const auto household = lan_with_alice();
    auto operation = hex(request);
    operation[21] = 2;
    BOOST_TEST(household.answer(operation).empty());
    auto unicast = hex(request);
    std::fill_n(unicast.begin(), 6, std::uint8_t{0x0a});
    BOOST_TEST(household.answer(unicast).empty());
    const auto own = alice().mac.octets;
    std::copy(own.begin(), own.end(), unicast.begin());
    BOOST_TEST(household.answer(unicast).size() == 1U);
    auto gratuitous = hex(request);
    std::copy_n(gratuitous.begin() + 38, 4, gratuitous.begin() + 28);
    BOOST_TEST(household.answer(gratuitous).empty());
}

BOOST_AUTO_TEST_CASE(on_the_wan_only_the_gateway_is_resolvable) {
    lab::Household household{Side::wan};
    auto server = alice();
    server.side = Side::wan;
    household.add(server);
    BOOST_TEST(household.answer(hex(request)).empty());
    BOOST_TEST(household.answer(right_ping()).size() == 1U);
    household.add_gateway(ip("192.168.1.5"), mac("02:00:00:00:00:05"));
    BOOST_TEST(household.answer(hex(request)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_echo_request_is_answered_with_the_same_data) {
    const auto frames = lan_with_alice().answer(right_ping());
    BOOST_REQUIRE(frames.size() == 1U);
    const View echo = frames[0];
    BOOST_TEST(to_hex(part(echo, 0, 14)) == "0a00000000010200000000050800");
    BOOST_TEST(to_hex(part(echo, 26, 8)) == "c0a80105c0a80001");
    BOOST_TEST(internet_checksum(part(echo, ip_at, 20)) == 0);
    // Type 0, code 0, checksum: of 0000 0001 0002 6162 6364 the sum is c4c9, its complement 3b36.
    BOOST_TEST(to_hex(part(echo, icmp_at, 12)) == "00003b360001000261626364");
}

BOOST_AUTO_TEST_CASE(echo_requests_that_are_faulty_or_for_others_are_not_answered) {
    const auto household = lan_with_alice();
    auto wrong_checksum = right_ping();
    wrong_checksum[icmp_at + 3] ^= 1U;
    BOOST_TEST(household.answer(wrong_checksum).empty());
    auto wrong_header = right_ping();
    wrong_header[ip_at + 11] ^= 1U;
    BOOST_TEST(household.answer(wrong_header).empty());
    auto other_mac = right_ping();
    other_mac[5] = 0x06;
    BOOST_TEST(household.answer(other_mac).empty());
    auto fragment = right_ping();
    fragment[ip_at + 6] = 0x20;
    complete(fragment);
    BOOST_TEST(household.answer(fragment).empty());
    BOOST_TEST(lan_with_alice(false).answer(right_ping()).empty());
}

BOOST_AUTO_TEST_CASE(cut_frames_are_passed_over) {
    const auto household = lan_with_alice();
    for (auto const& whole : {hex(request), right_ping()})
        for (std::size_t length = 0; length < whole.size(); ++length) BOOST_TEST(household.answer(part(whole, 0, length)).empty());
}

BOOST_AUTO_TEST_CASE(a_tcp_syn_or_udp_to_a_host_stays_without_reset_or_unreachable) {
    auto frame = right_ping();
    for (auto const protocol : {std::uint8_t{6}, std::uint8_t{17}, std::uint8_t{47}, std::uint8_t{50}}) {
        frame[ip_at + 9] = protocol;
        complete(frame);
        BOOST_TEST(lan_with_alice().answer(frame).empty());
    }
}

// --- IPv6 (RFC 4861). 2001:db8:1::1 asks ff02::1:ff00:5 for 2001:db8:1::5, by hand.

namespace {

model::Host alice_of_both() {
    auto host = alice();
    host.address6 = *parse_ip("2001:db8:1::5");
    return host;
}

Octets solicitation() {
    auto frame =
        hex("3333ff000005 0a0000000001 86dd"
            "60000000 0020 3a ff 20010db8000100000000000000000001 ff0200000000000000000001ff000005"
            "87 00 0000 00000000 20010db8000100000000000000000005 0101 0a0000000001");
    put(frame, 56, transport_checksum(*parse_ip("2001:db8:1::1"), *parse_ip("ff02::1:ff00:5"), 58, part(frame, 54)));
    return frame;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_lan_host_advertises_itself) {
    lab::Household household{Side::lan};
    household.add(alice_of_both());
    const auto frames = household.answer(solicitation());
    BOOST_REQUIRE(frames.size() == 1U);
    // To who asked: Solicited and Override, not a router; the target and its link-layer address.
    BOOST_TEST(to_hex(View(frames[0]).first(54)) == to_hex(hex("0a0000000001 020000000005 86dd 60000000 0020 3a ff"
                                                               "20010db8000100000000000000000005 20010db8000100000000000000000001")));
    BOOST_TEST(to_hex(View(frames[0]).first(56).last(2)) == "8800");
    BOOST_TEST(to_hex(part(frames[0], 58)) == to_hex(hex("60000000 20010db8000100000000000000000005 0201 020000000005")));
    BOOST_TEST(transport_checksum(*parse_ip("2001:db8:1::5"), *parse_ip("2001:db8:1::1"), 58, part(frames[0], 54)) == 0);
    household.remove(alice_of_both());
    BOOST_TEST(household.answer(solicitation()).empty());
}

BOOST_AUTO_TEST_CASE(what_a_host_must_drop_is_not_answered) {
    lab::Household household{Side::lan};
    household.add(alice_of_both());
    auto forwarded = solicitation();
    forwarded[21] = 254;  // not 255: a router has forwarded it (RFC 4861 section 7.1.1)
    BOOST_TEST(household.answer(forwarded).empty());
    auto wrong = solicitation();
    wrong[57] ^= 1U;
    BOOST_TEST(household.answer(wrong).empty());
    for (std::size_t length = 0; length < solicitation().size(); ++length)
        BOOST_TEST(household.answer(part(solicitation(), 0, length)).empty());
    lab::Household servers{Side::wan};
    servers.add(alice_of_both());
    BOOST_TEST(servers.answer(solicitation()).empty());  // servers stand behind the gateway
}

BOOST_AUTO_TEST_CASE(the_gateway_says_that_it_is_a_router) {
    lab::Household household{Side::wan};
    household.add_gateway(*parse_ip("2001:db8:1::5"), mac("02:00:00:00:00:05"));
    const auto frames = household.answer(solicitation());
    BOOST_REQUIRE(frames.size() == 1U);
    BOOST_TEST(to_hex(View(frames[0]).subspan(58, 4)) == "e0000000");
}

BOOST_AUTO_TEST_SUITE_END()
