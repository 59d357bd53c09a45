// The simulated router's own server of NAT-PMP and PCP: what it grants leads in, ends, and is nobody else's. Requests are written by hand.
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(map_server)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;
using namespace std::chrono_literals;

constexpr std::uint16_t port = 5351;
const Octets some{'t', 's', 'u', 'k', 'a'};

model::RouterSpec offering() {
    model::RouterSpec spec;
    spec.natpmp = true;
    spec.pcp = true;
    return spec;
}

/// What the router answers to a request of a LAN host; empty: nothing.
Octets ask(Rig& rig, Ipv4Address client, Octets const& request) {
    for (auto const& frame : rig.udp(Side::lan, client, 40000, rig.lan_address, port, request)) {
        constexpr std::size_t in_front = 14 + 20 + 8;
        BOOST_TEST((frame.side == Side::lan));
        BOOST_TEST(frame.number("udp.src_port") == port);
        BOOST_TEST(frame.number("ip.dst") == client.number);
        const auto length = frame.number("udp.length") - 8;
        return {frame.frame.begin() + in_front, frame.frame.begin() + in_front + static_cast<std::ptrdiff_t>(length)};
    }
    return {};
}

Octets natpmp_wish(std::uint8_t opcode, std::uint16_t inside, std::uint16_t outside, std::uint32_t lifetime) {
    return Writer().u8(0).u8(opcode).u16(0).u16(inside).u16(outside).u32(lifetime).take();
}

Octets pcp_wish(Ipv4Address client, std::uint8_t nonce, std::uint8_t protocol, std::uint16_t inside, std::uint32_t lifetime) {
    return Writer()
        .u8(2)
        .u8(1)
        .u16(0)
        .u32(lifetime)
        .zeros(10)
        .u16(0xffff)
        .u32(client.number)
        .zeros(11)
        .u8(nonce)
        .u8(protocol)
        .zeros(3)
        .u16(inside)
        .u16(inside)
        .zeros(10)
        .u16(0xffff)
        .u32(0)
        .take();
}

std::uint64_t number(Octets const& octets, std::size_t at, std::size_t count) {
    return read_bits(octets, at * 8, count * 8).value_or(~std::uint64_t{0});
}

/// The port of the LAN host that UDP of that server reaches; 0: none.
std::uint64_t let_in(Rig& rig, Ipv4Address from, std::uint16_t outside, Ipv4Address to = alice) {
    for (auto const& frame : rig.udp(Side::wan, from, 7000, rig.wan_address, outside, some))
        if (frame.side == Side::lan && frame.number("ip.dst") == to.number) return frame.number("udp.dst_port");
    return 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(who_offers_nothing_says_nothing) {
    Rig rig;
    BOOST_TEST(ask(rig, alice, {0, 0}).empty());
    BOOST_TEST(ask(rig, alice, natpmp_wish(1, 4000, 4000, 600)).empty());
    BOOST_TEST(let_in(rig, server, 4000) == 0U);
}

BOOST_AUTO_TEST_CASE(the_address_outside_and_the_age_of_the_table) {
    Rig rig(offering());
    rig.now = Instant{} + 90s;
    const auto answer = ask(rig, alice, {0, 0});
    BOOST_TEST_REQUIRE(answer.size() == 12U);
    BOOST_TEST(number(answer, 0, 4) == 0x00800000U);
    BOOST_TEST(number(answer, 4, 4) == 90U);
    BOOST_TEST(number(answer, 8, 4) == rig.wan_address.number);
}

BOOST_AUTO_TEST_CASE(a_mapped_port_lets_everybody_in_until_its_end) {
    Rig rig(offering());
    const auto answer = ask(rig, alice, natpmp_wish(1, 4000, 5000, 120));
    BOOST_TEST(to_hex(answer) == "00810000000000000fa0138800000078");
    BOOST_TEST(let_in(rig, server, 5000) == 4000U);
    BOOST_TEST(let_in(rig, second, 5000) == 4000U);
    // A mapping is one for both directions.
    const auto out = rig.udp(Side::lan, alice, 4000, server, 9000, some);
    BOOST_TEST_REQUIRE(out.size() == 1U);
    BOOST_TEST(out.front().number("udp.src_port") == 5000U);
    rig.now = Instant{} + 10min;
    BOOST_TEST(let_in(rig, {0xc6336407}, 5000) == 0U);
}

BOOST_AUTO_TEST_CASE(a_port_given_back_is_closed_and_giving_back_twice_is_no_fault) {
    Rig rig(offering());
    (void)ask(rig, alice, natpmp_wish(1, 4000, 5000, 600));
    for (int time = 0; time < 2; ++time)
        BOOST_TEST(to_hex(ask(rig, alice, natpmp_wish(1, 4000, 0, 0))) == "00810000000000000fa0000000000000");
    BOOST_TEST(let_in(rig, server, 5000) == 0U);
}

BOOST_AUTO_TEST_CASE(nobody_gets_another_ones_port_or_its_companion) {
    Rig rig(offering());
    (void)ask(rig, alice, natpmp_wish(1, 4000, 5000, 600));
    BOOST_TEST(number(ask(rig, bob, natpmp_wish(1, 4000, 5000, 600)), 10, 2) != 5000U);
    BOOST_TEST(number(ask(rig, bob, natpmp_wish(2, 4000, 5000, 600)), 10, 2) != 5000U);
    BOOST_TEST(number(ask(rig, alice, natpmp_wish(2, 4000, 5000, 600)), 10, 2) == 5000U);
    BOOST_TEST(let_in(rig, server, 5000) == 4000U);
}

BOOST_AUTO_TEST_CASE(what_a_client_has_already_it_keeps) {
    Rig rig(offering());
    (void)rig.udp(Side::lan, alice, 4000, server, 9000, some);
    BOOST_TEST(number(ask(rig, alice, natpmp_wish(1, 4000, 5000, 600)), 10, 2) == 4000U);
    BOOST_TEST(number(ask(rig, alice, natpmp_wish(1, 4000, 6000, 600)), 10, 2) == 4000U);
}

BOOST_AUTO_TEST_CASE(answers_and_what_is_not_understood) {
    Rig rig(offering());
    BOOST_TEST(ask(rig, alice, {0, 129, 0, 0}).empty());
    BOOST_TEST(to_hex(ask(rig, alice, {0, 9, 0, 0})) == "00890005");
    BOOST_TEST(number(ask(rig, alice, Octets(24, 3)), 0, 4) == 0x02830001U);  // PCP version 2 is the one that there is
    auto only_natpmp = offering();
    only_natpmp.pcp = false;
    Rig old(only_natpmp);
    BOOST_TEST(to_hex(ask(old, alice, pcp_wish(alice, 1, 17, 4000, 600))) == "0000000100000000");
}

BOOST_AUTO_TEST_CASE(strangers_are_not_served) {
    Rig rig(offering());
    BOOST_TEST(rig.udp(Side::wan, server, 40000, rig.wan_address, port, natpmp_wish(1, 4000, 5000, 600)).empty());
    BOOST_TEST(let_in(rig, server, 5000) == 0U);
}

BOOST_AUTO_TEST_CASE(pcp_maps_ports_and_whole_protocols) {
    Rig rig(offering());
    const auto answer = ask(rig, alice, pcp_wish(alice, 1, 17, 4000, 600));
    BOOST_TEST_REQUIRE(answer.size() == 60U);
    BOOST_TEST(number(answer, 0, 4) == 0x02810000U);
    BOOST_TEST(number(answer, 4, 4) == 600U);
    BOOST_TEST(number(answer, 42, 2) == 4000U);
    BOOST_TEST(number(answer, 56, 4) == rig.wan_address.number);
    BOOST_TEST(let_in(rig, server, 4000) == 4000U);
    for (const auto protocol : std::array<std::uint8_t, 3>{47, 50, 115}) {
        BOOST_TEST(number(ask(rig, alice, pcp_wish(alice, 1, protocol, 0, 600)), 3, 1) == 0U);
        const auto in = rig.ip(Side::wan, server, rig.wan_address, protocol, Octets(32, 7));
        BOOST_TEST_REQUIRE(in.size() == 1U, "protocol " << int{protocol});
        BOOST_TEST(in.front().number("ip.dst") == alice.number);
        BOOST_TEST(number(ask(rig, bob, pcp_wish(bob, 2, protocol, 0, 600)), 3, 1) == 11U);
    }
}

BOOST_AUTO_TEST_CASE(pcp_refuses_what_is_not_the_clients_own) {
    Rig rig(offering());
    BOOST_TEST(number(ask(rig, alice, pcp_wish(bob, 1, 17, 4000, 600)), 3, 1) == 12U);
    (void)ask(rig, alice, pcp_wish(alice, 1, 17, 4000, 600));
    BOOST_TEST(number(ask(rig, alice, pcp_wish(alice, 2, 17, 4000, 0)), 3, 1) == 2U);
    BOOST_TEST(let_in(rig, server, 4000) == 4000U);
    auto third = pcp_wish(alice, 3, 17, 4100, 600);
    const auto option = Writer().u8(1).u8(0).u16(16).zeros(10).u16(0xffff).u32(bob.number).take();
    third.insert(third.end(), option.begin(), option.end());
    BOOST_TEST(number(ask(rig, alice, third), 3, 1) == 5U);
    BOOST_TEST(number(ask(rig, alice, Octets{2, 1, 0, 0, 0, 0, 0, 0}), 3, 1) == 3U);
}

BOOST_AUTO_TEST_CASE(pcp_tells_of_a_flow_and_keeps_it) {
    Rig rig(offering());
    (void)rig.udp(Side::lan, alice, 4000, server, 9000, some);
    auto wish = pcp_wish(alice, 1, 17, 4000, 1200);
    wish[1] = 2;
    const auto peer = Writer().u16(9000).u16(0).zeros(10).u16(0xffff).u32(server.number).take();
    wish.insert(wish.end(), peer.begin(), peer.end());
    const auto answer = ask(rig, alice, wish);
    BOOST_TEST(number(answer, 0, 4) == 0x02820000U);
    BOOST_TEST(number(answer, 42, 2) == 4000U);
    rig.now = Instant{} + 15min;
    const auto in = rig.udp(Side::wan, server, 9000, rig.wan_address, 4000, some);
    BOOST_TEST(in.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_restart_ends_mappings_and_begins_the_age_anew) {
    Rig rig(offering());
    rig.now = Instant{} + 10min;
    (void)ask(rig, alice, natpmp_wish(1, 4000, 5000, 7200));
    BOOST_TEST(rig.router.carry_out("reboot", rig.now));
    rig.now += 40s;
    rig.router.wake(rig.now);
    // It has forgotten its neighbours, too.
    rig.router.receive(Side::lan, proto::build_arp(MacAddress::broadcast(), 1, alice_mac, alice, {}, rig.lan_address), rig.now);
    (void)rig.taken();
    BOOST_TEST(number(ask(rig, alice, {0, 0}), 4, 4) == 40U);
    BOOST_TEST(let_in(rig, server, 5000) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
