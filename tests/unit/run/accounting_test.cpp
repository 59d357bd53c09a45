// Every frame is put to one account, and the bench is told of instead of a case.
#include "harness/run/accounting.hpp"

#include "generator/proto/frame.hpp"
#include "run_bench.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>

BOOST_AUTO_TEST_SUITE(accounts)

using namespace run_bench;
using Kind = run::Demux::Kind;

namespace {

const MacAddress router_mac{{0x06, 0, 0, 0, 0, 2}};
const MacAddress other_mac{{0x0a, 0, 0, 0, 0, 9}};

Octets datagram(MacAddress from, Ipv4Address source = Ipv4Address{0xcb007102}) {
    proto::IpParameters ip;
    ip.source = source;
    ip.destination = Ipv4Address{0xc6336401};
    ip.protocol = 17;
    return proto::build_ethernet(MacAddress{}, from, 0x0800, proto::build_ipv4(ip, Octets(8)));
}

run::Demux::Owner owner_of(Kind kind) {
    return {kind, kind == Kind::lab || kind == Kind::nobody ? 0U : 1U};
}

struct Books {
    model::Lab lab;
    lab::Pool pool{lab, 4711};
    run::Accounting accounting{lab, pool};

    Books() { accounting.router_has(Side::wan, router_mac); }
    /// Frame N comes N seconds after the beginning.
    void take(Kind kind, Octets const& frame, bool labs = false) {
        ++number;
        accounting.received(Side::wan, frame, number, owner_of(kind), labs, began + std::chrono::seconds(number));
    }
    [[nodiscard]] std::string since() const {
        std::string all;
        for (auto const& one : accounting.since(began))
            all += fmt::format("{} {:.0f} ", one.kind, std::chrono::duration<double>(one.at).count());
        return all;
    }
    [[nodiscard]] model::Accounts totals() const {
        return accounting.totals([](std::uint32_t at) { return "t." + std::to_string(at); });
    }
    [[nodiscard]] std::string kinds() const {
        std::string all;
        for (auto const& one : totals().bench) all += one.kind + " ";
        return all;
    }
    Instant began{std::chrono::hours(1)};
    std::uint64_t number = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_account_of_a_quiet_bench) {
    Books books;
    books.take(Kind::running, datagram(router_mac));
    books.take(Kind::ended, datagram(router_mac));
    books.take(Kind::lab, datagram(router_mac));
    books.take(Kind::nobody, datagram(router_mac), true);
    books.take(Kind::nobody, datagram(router_mac));
    books.accounting.after_end(Side::wan);
    books.accounting.sent(Side::lan);
    const auto all = books.totals();
    const model::SideAccount wanted{.received = 6, .probes = 1, .late = 1, .lab = 2, .router = 1, .after_end = 1};
    BOOST_TEST((all.of(Side::wan) == wanted));
    BOOST_TEST(all.of(Side::wan).explained() == 6U);
    BOOST_TEST(all.of(Side::lan).sent == 1U);
    BOOST_TEST(books.kinds() == "late ");
    BOOST_TEST(all.bench.front().detail == "1 frame of cases that had been judged came on the WAN, charged to nobody: of t.1");
    books.take(Kind::resting, datagram(router_mac));
    BOOST_TEST(books.totals().bench.front().count == 1U);  // a case that rests is not judged yet
}

BOOST_AUTO_TEST_CASE(what_another_device_sends_is_charged_to_no_case) {
    Books books;
    books.take(Kind::running, datagram(other_mac));
    books.take(Kind::ended, datagram(other_mac));
    books.take(Kind::nobody, datagram(other_mac), true);
    books.take(Kind::nobody, datagram(books.pool.gateway_mac()));
    books.accounting.other_vlan(Side::wan, ++books.number);
    const auto all = books.totals();
    BOOST_TEST(all.of(Side::wan).probes == 0U);
    BOOST_TEST(all.of(Side::wan).strangers == 4U);
    BOOST_TEST(all.of(Side::wan).explained() == 5U);
    BOOST_TEST(books.kinds() == "copies own-frames strangers vlan ");
    BOOST_TEST(all.bench.front().count == 2U);
    BOOST_TEST(has(all.bench.front().detail, "0a:00:00:00:00:09"));
    BOOST_TEST((all.bench.front().frames == std::vector<std::uint64_t>{1, 2}));
}

BOOST_AUTO_TEST_CASE(the_routers_address_at_another_mac_address_is_told) {
    Books books;
    const auto arp = [&](MacAddress mac, Ipv4Address address) {
        Writer body;
        body.u16(1).u16(0x0800).u8(6).u8(4).u16(2).octets(mac.octets).u32(address.number).octets(MacAddress{}.octets).u32(0).zeros(18);
        return proto::build_ethernet(MacAddress::broadcast(), mac, 0x0806, body.take());
    };
    const auto routers = books.lab.wan.router_address;
    books.take(Kind::nobody, arp(router_mac, routers), true);
    books.take(Kind::nobody, arp(other_mac, Ipv4Address{routers.number + 7}), true);
    BOOST_TEST(books.kinds() == "strangers ");
    books.take(Kind::nobody, arp(other_mac, routers), true);
    BOOST_TEST(books.kinds() == "arp-lies strangers ");
    books.take(Kind::nobody, arp(other_mac, routers), true);
    BOOST_TEST(books.since() == "arp-lies 3 ");
    BOOST_TEST(has(books.accounting.since(books.began).front().detail, "says that 0a:00:00:00:00:09 has the router's address"));
    const auto all = books.totals();
    BOOST_TEST(has(all.bench.front().detail, "0a:00:00:00:00:09"));
    BOOST_TEST((all.bench.front().frames == std::vector<std::uint64_t>{3, 4}));
    books.accounting.router_has(Side::wan, other_mac);
    BOOST_TEST(books.since() == "");
}

BOOST_AUTO_TEST_CASE(a_loop_is_one_finding_whoever_of_our_hosts_is_heard) {
    Books books;
    const auto client = books.pool.take_client()->mac;
    const auto gateway = books.pool.gateway_mac();
    books.take(Kind::running, datagram(gateway));
    books.take(Kind::nobody, datagram(gateway));
    BOOST_TEST(books.kinds() == "own-frames ");
    books.take(Kind::running, datagram(client));
    books.take(Kind::nobody, datagram(books.pool.take_client()->mac));
    BOOST_TEST(books.kinds() == "own-frames joined ");
    const auto all = books.totals();
    BOOST_TEST((all.bench.front().frames == std::vector<std::uint64_t>{1, 2}));
    BOOST_TEST((all.bench.back().frames == std::vector<std::uint64_t>{3, 4}));
    BOOST_TEST(has(all.bench.back().detail, "hosts on the LAN came over to the WAN"));
    BOOST_TEST(books.since() == "own-frames 1 joined 3 ");
    BOOST_TEST(has(books.accounting.since(books.began).back().detail, "hosts on the LAN begin to come over to the WAN"));
    BOOST_TEST(all.of(Side::wan).strangers == 4U);
}

BOOST_AUTO_TEST_CASE(a_dhcp_server_beside_the_router_is_told) {
    Books books;
    const auto offer = [](MacAddress from, std::uint16_t port) {
        proto::IpParameters ip;
        ip.source = Ipv4Address{0x0a090901};
        ip.destination = Ipv4Address{0xffffffff};
        ip.protocol = 17;
        const auto udp = Writer{}.u16(port).u16(68).u16(16).u16(0).zeros(8).take();
        return proto::build_ethernet(MacAddress::broadcast(), from, 0x0800, proto::build_ipv4(ip, udp));
    };
    books.take(Kind::lab, offer(router_mac, 67), true);
    books.take(Kind::lab, offer(other_mac, 66), true);
    BOOST_TEST(books.kinds() == "");
    books.take(Kind::lab, offer(other_mac, 67), true);
    BOOST_TEST(books.kinds() == "second-dhcp ");
    BOOST_TEST(books.since() == "second-dhcp 3 ");
    BOOST_TEST(has(books.totals().bench.front().detail, "0a:00:00:00:00:09"));
}

BOOST_AUTO_TEST_CASE(the_router_is_told_from_a_stranger_even_if_it_is_known_later) {
    Books books;
    const MacAddress second{{0x06, 0, 0, 0, 0, 3}};
    books.take(Kind::nobody, datagram(second), true);
    BOOST_TEST(books.totals().of(Side::wan).strangers == 1U);
    books.accounting.router_has(Side::wan, second);
    BOOST_TEST(books.totals().of(Side::wan).lab == 1U);
}

BOOST_AUTO_TEST_CASE(a_private_source_of_no_case_is_a_leak_only_where_clients_are_hidden) {
    Books books;
    books.take(Kind::nobody, datagram(router_mac, Ipv4Address{books.lab.lan.prefix.address.number + 77}));
    books.take(Kind::nobody, datagram(other_mac, Ipv4Address{books.lab.lan.prefix.address.number + 77}));
    BOOST_TEST(books.kinds() == "leak strangers ");
}

BOOST_AUTO_TEST_CASE(a_flood_from_a_million_addresses_costs_no_memory) {
    Books books;
    MacAddress mac{{0x0a, 1, 0, 0, 0, 0}};
    for (unsigned at = 0; at < 100'000; ++at) {
        mac.octets[3] = static_cast<std::uint8_t>(at >> 16U);
        mac.octets[4] = static_cast<std::uint8_t>(at >> 8U);
        mac.octets[5] = static_cast<std::uint8_t>(at);
        books.take(Kind::nobody, datagram(mac));
    }
    books.take(Kind::nobody, datagram(router_mac));
    const auto all = books.totals();
    BOOST_TEST(all.of(Side::wan).strangers == 100'000U);
    BOOST_TEST(all.of(Side::wan).router == 1U);
    BOOST_REQUIRE(all.bench.size() == 1U);
    BOOST_TEST(all.bench.front().frames.size() == 8U);
    BOOST_TEST(all.bench.front().detail.size() < 500U);
    BOOST_TEST(books.since() == "");
}

BOOST_AUTO_TEST_CASE(a_whole_run_adds_up) {
    RunBench bench(plain_case("t.one") + plain_case("t.two"));
    bench.go();
    for (const auto side : {Side::lan, Side::wan}) {
        auto const& account = bench.accounts.of(side);
        BOOST_TEST(account.received > 30U);
        BOOST_TEST(account.received == account.explained());
        BOOST_TEST(account.probes > 0U);
        BOOST_TEST(account.lab > 30U);
        BOOST_TEST(account.strangers == 0U);
        const auto sent =
            std::count_if(bench.course.sent.begin(), bench.course.sent.end(), [&](auto const& one) { return one.side == side; });
        BOOST_TEST(account.sent == static_cast<std::uint64_t>(sent));
    }
    BOOST_TEST(bench.accounts.bench.empty());
}

BOOST_AUTO_TEST_SUITE_END()
