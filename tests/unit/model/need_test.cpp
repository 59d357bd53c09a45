// What a case may need of a lab: each word is a need of its own, and unmet only where the lab lacks the very thing.
#include "harness/model/need.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(needs)

using namespace tsuka;
using model::Need;

BOOST_AUTO_TEST_CASE(words_of_the_lab_are_needs_of_their_own) {
    std::set<Need::Kind> kinds;
    for (auto const* word : {"alone", "static-client", "ipv6", "router", "no-dmz", "no-translation", "carrier-nat", "port-set",
                             "ip-passthrough", "address-conflict", "static-remote", "wan-mtu<=1492"}) {
        const auto need = model::parse_need(word);
        BOOST_REQUIRE(need);
        BOOST_TEST(need->written == word);
        BOOST_TEST(kinds.insert(need->kind).second, word);
    }
    BOOST_TEST(!model::parse_need("routers"));
}

BOOST_AUTO_TEST_CASE(a_router_is_missing_on_a_cable_alone) {
    const auto router = model::parse_need("router");
    BOOST_REQUIRE(router);
    model::Lab lab;
    BOOST_TEST(model::unmet(*router, lab) == "");
    lab.cable = true;
    BOOST_TEST(model::unmet(*router, lab) == "needs 'router': there is none in this lab");
}

BOOST_AUTO_TEST_CASE(a_situation_is_unmet_unless_the_lab_names_it) {
    const auto why = [](std::string_view word, model::Lab const& lab) { return model::unmet(model::parse_need(word).value(), lab); };
    const model::Lab usual;
    for (auto const* word : {"no-translation", "carrier-nat", "port-set", "ip-passthrough", "address-conflict", "static-remote"})
        BOOST_TEST(why(word, usual).starts_with("needs '" + std::string(word) + "': "), word);
    model::Lab routed;
    routed.one_to_one = parse_prefix("192.168.0.0/16");
    BOOST_TEST(why("no-translation", routed) == "");
    routed.one_to_one = parse_prefix("192.0.2.0/24");
    BOOST_TEST(why("no-translation", routed) != "");
    model::Lab cable;
    cable.cable = true;
    BOOST_TEST(why("no-translation", cable) == "");
    model::Lab other;
    other.wan.carrier_nat = true;
    other.wan.port_set.emplace();
    other.wan.static_remote = parse_ipv4("198.51.100.7");
    other.lan.static_client = other.wan.router_address;
    BOOST_TEST(why("ip-passthrough", other) != "");  // a static client alone does not get what nobody asked for
    other.lan.dmz = other.wan.router_address;
    for (auto const* word : {"carrier-nat", "port-set", "ip-passthrough", "static-remote"}) BOOST_TEST(why(word, other) == "", word);
}

/// One network inside the other, and a host of both; not where the router leases, since it may have given its LAN other addresses.
BOOST_AUTO_TEST_CASE(addresses_are_in_conflict_where_one_host_could_be_of_either_network) {
    const auto met = [](model::Lab const& lab) { return model::unmet(model::parse_need("address-conflict").value(), lab).empty(); };
    model::Lab lab;
    lab.wan.link = *parse_prefix("192.168.200.1/24");
    lab.wan.router_address = *parse_ipv4("192.168.200.2");
    BOOST_TEST(lab.networks_overlap());
    BOOST_TEST(!met(lab));
    lab.lan.static_client = parse_ipv4("192.168.0.10");  // the LAN's alone
    BOOST_TEST(!met(lab));
    lab.lan.static_client = parse_ipv4("192.168.200.10");
    BOOST_TEST(met(lab));
    auto same = lab;
    same.lan.prefix = *parse_prefix("192.168.200.254/24");
    BOOST_TEST(met(same));
    auto wider = same;
    wider.wan.link = *parse_prefix("192.168.255.1/16");
    BOOST_TEST(met(wider));
    auto leased = lab;
    leased.lan.clients = model::Addressing::dhcp;
    BOOST_TEST(!met(leased));
    auto cable = lab;
    cable.cable = true;
    BOOST_TEST(!met(cable));
}

BOOST_AUTO_TEST_SUITE_END()
