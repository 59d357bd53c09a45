// What the WAN address leads to from inside and from outside: hairpinning (RFC 4787 section 6, RFC 5382 section 7.2) and the DMZ host.
#include "generator/shape/fragment.hpp"
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(reached_by_the_wan_address)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

const Octets payload = to_octets("an odd number of octets");

Octets tcp(Ipv4Address from, std::uint16_t from_port, Ipv4Address to, std::uint16_t to_port) {
    proto::TcpParameters parameters;
    parameters.source_port = from_port;
    parameters.destination_port = to_port;
    parameters.flags = 2;
    return proto::build_tcp(from, to, parameters, {});
}

Octets echo(std::uint8_t type) {
    return proto::build_icmp(type, 0, 0x00770001, payload);
}

BOOST_AUTO_TEST_CASE(bob_reaches_alices_mapping_and_she_sees_his) {
    for (auto const* filtering : {"endpoint-independent", "address-and-port-dependent"}) {
        Rig rig(router_of(std::string("hairpinning = \"external-source\"\nfiltering = \"") + filtering + "\""));
        const auto wan = rig.wan_address;
        (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
        const auto there = rig.udp(Side::lan, bob, 41000, wan, 40000, payload);
        BOOST_REQUIRE_EQUAL(there.size(), 1U);
        BOOST_TEST(receivers(there) == "alice", filtering);
        BOOST_TEST(there[0].number("ip.src") == wan.number);
        BOOST_TEST(there[0].number("udp.src_port") == 41000U);
        BOOST_TEST(there[0].number("udp.dst_port") == 40000U);
        const auto back = rig.udp(Side::lan, alice, 40000, wan, 41000, payload);
        BOOST_REQUIRE_EQUAL(back.size(), 1U);
        BOOST_TEST(receivers(back) == "bob");
        BOOST_TEST(back[0].number("ip.src") == wan.number);
        BOOST_TEST(back[0].number("udp.src_port") == 40000U);
        BOOST_TEST(receivers(rig.udp(Side::wan, server, 53, wan, 40000, payload)) == "alice");
    }
}

BOOST_AUTO_TEST_CASE(the_called_port_answers_although_alices_own_was_taken) {
    Rig rig(router_of("hairpinning = \"external-source\"\nmapping = \"address-and-port-dependent\""));
    (void)rig.udp(Side::lan, bob, 40000, server, 53, payload);
    const auto port = static_cast<std::uint16_t>(left(rig.udp(Side::lan, alice, 40000, server, 53, payload))->number("udp.src_port"));
    BOOST_TEST(port != 40000U);
    const auto there = rig.udp(Side::lan, bob, 41000, rig.wan_address, port, payload);
    BOOST_TEST(receivers(there) == "alice");
    BOOST_TEST(there.at(0).number("udp.dst_port") == 40000U);
    const auto seen = static_cast<std::uint16_t>(there.at(0).number("udp.src_port"));
    const auto back = rig.udp(Side::lan, alice, 40000, rig.wan_address, seen, payload);
    BOOST_TEST(receivers(back) == "bob");
    BOOST_TEST(back.at(0).number("udp.src_port") == port);
}

BOOST_AUTO_TEST_CASE(tcp_turns_back_too_and_fragments_do) {
    Rig rig(router_of("hairpinning = \"external-source\"\nstatic_client = \"192.168.1.6\"\nstatic_entries = [\"tcp/1723\"]"));
    const auto wan = rig.wan_address;
    const auto there = rig.ip(Side::lan, alice, wan, 6, tcp(alice, 41000, wan, 1723));
    BOOST_TEST(receivers(there) == "bob");
    BOOST_TEST(there.at(0).number("ip.src") == wan.number);
    BOOST_TEST(receivers(rig.ip(Side::lan, bob, wan, 6, tcp(bob, 1723, wan, 41000))) == "alice");

    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    const auto datagram = Rig::datagram(bob, wan, 17, proto::build_udp(bob, wan, 42000, 40000, Octets(2000, 7)));
    const auto pieces = shape::fragment(datagram, {1280, {2, 1}, 0});
    BOOST_REQUIRE(pieces);
    std::size_t arrived = 0;
    for (auto const& piece : *pieces)
        for (auto const& frame : rig.send(Side::lan, piece)) {
            BOOST_TEST((frame.side == Side::lan));
            BOOST_TEST(frame.number("ip.dst") == alice.number);
            BOOST_TEST(frame.number("ip.src") == wan.number);
            ++arrived;
        }
    BOOST_TEST(arrived == 2U);
}

BOOST_AUTO_TEST_CASE(with_the_internal_source_alice_sees_bob_himself) {
    Rig rig(router_of("hairpinning = \"internal-source\""));
    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    const auto there = rig.udp(Side::lan, bob, 41000, rig.wan_address, 40000, payload);
    BOOST_TEST(receivers(there) == "alice");
    BOOST_TEST(there.at(0).number("ip.src") == bob.number);
    BOOST_TEST(there.at(0).number("udp.src_port") == 41000U);
}

BOOST_AUTO_TEST_CASE(without_hairpinning_only_the_router_answers) {
    Rig rig(router_of(""));
    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    BOOST_TEST(rig.udp(Side::lan, bob, 41000, rig.wan_address, 40000, payload).empty());
    const auto pong = rig.ip(Side::lan, bob, rig.wan_address, 1, echo(8));
    BOOST_TEST(receivers(pong) == "bob");
    BOOST_TEST(pong.at(0).number("icmp.type") == 0U);
    BOOST_TEST(pong.at(0).number("ip.src") == rig.wan_address.number);
}

BOOST_AUTO_TEST_CASE(a_port_of_nobody_leads_nowhere_and_takes_no_mapping) {
    Rig rig(router_of("hairpinning = \"external-source\"\nmost_bindings = 1"));
    BOOST_TEST(rig.udp(Side::lan, bob, 41000, rig.wan_address, 40000, payload).empty());
    BOOST_TEST((left(rig.udp(Side::lan, bob, 41000, server, 53, payload)) != nullptr));
}

BOOST_AUTO_TEST_CASE(the_dmz_host_gets_what_nobody_else_does) {
    Rig rig(router_of("dmz = true\nstatic_client = \"192.168.1.6\""));
    const auto wan = rig.wan_address;
    const auto esp = Writer().u32(5).u32(1).zeros(64).take();
    const auto gre = Writer().u16(0x3001).u16(0x880b).u16(0).u16(5).u32(1).take();
    BOOST_TEST(receivers(rig.udp(Side::wan, server, 53, wan, 1194, payload)) == "bob");
    BOOST_TEST(receivers(rig.ip(Side::wan, server, wan, 6, tcp(server, 5000, wan, 22))) == "bob");
    BOOST_TEST(receivers(rig.ip(Side::wan, server, wan, 1, echo(8))) == "bob");
    BOOST_TEST(receivers(rig.ip(Side::wan, server, wan, 50, esp)) == "bob");
    BOOST_TEST(receivers(rig.ip(Side::wan, server, wan, 47, gre)) == "bob");
    for (const std::uint8_t protocol : Protocols{51, 115}) {
        const auto in = rig.ip(Side::wan, server, wan, protocol, Octets(32, 1));
        BOOST_REQUIRE_EQUAL(in.size(), 1U);
        BOOST_TEST(in[0].number("ip.dst") == bob.number);
    }
    // What the host answers leaves under the address that was asked.
    const auto answers = [&](std::uint8_t protocol, View octets) {
        const auto frames = rig.ip(Side::lan, bob, server, protocol, octets);
        auto const* out = left(frames);
        return out != nullptr && out->number("ip.src") == wan.number;
    };
    BOOST_TEST(answers(17, proto::build_udp(bob, server, 1194, 53, payload)));
    BOOST_TEST(answers(6, tcp(bob, 22, server, 5000)));
    BOOST_TEST(answers(1, echo(0)));
    BOOST_TEST(answers(50, esp));
    BOOST_TEST(answers(47, gre));
    BOOST_TEST(answers(51, Octets(32, 1)));
    BOOST_TEST(answers(115, Octets(32, 1)));
}

BOOST_AUTO_TEST_CASE(the_dmz_host_gets_nothing_that_others_have_asked_for) {
    Rig rig(router_of("dmz = true\nstatic_client = \"192.168.1.6\""));
    const auto esp = Writer().u32(5).u32(1).zeros(64).take();
    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    (void)rig.ip(Side::lan, alice, server, 50, esp);
    (void)rig.ip(Side::lan, alice, server, 51, Octets(32, 1));
    BOOST_TEST(receivers(rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload)) == "alice");
    BOOST_TEST(receivers(rig.ip(Side::wan, server, rig.wan_address, 50, esp)) == "alice");
    BOOST_TEST(rig.ip(Side::wan, server, rig.wan_address, 51, Octets(32, 1)).at(0).number("ip.dst") == alice.number);
    // Another server with the same port is unsolicited.
    BOOST_TEST(receivers(rig.udp(Side::wan, second, 53, rig.wan_address, 40000, payload)) == "bob");
    BOOST_TEST(receivers(rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload)) == "alice");
}

BOOST_AUTO_TEST_CASE(without_a_dmz_the_same_is_dropped) {
    Rig rig(router_of("static_client = \"192.168.1.6\""));
    for (const std::uint8_t protocol : Protocols{1, 6, 17, 47, 50, 51, 115})
        BOOST_TEST(rig.ip(Side::wan, server, rig.wan_address, protocol, protocol == 1 ? echo(8) : Octets(40, 1)).empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
