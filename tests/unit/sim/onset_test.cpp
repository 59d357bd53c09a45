// Onsets of planted defects, in a simulated router's own time. The defect is one that every forwarded packet shows: its TTL is kept.
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(onsets)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;
using namespace std::chrono_literals;

const Octets payload = to_octets("0123456789");
constexpr std::uint64_t kept = 64;

Rig rig_with(model::Onset onset) {
    return Rig(with_defect({}, "ip.ttl-kept", onset));
}

/// "..x": a letter per packet, x where the defect showed.
std::string shows(Rig& rig, int packets, Ipv4Address client = alice, Ipv4Address to = server) {
    std::string seen;
    for (int packet = 0; packet < packets; ++packet)
        seen += rig.udp(Side::lan, client, 4000, to, 53, payload).at(0).number("ip.ttl") == kept ? 'x' : '.';
    return seen;
}

/// An onset with one value, and one with two.
template <class T>
model::Onset of(T model::Onset::*place, T value, model::Onset onset = {}) {
    onset.*place = value;
    return onset;
}
model::Onset from(Side side, model::Onset onset = {}) {
    onset.direction = side;
    return onset;
}
using O = model::Onset;

BOOST_AUTO_TEST_CASE(without_one_a_defect_shows_at_once) {
    auto rig = rig_with({});
    BOOST_TEST(shows(rig, 3) == "xxx");
}

BOOST_AUTO_TEST_CASE(after_so_many_packets_of_each_flow) {
    auto rig = rig_with(of(&O::after, std::uint64_t{2}));
    BOOST_TEST(shows(rig, 4) == "..xx");
    BOOST_TEST(shows(rig, 3, bob) == "..x");
}

BOOST_AUTO_TEST_CASE(at_every_so_manieth_packet) {
    auto rig = rig_with(of(&O::every, std::uint64_t{3}));
    BOOST_TEST(shows(rig, 7) == "..x..x.");
}

BOOST_AUTO_TEST_CASE(once_a_server_has_so_many_clients_and_while_it_has) {
    auto rig = rig_with(of(&O::clients, std::uint64_t{2}));
    BOOST_TEST(shows(rig, 2) == "..");
    BOOST_TEST(shows(rig, 1, bob, second) == ".");
    BOOST_TEST(shows(rig, 1, bob) == "x");
    BOOST_TEST(shows(rig, 1) == "x");
    rig.now += 11min;
    BOOST_TEST(shows(rig, 1) == ".");
}

BOOST_AUTO_TEST_CASE(after_so_long_a_silence) {
    auto rig = rig_with(of(&O::idle, Duration(60s)));
    BOOST_TEST(shows(rig, 2) == "..");
    rig.now += 59s;
    BOOST_TEST(shows(rig, 1) == ".");
    rig.now += 60s;
    BOOST_TEST(shows(rig, 2) == "x.");
}

BOOST_AUTO_TEST_CASE(after_so_many_octets) {
    auto rig = rig_with(of(&O::bytes, std::uint64_t{76}));  // two datagrams of 20 + 8 + 10
    BOOST_TEST(shows(rig, 3) == "..x");
}

BOOST_AUTO_TEST_CASE(in_one_direction) {
    auto rig = rig_with(from(Side::wan));
    BOOST_TEST(shows(rig, 1) == ".");
    BOOST_TEST(rig.udp(Side::wan, server, 53, rig.wan_address, 4000, payload).at(0).number("ip.ttl") == kept);
}

BOOST_AUTO_TEST_CASE(in_datagrams_of_a_size) {
    const auto sizes = [](model::Onset onset) {
        auto rig = rig_with(onset);
        std::string seen;
        for (std::size_t octets = 10; octets <= 13; ++octets)
            seen += rig.udp(Side::lan, alice, 4000, server, 53, Octets(octets)).at(0).number("ip.ttl") == kept ? 'x' : '.';
        return seen;
    };
    constexpr std::uint64_t headers = 28;
    BOOST_TEST(sizes(of(&O::least, headers + 12)) == "..xx");
    BOOST_TEST(sizes(of(&O::most, headers + 11)) == "xx..");
    BOOST_TEST(sizes(of(&O::least, headers + 11, of(&O::most, headers + 11))) == ".x..");
    BOOST_TEST(sizes(of(&O::odd, true)) == ".x.x");
    BOOST_TEST(sizes(of(&O::least, headers + 12, of(&O::odd, true))) == "...x");
}

BOOST_AUTO_TEST_CASE(while_the_router_has_much_to_do) {
    auto rig = rig_with(of(&O::rate, std::uint64_t{3}));
    BOOST_TEST(shows(rig, 2) == "..");
    BOOST_TEST(shows(rig, 2, bob) == "xx");  // of all flows together
    rig.now += 1s;
    BOOST_TEST(shows(rig, 1) == ".");
}

BOOST_AUTO_TEST_CASE(all_that_is_said_has_to_hold) {
    auto rig = rig_with(of(&O::every, std::uint64_t{2}, of(&O::after, std::uint64_t{1})));
    BOOST_TEST(shows(rig, 4) == ".x.x");
    auto other = rig_with(from(Side::wan, of(&O::after, std::uint64_t{2})));
    BOOST_TEST(shows(other, 4) == "....");
}

BOOST_AUTO_TEST_CASE(each_of_several_defects_has_its_own) {
    Rig rig(with_defect(with_defect({}, "ip.ttl-kept", of(&O::after, std::uint64_t{1})), "ip.df-set", of(&O::every, std::uint64_t{2})));
    const auto first = rig.udp(Side::lan, alice, 4000, server, 53, payload).at(0);
    const auto second_one = rig.udp(Side::lan, alice, 4000, server, 53, payload).at(0);
    const auto third = rig.udp(Side::lan, alice, 4000, server, 53, payload).at(0);
    BOOST_TEST((first.number("ip.ttl") != kept && first.number("ip.df") == 0));
    BOOST_TEST((second_one.number("ip.ttl") == kept && second_one.number("ip.df") == 1));
    BOOST_TEST((third.number("ip.ttl") == kept && third.number("ip.df") == 0));
}

BOOST_AUTO_TEST_CASE(a_reboot_and_three_hours_make_every_flow_a_new_one) {
    auto rig = rig_with(of(&O::after, std::uint64_t{1}));
    BOOST_TEST(shows(rig, 2) == ".x");
    rig.now += 4h;
    BOOST_TEST(shows(rig, 2) == ".x");
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
