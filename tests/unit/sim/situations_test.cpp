// Routers elsewhere than between a LAN and an address of their own: behind another NAT, without NAT, with some ports of an address, and
// having handed their address on. What leaves and what comes back is looked at by its fields.
#include "harness/sim/defect.hpp"
#include "rig.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(situations)

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

namespace {

const Octets words = to_octets("any sixteen octets");

model::RouterSpec behind_carrier() {
    model::RouterSpec spec;
    spec.lab.wan.carrier_nat = true;
    return spec;
}

model::RouterSpec routed() {
    model::RouterSpec spec;
    spec.lab.one_to_one = parse_prefix("192.168.0.0/16");
    return spec;
}

model::RouterSpec sharing(std::string_view defect = {}) {
    model::RouterSpec spec;
    spec.lab.wan.port_set = model::PortSet{4, 8, 52};  // 240 ports
    spec.esp = model::EspHandling::blocked;
    return defect.empty() ? spec : with_defect(spec, defect);
}

}  // namespace

BOOST_AUTO_TEST_CASE(two_nats_change_the_port_twice_and_lead_the_answer_back) {
    Rig rig(behind_carrier());
    BOOST_TEST(to_string(rig.router.lab().wan.router_address) == to_string(rig.wan_address));
    const auto out = rig.udp(Side::lan, alice, 4500, server, 4500, words);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST((out[0].side == Side::wan));
    BOOST_TEST(out[0].number("ip.src") == rig.wan_address.number);
    BOOST_TEST(out[0].number("udp.src_port") != 4500U);  // the carrier keeps no port
    BOOST_TEST(out[0].number("ip.ttl") == 62U);
    const auto back = rig.udp(Side::wan, server, 4500, rig.wan_address, static_cast<std::uint16_t>(out[0].number("udp.src_port")), words);
    BOOST_REQUIRE_EQUAL(back.size(), 1U);
    BOOST_TEST((back[0].side == Side::lan));
    BOOST_TEST(back[0].number("ip.dst") == alice.number);
    BOOST_TEST(back[0].number("udp.dst_port") == 4500U);
    BOOST_TEST(rig.udp(Side::wan, second, 4500, rig.wan_address, 4500, words).empty());
}

BOOST_AUTO_TEST_CASE(a_fault_that_needs_two_nats_is_none_with_one) {
    model::RouterSpec alone;
    Rig one(with_defect(alone, "natt.dropped-behind-carrier"));
    BOOST_TEST(one.udp(Side::lan, alice, 4500, server, 4500, words).size() == 1U);
    Rig two(with_defect(behind_carrier(), "natt.dropped-behind-carrier"));
    BOOST_TEST(two.udp(Side::lan, alice, 4500, server, 4500, words).empty());
    BOOST_TEST(two.udp(Side::lan, alice, 4501, server, 4501, words).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_router_that_translates_nothing_changes_ttl_and_its_checksum_alone) {
    Rig rig(routed());
    for (const std::uint8_t protocol : {std::uint8_t{50}, std::uint8_t{51}, std::uint8_t{253}}) {
        const auto out = rig.ip(Side::lan, alice, server, protocol, words);
        BOOST_REQUIRE_EQUAL(out.size(), 1U);
        BOOST_TEST(out[0].number("ip.src") == alice.number);
        BOOST_TEST(out[0].number("ip.id") == 77U);
        const auto in = rig.ip(Side::wan, server, bob, protocol, words);  // nobody has asked for it
        BOOST_REQUIRE_EQUAL(in.size(), 1U);
        BOOST_TEST(in[0].number("ip.dst") == bob.number);
    }
    BOOST_TEST(rig.ip(Side::wan, server, {0x0a000001}, 50, words).empty());
    Rig renewing(with_defect(routed(), "ah.identification-renewed"));
    const auto out = renewing.ip(Side::lan, alice, server, 51, words);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].number("ip.id") != 77U);
}

BOOST_AUTO_TEST_CASE(every_port_outside_is_of_the_set_and_a_full_set_refuses) {
    const model::PortSet set{4, 8, 52};
    Rig rig(sharing());
    std::set<std::uint64_t> ports;
    for (unsigned flow = 0; flow < set.size() + 20; ++flow) {
        const auto out = rig.udp(Side::lan, alice, static_cast<std::uint16_t>(20000 + flow), server, 7007, words);
        BOOST_TEST(out.size() == (flow < set.size() ? 1U : 0U));
        if (out.empty()) continue;
        const auto port = out[0].number("udp.src_port");
        BOOST_TEST(set.contains(static_cast<std::uint16_t>(port)));
        BOOST_TEST(ports.insert(port).second);
    }
    BOOST_TEST(ports.size() == set.size());
    BOOST_TEST(rig.ip(Side::lan, alice, server, 50, words).empty());
}

BOOST_AUTO_TEST_CASE(a_port_of_the_set_is_kept) {
    Rig rig(sharing());
    const auto out =
        rig.udp(Side::lan, alice, static_cast<std::uint16_t>(rig.router.lab().wan.port_set->ranges()[3].first), server, 9, words);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].number("udp.src_port") == rig.router.lab().wan.port_set->ranges()[3].first);
}

BOOST_AUTO_TEST_CASE(planted_routers_leave_the_set) {
    Rig ike(sharing("ike.port-set-ignored"));
    const auto out = ike.udp(Side::lan, alice, 500, server, 500, words);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].number("udp.src_port") == 500U);
    Rig esp(sharing("esp.leaves-shared-address"));
    BOOST_TEST(esp.ip(Side::lan, alice, server, 50, words).size() == 1U);
    Rig ah(sharing("ah.leaves-shared-address"));
    BOOST_TEST(ah.ip(Side::lan, alice, server, 51, words).size() == 1U);
    BOOST_TEST(ah.ip(Side::lan, alice, server, 50, words).empty());
    Rig gre(sharing("gre.leaves-shared-address"));
    BOOST_TEST(gre.ip(Side::lan, alice, server, 47, words).size() == 1U);
    Rig full(sharing("nat.port-set-left-when-full"));
    for (unsigned flow = 0; flow < 240; ++flow)
        (void)full.udp(Side::lan, alice, static_cast<std::uint16_t>(20000 + flow), server, 7007, words);
    const auto more = full.udp(Side::lan, alice, 30000, server, 7007, words);
    BOOST_REQUIRE_EQUAL(more.size(), 1U);
    BOOST_TEST(!full.router.lab().wan.port_set->contains(static_cast<std::uint16_t>(more[0].number("udp.src_port"))));
}

/// Four addresses: the fifth host waits until one has been silent, and with the fault it takes the address of who was silent for longest.
BOOST_AUTO_TEST_CASE(each_host_has_an_address_of_the_pool_as_long_as_there_are_some) {
    const auto spec = [] {
        model::RouterSpec router;
        router.lab.wan.pool = parse_prefix("203.0.113.64/30");
        router.pool_each = true;
        router.most_hosts = 4;
        return router;
    };
    const auto host = [](unsigned number) { return Ipv4Address{0xc0a80110 + number}; };
    const auto seen = [&](Rig& rig, unsigned number) {
        const auto out = rig.udp(Side::lan, host(number), 40000, server, 9, words);
        rig.now += std::chrono::seconds(1);
        return out.empty() ? std::uint64_t{0} : out[0].number("ip.src");
    };
    Rig rig(spec());
    for (unsigned number = 0; number < 4; ++number) BOOST_TEST(seen(rig, number) == 0xcb007140U + number);
    BOOST_TEST(seen(rig, 4) == 0U);
    BOOST_TEST(seen(rig, 0) == 0xcb007140U);
    BOOST_TEST(!rig.udp(Side::wan, server, 9, {0xcb007140}, 40000, words).empty());  // an ARP request for the first host
    rig.now += std::chrono::seconds(590);                                            // all but the first have been silent for ten minutes
    BOOST_TEST(seen(rig, 0) == 0xcb007140U);
    rig.now += std::chrono::seconds(20);
    BOOST_TEST(seen(rig, 4) == 0xcb007141U);
    Rig taking(with_defect(spec(), "nat.pool-taken-over"));
    for (unsigned number = 0; number < 4; ++number) (void)seen(taking, number);
    BOOST_TEST(seen(taking, 4) == 0xcb007140U);
    BOOST_TEST(taking.udp(Side::wan, server, 9, {0xcb007140}, 40000, words).empty());
}

BOOST_AUTO_TEST_CASE(who_has_the_address_gets_what_nobody_asked_for_and_others_their_own) {
    model::RouterSpec spec;
    spec.lab.lan.static_client = spec.lab.lan.dmz = spec.lab.wan.router_address;
    spec.dmz = true;
    Rig rig(spec);
    const auto own = rig.wan_address;
    rig.router.receive(Side::lan, proto::build_arp(MacAddress::broadcast(), 1, bob_mac, own, {}, rig.lan_address), rig.now);
    (void)rig.router.take_frames();
    const auto asked = rig.udp(Side::lan, alice, 40000, server, 9, words);
    BOOST_REQUIRE_EQUAL(asked.size(), 1U);
    BOOST_TEST(asked[0].number("ip.src") == own.number);
    const auto mine = rig.udp(Side::wan, server, 9, own, static_cast<std::uint16_t>(asked[0].number("udp.src_port")), words);
    BOOST_REQUIRE_EQUAL(mine.size(), 1U);
    BOOST_TEST(mine[0].number("ip.dst") == alice.number);
    for (const std::uint8_t protocol : {std::uint8_t{50}, std::uint8_t{51}, std::uint8_t{47}}) {
        const auto in = rig.ip(Side::wan, second, own, protocol, words);
        BOOST_REQUIRE_EQUAL(in.size(), 1U);
        BOOST_TEST(in[0].number("ip.dst") == own.number);
        const auto out = rig.ip(Side::lan, own, second, protocol, words);
        BOOST_REQUIRE_EQUAL(out.size(), 1U);
        BOOST_TEST(out[0].number("ip.src") == own.number);
    }
    const auto out = rig.udp(Side::lan, own, 500, second, 500, words);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].number("udp.src_port") == 500U);
}

namespace {

constexpr Ipv4Address of_both{0xc0a8c80a};  // 192.168.200.10

/// A WAN inside the LAN's addresses; a LAN host has one of its addresses.
struct Overlapping {
    explicit Overlapping(std::string_view defect = {}) : rig(defect.empty() ? spec() : with_defect(spec(), defect)) {
        rig.meet(Side::lan, {{2, 0, 0, 0, 0, 0xd}}, of_both, rig.lan_address);
        rig.meet(Side::wan, isp_mac, {0xc0a8c801}, rig.wan_address);
    }
    static model::RouterSpec spec() {
        model::RouterSpec router;
        router.lab.wan.link = *parse_prefix("192.168.200.1/24");
        router.lab.wan.router_address = {0xc0a8c802};
        return router;
    }
    std::vector<Arrived> out(Ipv4Address host) { return rig.udp(Side::lan, host, 40000, server, 9, words); }
    std::vector<Arrived> back() { return rig.udp(Side::wan, server, 9, rig.wan_address, 40000, words); }
    std::vector<Arrived> ping(Ipv4Address host) {
        return rig.ip(Side::lan, host, rig.lan_address, 1, proto::build_icmp(8, 0, 0x10001, words));
    }

    Rig rig;
};

/// An ARP request for that address, and nothing else.
bool asks_for(std::vector<Arrived> const& all, Side side, Ipv4Address address) {
    return all.size() == 1 && all[0].side == side && all[0].number("arp.target") == address.number;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_lan_host_with_an_address_of_the_wan_is_served_like_others) {
    for (const auto host : {of_both, alice}) {
        Overlapping fresh;
        const auto out = fresh.out(host);
        BOOST_REQUIRE_EQUAL(out.size(), 1U);
        BOOST_TEST((out[0].side == Side::wan));
        BOOST_TEST(out[0].number("ip.src") == fresh.rig.wan_address.number);
        const auto back = fresh.back();
        BOOST_REQUIRE_EQUAL(back.size(), 1U);
        BOOST_TEST((back[0].side == Side::lan));
        BOOST_TEST(back[0].number("ip.dst") == host.number);
        const auto told = fresh.ping(host);
        BOOST_REQUIRE_EQUAL(told.size(), 1U);
        BOOST_TEST((told[0].side == Side::lan));
    }
}

BOOST_AUTO_TEST_CASE(planted_routers_take_such_a_host_for_one_of_the_wan) {
    Overlapping astray("nat.conflict-answers-astray");
    BOOST_TEST(astray.out(of_both).size() == 1U);
    BOOST_TEST(asks_for(astray.back(), Side::wan, of_both));
    BOOST_TEST(astray.ping(of_both).size() == 1U);
    Overlapping refusing("nat.conflict-hosts-refused");
    BOOST_TEST(refusing.out(of_both).empty());
    BOOST_TEST(refusing.out(alice).size() == 1U);
    Overlapping mute("nat.conflict-own-answers-astray");
    BOOST_TEST(asks_for(mute.ping(of_both), Side::wan, of_both));
    BOOST_TEST(mute.out(of_both).size() == 1U);
    BOOST_TEST((mute.back().at(0).side == Side::lan));
    // Where the networks have nothing in common the faults are none: here the host has an address that leads nowhere.
    Rig apart(with_defect({}, "nat.conflict-hosts-refused"));
    BOOST_TEST(apart.udp(Side::lan, alice, 40000, server, 9, words).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
