// Freshness: nothing twice until all had their turn, what must not be given is never given, the seed decides the order.
#include "harness/lab/pool.hpp"

#include "support.hpp"

#include <set>

BOOST_AUTO_TEST_SUITE(pool)

using namespace tsuka;
using namespace tsuka::test;

namespace {

model::Lab small_lab() {
    model::Lab lab;
    lab.lan.prefix = parse_prefix("192.168.0.1/16").value();
    lab.lan.first_client = ip("192.168.0.0");
    lab.lan.last_client = ip("192.168.1.9");
    lab.lan.static_client = ip("192.168.0.10");
    lab.wan.servers = {parse_prefix("198.51.100.0/30").value(), parse_prefix("192.0.2.8/29").value()};
    return lab;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_number_comes_once_before_any_comes_twice) {
    for (auto const size : {1UL, 2UL, 3UL, 7UL, 16UL, 1000UL, 40000UL}) {
        lab::NumberPool numbers{size, 42};
        std::set<std::uint64_t> seen;
        for (std::uint64_t count = 0; count < size; ++count) {
            const auto number = numbers.take();
            BOOST_REQUIRE(number);
            BOOST_TEST(*number < size);
            seen.insert(*number);
        }
        BOOST_TEST(seen.size() == size);
        BOOST_TEST(!numbers.take());
        BOOST_TEST(numbers.recycled() == 0U);
        numbers.give_back(0);
        BOOST_TEST(numbers.take().value_or(99) == 0U);
        BOOST_TEST(numbers.recycled() == 1U);
    }
    BOOST_TEST(!lab::NumberPool(0, 1).take());
}

BOOST_AUTO_TEST_CASE(nine_computers_are_the_same_in_every_run) {
    lab::Pool one{small_lab(), 7};
    lab::Pool other{small_lab(), 8};
    std::set<MacAddress> macs;
    std::set<Ipv4Address> addresses;
    for (unsigned number = 0; number < 9; ++number) {
        const auto resident = one.resident(number);
        BOOST_TEST_REQUIRE(resident.has_value());
        BOOST_TEST((resident->mac == other.resident(number)->mac));
        BOOST_TEST((resident->address == other.resident(number)->address));
        BOOST_TEST(one.owns(resident->mac));
        macs.insert(resident->mac);
        addresses.insert(*resident->address);
    }
    BOOST_TEST(macs.size() == 9U);
    BOOST_TEST(addresses.size() == 9U);
    BOOST_TEST((one.take_client()->mac != other.take_client()->mac));
    while (const auto client = one.take_client()) BOOST_TEST(!addresses.contains(*client->address));
    // The host of static entries is one of them: routers keep its MAC address from run to run.
    BOOST_TEST((one.take_static_client()->mac == other.take_static_client()->mac));
}

BOOST_AUTO_TEST_CASE(where_addresses_are_few_nobody_has_one_for_good) {
    auto lab = small_lab();
    lab.lan.first_client = ip("192.168.0.20");
    lab.lan.last_client = ip("192.168.0.40");
    lab::Pool pool{lab, 7};
    std::set<Ipv4Address> addresses;
    for (unsigned number = 0; number < 9; ++number) addresses.insert(*pool.resident(number)->address);
    while (const auto client = pool.take_client()) addresses.insert(*client->address);
    BOOST_TEST(addresses.size() == 21U);
}

BOOST_AUTO_TEST_CASE(clients_are_distinct_and_never_the_router_nor_a_host_that_it_leads_to) {
    auto lab = small_lab();
    lab.lan.dmz = ip("192.168.0.11");
    lab::Pool pool{lab, 7};
    std::set<Ipv4Address> addresses;
    std::set<MacAddress> macs;
    while (true) {
        const auto client = pool.take_client();
        if (!client) break;
        BOOST_REQUIRE(client->address);
        addresses.insert(*client->address);
        macs.insert(client->mac);
        BOOST_TEST((client->mac.octets[0] & 3U) == 2U);  // locally administered, not a group
    }
    // 192.168.0.0 .. 192.168.1.9 are 266; without .0.0, .0.255, .1.0, the router .0.1, the static client .0.10, the DMZ .0.11, and nine
    // that are always there.
    BOOST_TEST(addresses.size() == 251U);
    BOOST_TEST(macs.size() == 251U);
    for (auto const* never : {"192.168.0.0", "192.168.0.1", "192.168.0.10", "192.168.0.11", "192.168.0.255", "192.168.1.0"})
        BOOST_TEST(!addresses.contains(ip(never)));
    BOOST_TEST(!macs.contains(pool.gateway_mac()));
}

BOOST_AUTO_TEST_CASE(a_client_given_back_longest_ago_is_used_again_and_counted) {
    lab::Pool pool{small_lab(), 7};
    const auto first = pool.take_client().value();
    const auto second = pool.take_client().value();
    while (pool.take_client()) {
    }
    BOOST_TEST(pool.recycled() == 0U);
    pool.give_back(first);
    pool.give_back(second);
    const auto again = pool.take_client().value();
    BOOST_TEST((again.mac == first.mac));
    BOOST_TEST((again.address == first.address));
    BOOST_TEST(pool.recycled() == 1U);
}

BOOST_AUTO_TEST_CASE(leased_clients_have_a_mac_and_no_address) {
    auto lab = small_lab();
    lab.lan.clients = model::Addressing::dhcp;
    lab::Pool pool{lab, 7};
    const auto one = pool.take_client().value();
    const auto two = pool.take_client().value();
    BOOST_TEST(!one.address);
    BOOST_TEST((one.mac != two.mac));
}

BOOST_AUTO_TEST_CASE(the_static_client_is_one_and_keeps_its_mac) {
    lab::Pool pool{small_lab(), 7};
    const auto inside = pool.take_static_client().value();
    BOOST_TEST((inside.address == ip("192.168.0.10")));
    const auto again = pool.take_static_client();
    BOOST_REQUIRE(!again);
    BOOST_TEST(again.error().what.find("in use") != std::string::npos);
    pool.give_back(inside);
    BOOST_TEST((pool.take_static_client().value().mac == inside.mac));
    auto none = small_lab();
    none.lan.static_client.reset();
    BOOST_TEST(!lab::Pool(none, 7).take_static_client());
}

BOOST_AUTO_TEST_CASE(servers_come_from_all_prefixes) {
    lab::Pool pool{small_lab(), 7};
    std::set<Ipv4Address> servers;
    while (true) {
        const auto server = pool.take_server();
        if (!server) break;
        servers.insert(*server);
    }
    // .0 of the first is left out; all eight of 192.0.2.8/29 are ordinary hosts behind the gateway.
    BOOST_TEST(servers.size() == 11U);
    pool.give_back(ip("192.0.2.9"));
    BOOST_TEST((pool.take_server().value() == ip("192.0.2.9")));
}

BOOST_AUTO_TEST_CASE(runs_that_follow_each_other_have_no_server_in_common) {
    using namespace std::chrono_literals;
    constexpr int runs = 12;
    constexpr int cases = 700;
    std::set<Ipv4Address> servers;
    std::set<Ipv4Address> clients;
    for (int run = 0; run < runs; ++run) {
        const auto began = std::chrono::hours(490'000) + run * 4s;  // no run takes 700 servers in less
        lab::Pool pool{model::Lab{}, lab::seed_of_moment(began, static_cast<std::uint64_t>(run) * 0x12345678U)};
        for (int count = 0; count < cases; ++count) {
            servers.insert(pool.take_server().value());
            clients.insert(*pool.take_client().value().address);
        }
    }
    BOOST_TEST(servers.size() == static_cast<std::size_t>(runs * cases));
    BOOST_TEST(clients.size() == static_cast<std::size_t>(runs * cases));
}

BOOST_AUTO_TEST_CASE(a_prefix_that_is_dropped_is_given_no_more) {
    lab::Pool pool{small_lab(), 7};
    const auto filtered = parse_prefix("192.0.2.8/29").value();
    BOOST_TEST(filtered.contains(pool.server_of(filtered)));
    pool.drop(filtered);
    pool.keep(ip("198.51.100.2"));
    BOOST_TEST(pool.fresh_servers() <= 2U);
    std::set<Ipv4Address> servers;
    while (const auto server = pool.take_server()) servers.insert(*server);
    BOOST_TEST((servers == std::set{ip("198.51.100.1"), ip("198.51.100.3")}));
}

BOOST_AUTO_TEST_CASE(ports_repeat_only_after_forty_thousand) {
    lab::Pool pool{small_lab(), 7};
    std::set<std::uint16_t> ports;
    const auto first = pool.take_port();
    ports.insert(first);
    for (int count = 1; count < 40000; ++count) ports.insert(pool.take_port());
    BOOST_TEST(ports.size() == 40000U);
    BOOST_TEST(*ports.begin() == 20000);
    BOOST_TEST(*ports.rbegin() == 59999);
    BOOST_TEST(pool.recycled() == 0U);
    BOOST_TEST(pool.take_port() == first);
    BOOST_TEST(pool.recycled() == 1U);
}

BOOST_AUTO_TEST_CASE(the_seed_decides_the_order) {
    const auto client = [](std::uint64_t seed) { return lab::Pool(model::Lab{}, seed).take_client().value(); };
    BOOST_TEST((client(1).mac == client(1).mac));
    BOOST_TEST((client(1).address == client(1).address));
    BOOST_TEST((client(1).mac != client(2).mac));
    BOOST_TEST((client(1).address != client(2).address));
}

BOOST_AUTO_TEST_SUITE_END()
