// How addresses cross: NAPT, address by address, and no router at all.
#include "harness/model/crossing.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(crossing)

using namespace tsuka;
using model::Crossing;

namespace {

const Ipv4Address alice = *parse_ipv4("192.168.1.10");
const Ipv4Address server = *parse_ipv4("198.51.100.7");
const Ipv4Address seen = *parse_ipv4("203.0.113.9");

model::Host host(Side side, Ipv4Address address) {
    model::Host host;
    host.side = side;
    host.address = address;
    return host;
}

model::Lab lab(bool cable, char const* one_to_one) {
    model::Lab lab;
    lab.cable = cable;
    if (one_to_one != nullptr) lab.one_to_one = parse_prefix(one_to_one);
    return lab;
}

std::string public_address(Crossing const& crossing, Side side, Ipv4Address address) {
    return to_string(crossing.public_address(host(side, address)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(behind_napt_all_clients_are_the_router) {
    Crossing crossing{lab(false, nullptr)};
    BOOST_CHECK(crossing.kind() == Crossing::Kind::napt);
    crossing.learn(seen);
    BOOST_TEST(public_address(crossing, Side::lan, alice) == "203.0.113.9");
    BOOST_TEST(public_address(crossing, Side::wan, server) == "198.51.100.7");
    BOOST_TEST(crossing.is_routers_own(seen));
    BOOST_TEST(!crossing.is_routers_own(alice));
    BOOST_TEST(!crossing.is_routers_own(*parse_ip("2001:db8::1")));
    BOOST_TEST(crossing.own_addresses() == "203.0.113.9");
    BOOST_TEST(crossing.hides_clients());
    BOOST_TEST(crossing.has_router());
}

BOOST_AUTO_TEST_CASE(address_by_address_the_host_part_stays) {
    Crossing crossing{lab(false, "100.64.0.0/16")};
    BOOST_CHECK(crossing.kind() == Crossing::Kind::one_to_one);
    crossing.learn(*parse_ipv4("100.64.1.10"));  // a client's datagram shows the client's address, not the router's
    BOOST_TEST(to_string(crossing.wan_address()) == to_string(model::Lab{}.wan.router_address));
    BOOST_TEST(public_address(crossing, Side::lan, alice) == "100.64.1.10");
    BOOST_TEST(crossing.is_routers_own(*parse_ipv4("100.64.200.1")));
    BOOST_TEST(crossing.is_routers_own(crossing.wan_address()));
    BOOST_TEST(!crossing.is_routers_own(alice));
    BOOST_TEST(crossing.own_addresses() == "100.64.0.0/16");
}

BOOST_AUTO_TEST_CASE(without_translation_there_is_a_router_and_nobody_is_hidden) {
    Crossing crossing{lab(false, "192.168.0.0/16")};  // the LAN's own prefix
    crossing.learn(alice);
    BOOST_TEST(public_address(crossing, Side::lan, alice) == "192.168.1.10");
    BOOST_TEST(to_string(crossing.wan_address()) == to_string(model::Lab{}.wan.router_address));
    BOOST_TEST(crossing.is_routers_own(alice));
    BOOST_TEST(!crossing.hides_clients());
    BOOST_TEST(crossing.has_router());
    BOOST_TEST((Crossing{lab(false, "192.168.0.0/24")}.hides_clients()));  // another prefix, whatever the address
}

BOOST_AUTO_TEST_CASE(through_a_cable_everybody_is_who_he_is) {
    Crossing crossing{lab(true, nullptr)};
    BOOST_CHECK(crossing.kind() == Crossing::Kind::none);
    crossing.learn(alice);
    BOOST_TEST(public_address(crossing, Side::lan, alice) == "192.168.1.10");
    BOOST_TEST(public_address(crossing, Side::wan, server) == "198.51.100.7");
    BOOST_TEST(!crossing.hides_clients());
    BOOST_TEST(!crossing.has_router());
}

BOOST_AUTO_TEST_CASE(nothing_is_known_of_the_router_before_it_is_seen) {
    BOOST_TEST(to_string(Crossing{lab(false, nullptr)}.wan_address()) == "0.0.0.0");
    BOOST_TEST(to_string(Crossing{lab(false, "100.64.0.0/16")}.wan_address()) == "0.0.0.0");
}

BOOST_AUTO_TEST_SUITE_END()
