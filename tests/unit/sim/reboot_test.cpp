// A router that reboots forgets everything, is silent while it boots, and works again afterwards.
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(rebooting)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;
using namespace std::chrono_literals;

const Octets payload = to_octets("octets");

bool answers_arp(Rig& rig) {
    rig.router.receive(Side::lan, proto::build_arp(MacAddress::broadcast(), 1, alice_mac, alice, {}, rig.lan_address), rig.now);
    return !rig.taken().empty();
}

bool has_mapping(Rig& rig) {
    return !rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload).empty();
}

BOOST_AUTO_TEST_CASE(it_is_silent_while_it_boots_and_has_forgotten_everything) {
    Rig rig(router_of("pptp = \"G2\"\nesp = [\"E4\", \"E10\"]\n[timers]\nboot = \"20s\""));
    const auto esp = Writer().u32(5).u32(1).zeros(64).take();
    const auto gre = Writer().u16(0x3001).u16(0x880b).u16(0).u16(5).u32(1).take();
    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    (void)rig.udp(Side::lan, alice, 500, server, 500, payload);
    for (const std::uint8_t protocol : Protocols{47, 50, 51}) {
        BOOST_TEST((left(rig.ip(Side::lan, alice, server, protocol, protocol == 50 ? esp : gre)) != nullptr));
        BOOST_TEST(rig.ip(Side::wan, server, rig.wan_address, protocol, protocol == 50 ? esp : gre).size() == 1U);
    }
    BOOST_TEST(has_mapping(rig));

    rig.router.reboot(rig.now);
    BOOST_REQUIRE(rig.router.wake_at());
    BOOST_TEST((*rig.router.wake_at() == rig.now + 20s));
    rig.now += 20s - 1ns;
    rig.router.wake(rig.now);
    BOOST_TEST(!answers_arp(rig));
    BOOST_TEST(rig.udp(Side::lan, alice, 40000, server, 53, payload).empty());
    BOOST_TEST(!has_mapping(rig));

    rig.now += 1ns;
    rig.router.wake(rig.now);
    BOOST_TEST(!rig.router.wake_at());
    BOOST_TEST(answers_arp(rig));
    rig.router.receive(Side::wan, proto::build_arp(MacAddress::broadcast(), 1, isp_mac, {0xcb007101}, {}, rig.wan_address), rig.now);
    (void)rig.taken();
    BOOST_TEST(!has_mapping(rig));
    for (const std::uint8_t protocol : Protocols{47, 50, 51})
        BOOST_TEST(rig.ip(Side::wan, server, rig.wan_address, protocol, protocol == 50 ? esp : gre).empty());
    BOOST_TEST(rig.ip(Side::lan, alice, server, 50, esp).empty());  // nor has it seen any IKE
    BOOST_TEST((left(rig.udp(Side::lan, alice, 40000, server, 53, payload)) != nullptr));
    BOOST_TEST(has_mapping(rig));
}

BOOST_AUTO_TEST_CASE(what_waited_is_lost_and_so_are_its_wake_up_times) {
    Rig rig(router_of("[timers]\nboot = \"1s\""));
    const auto esp = Writer().u32(5).u32(1).zeros(64).take();
    (void)rig.ip(Side::lan, alice, server, 50, esp);
    BOOST_TEST(rig.ip(Side::lan, bob, server, 50, esp).empty());
    rig.router.reboot(rig.now);
    rig.now += 1s;
    rig.router.wake(rig.now);
    BOOST_TEST(rig.taken().empty());
    BOOST_TEST(!rig.router.wake_at());
}

BOOST_AUTO_TEST_CASE(a_factory_reset_also_forgets_what_was_set) {
    for (const bool reset : {false, true}) {
        Rig rig(router_of("static_client = \"192.168.1.6\"\nstatic_entries = [\"udp/4500\"]\n[timers]\nboot = \"2s\""));
        const auto led_inside = [&] { return !rig.udp(Side::wan, server, 4500, rig.wan_address, 4500, payload).empty(); };
        BOOST_TEST(rig.router.carry_out(reset ? "factory-reset" : "reboot", rig.now));
        rig.now += 2s;
        rig.router.wake(rig.now);
        BOOST_TEST(answers_arp(rig));
        BOOST_TEST(led_inside() != reset);
    }
}

BOOST_AUTO_TEST_CASE(it_reboots_once_at_the_time_its_file_names) {
    for (const bool woken : {true, false}) {  // a frame may come before the wake-up of the same instant
        Rig rig(router_of("reboots_at = \"10s\"\n[timers]\nboot = \"2s\""));
        BOOST_TEST((rig.router.wake_at() == Instant{} + 10s));
        (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
        rig.now = Instant{} + 10s;
        if (woken) rig.router.wake(rig.now);
        BOOST_TEST(!has_mapping(rig));
        BOOST_TEST((rig.router.wake_at() == Instant{} + 12s));
        rig.now = Instant{} + 12s;
        rig.router.wake(rig.now);
        BOOST_TEST(!rig.router.wake_at());
        BOOST_TEST(answers_arp(rig));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
