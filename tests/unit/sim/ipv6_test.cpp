// IPv6 of a simulated router: neighbours are found, the hop limit is counted, strangers stay outside, IPsec does not.
#include "harness/sim/ipv6_forwarder.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/ipv6_frame.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ipv6)

namespace {

using namespace tsuka;
using namespace tsuka::sim;

constexpr MacAddress lan_mac{{2, 0, 0, 0, 0, 1}};
constexpr MacAddress wan_mac{{2, 0, 0, 0, 0, 2}};
constexpr MacAddress host_mac{{2, 0, 0, 0, 1, 1}};
constexpr std::uint8_t udp = 17;
constexpr std::uint8_t esp = 50;
constexpr std::uint8_t icmpv6 = 58;

IpAddress address(std::string_view text) {
    return *parse_ip(text);
}

struct Bench {
    explicit Bench(std::vector<model::PlantedDefect> const& planted = {}) : faults(planted), router(lab, lan_mac, wan_mac, 1492, faults) {}

    /// What comes out on the other side, or on any.
    std::vector<Ipv6Forwarder::Frame> pass(Side side, IpAddress const& from, IpAddress const& to, std::uint8_t protocol, View payload) {
        const auto datagram = proto::build_ipv6({from, to, protocol, 64, 0, 0}, payload);
        router.receive(side, build_ethernet(side == Side::lan ? lan_mac : wan_mac, host_mac, proto::ether_type_ipv6, datagram), now);
        return router.take_frames();
    }
    std::vector<Ipv6Forwarder::Frame> udp_in(std::uint16_t port) {
        return pass(Side::wan, server, alice, udp, proto::build_udp_v6(server, alice, 53, port, Octets(20)));
    }
    /// The answer that resolves `who` on that side.
    void answer(Side side, IpAddress const& who) {
        Writer rest;
        rest.octets(who.octets()).u8(2).u8(1).octets(host_mac.octets);
        const auto message = proto::build_icmpv6(who, side == Side::lan ? lab.lan.address : lab.router, 136, 0, 0x60000000, rest.view());
        const auto datagram = proto::build_ipv6({who, side == Side::lan ? lab.lan.address : lab.router, icmpv6, 255, 0, 0}, message);
        router.receive(side, build_ethernet(side == Side::lan ? lan_mac : wan_mac, host_mac, proto::ether_type_ipv6, datagram), now);
    }

    model::Ipv6Lab lab{*parse_ip_prefix("2001:db8:1::1/64"), *parse_ip_prefix("2001:db8:ffff::1/64"), address("2001:db8:ffff::2"),
                       *parse_ip_prefix("2001:db8:2::/64")};
    IpAddress alice = address("2001:db8:1::101");
    IpAddress server = address("2001:db8:2::9");
    Faults faults;
    Ipv6Forwarder router;
    Instant now{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_waits_for_a_neighbour_leaves_once_and_one_hop_older) {
    Bench bench;
    const auto asked = bench.pass(Side::lan, bench.alice, bench.server, esp, Octets(32));
    BOOST_REQUIRE_EQUAL(asked.size(), 1U);
    const auto question = proto::view_frame(asked[0].octets);
    BOOST_TEST(question->carries(proto::IpProtocol::icmpv6));
    BOOST_TEST(question->hop_limit == 255);
    bench.answer(Side::wan, bench.lab.link.address);
    const auto left = bench.router.take_frames();
    BOOST_REQUIRE_EQUAL(left.size(), 1U);
    BOOST_TEST((left[0].side == Side::wan));
    const auto ip = proto::view_frame(left[0].octets);
    BOOST_TEST(to_string(ip->source) == to_string(bench.alice));
    BOOST_TEST(ip->hop_limit == 63);
    BOOST_TEST((read_ethernet(left[0].octets)->destination == host_mac));
    BOOST_TEST(bench.pass(Side::lan, bench.alice, bench.server, esp, Octets(32)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(strangers_stay_outside_and_ipsec_does_not) {
    Bench bench;
    bench.answer(Side::lan, bench.alice);
    BOOST_TEST(bench.udp_in(8443).empty());
    BOOST_TEST(bench.udp_in(500).size() == 1U);
    BOOST_TEST(bench.pass(Side::wan, bench.server, bench.alice, esp, Octets(32)).size() == 1U);
    BOOST_TEST(bench.pass(Side::wan, bench.server, bench.alice, 47, Octets(32)).empty());
    BOOST_TEST(bench.pass(Side::wan, address("2001:db8:1::77"), bench.alice, esp, Octets(32)).empty());
}

BOOST_AUTO_TEST_CASE(a_flow_of_the_house_is_known_for_five_minutes) {
    Bench bench;
    bench.answer(Side::lan, bench.alice);
    (void)bench.pass(Side::lan, bench.alice, bench.server, udp, proto::build_udp_v6(bench.alice, bench.server, 8443, 53, Octets(20)));
    bench.now += std::chrono::minutes(4);
    BOOST_TEST(bench.udp_in(8443).size() == 1U);
    bench.now += std::chrono::minutes(4);
    BOOST_TEST(bench.udp_in(8443).size() == 1U);
    bench.now += std::chrono::minutes(6);
    BOOST_TEST(bench.udp_in(8443).empty());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_told_to_its_sender) {
    Bench bench;
    bench.answer(Side::lan, bench.alice);
    const auto told = bench.pass(Side::lan, bench.alice, bench.server, esp, Octets(1480));
    BOOST_REQUIRE_EQUAL(told.size(), 1U);
    BOOST_TEST((told[0].side == Side::lan));
    const auto ip = proto::view_frame(told[0].octets);
    BOOST_TEST(ip->payload()[0] == 2U);
    BOOST_TEST(read_bits(ip->payload(), 32, 32).value_or(0) == 1492U);
    BOOST_TEST(ip->total == 1280U);
}

BOOST_AUTO_TEST_CASE(nothing_that_is_cut_off_is_forwarded) {
    Bench bench;
    const auto datagram = proto::build_ipv6({bench.alice, bench.server, esp, 64, 0, 0}, Octets(32));
    for (std::size_t length = 0; length < datagram.size(); ++length)
        bench.router.receive(Side::lan, build_ethernet(lan_mac, host_mac, proto::ether_type_ipv6, part(datagram, 0, length)), bench.now);
    BOOST_TEST(bench.router.take_frames().empty());
}

BOOST_AUTO_TEST_SUITE_END()
