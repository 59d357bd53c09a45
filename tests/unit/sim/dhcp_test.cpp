// DHCP of the simulated router: its server against RFC 2131 section 4.3, its client against section 4.4 with the lab's ISP in between.
#include "generator/proto/dhcp.hpp"
#include "harness/sim/dhcp_client.hpp"
#include "harness/sim/dhcp_server.hpp"
#include "tests/unit/sim/class_story.hpp"

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;
using namespace std::chrono_literals;
using proto::DhcpMessage;
using proto::DhcpType;

const Ipv4Address first{0xc0a80101};   // 192.168.1.1
const Ipv4Address router{0xc0a80001};  // 192.168.0.1

model::RouterSpec small_pool() {
    return router_of(
        "[lab.lan]\nclients = \"dhcp\"\nfirst_client = \"192.168.1.1\"\nlast_client = \"192.168.1.3\"\nstatic_client = \"192.168.1.2\"\n"
        "[timers]\nlease = \"1h\"");
}

/// One client at a server.
class Client {
public:
    Client(DhcpServer& server, std::uint8_t number) : server_(server) { asked.chaddr = {{2, 0, 0, 0, 1, number}}; }

    std::optional<DhcpMessage> says(DhcpType type, Instant now) {
        asked.type = type;
        ++asked.xid;
        auto reply = server_.answer(asked, now);
        if (reply) {
            BOOST_TEST(reply->xid == asked.xid);
            BOOST_TEST((reply->chaddr == asked.chaddr));
            BOOST_TEST((reply->server_id == router));
        }
        return reply;
    }
    /// DISCOVER and, if there is an offer, REQUEST; 0 without a lease.
    Ipv4Address joins(Instant now) {
        asked.requested_address.reset();
        asked.server_id.reset();
        const auto offer = says(DhcpType::discover, now);
        if (!offer) return {};
        BOOST_TEST((offer->type == DhcpType::offer));
        asked.requested_address = offer->yiaddr;
        asked.server_id = offer->server_id;
        const auto ack = says(DhcpType::request, now);
        BOOST_REQUIRE(ack);
        BOOST_TEST((ack->type == DhcpType::ack));
        BOOST_TEST((ack->yiaddr == offer->yiaddr));
        return ack->yiaddr;
    }
    void leaves(Ipv4Address address, Instant now) {
        asked.ciaddr = address;
        BOOST_TEST(!says(DhcpType::release, now));
        asked.ciaddr = {};
    }

    DhcpMessage asked;

private:
    DhcpServer& server_;
};

BOOST_AUTO_TEST_SUITE(dhcp_server)

BOOST_AUTO_TEST_CASE(a_lease_names_what_a_client_needs) {
    const auto spec = small_pool();
    DhcpServer server(spec);
    Client one(server, 1);
    BOOST_TEST((one.joins({}) == first));
    const auto ack = one.says(DhcpType::request, {});
    BOOST_REQUIRE(ack);
    BOOST_TEST((ack->routers == std::vector{router}));
    BOOST_TEST((ack->dns_servers == std::vector{router}));
    BOOST_TEST((ack->subnet_mask == Ipv4Address{0xffff0000}));
    BOOST_TEST((ack->lease_time == 3600U));
}

BOOST_AUTO_TEST_CASE(the_pool_ends_spares_the_static_client_and_fills_again) {
    const auto spec = small_pool();
    DhcpServer server(spec);
    Client one(server, 1);
    Client two(server, 2);
    Client three(server, 3);
    BOOST_TEST((one.joins({}) == first));
    BOOST_TEST((two.joins({}) == Ipv4Address{first.number + 2}));
    BOOST_TEST((three.joins({}) == Ipv4Address{}));
    BOOST_TEST((one.joins(Instant{} + 59min) == first));  // whose lease begins anew
    BOOST_TEST((three.joins(Instant{} + 61min) == Ipv4Address{first.number + 2}));
    BOOST_TEST((two.joins(Instant{} + 61min) == Ipv4Address{}));
    one.leaves(first, Instant{} + 62min);
    BOOST_TEST((two.joins(Instant{} + 62min) == first));
}

BOOST_AUTO_TEST_CASE(a_client_that_comes_back_gets_its_address_again_and_others_get_fresh_ones) {
    auto spec = small_pool();
    spec.lab.lan.last_client = {first.number + 8};
    DhcpServer server(spec);
    Client one(server, 1);
    const auto address = one.joins({});
    one.leaves(address, {});
    Client two(server, 2);
    BOOST_TEST((two.joins({}) != address));
    BOOST_TEST((one.joins({}) == address));
    Client three(server, 3);
    three.asked.client_id = {1, 2, 0, 0, 0, 1, 1};  // hardware type and one's MAC: another client all the same (section 4.2)
    BOOST_TEST((three.joins({}) != address));
}

BOOST_AUTO_TEST_CASE(requests_are_told_apart_by_server_and_ciaddr) {
    const auto spec = small_pool();
    DhcpServer server(spec);
    Client one(server, 1);
    Client two(server, 2);
    const auto address = one.joins({});
    // Another server was chosen.
    one.asked.server_id = Ipv4Address{0xc0a80009};
    BOOST_TEST(!one.says(DhcpType::request, {}));
    // Rebooted: server identifier gone, its own address asked for; then another one, then one of another network.
    one.asked.server_id.reset();
    BOOST_TEST((one.says(DhcpType::request, {})->type == DhcpType::ack));
    one.asked.requested_address = Ipv4Address{first.number + 2};
    BOOST_TEST((one.says(DhcpType::request, {})->type == DhcpType::nak));
    one.asked.requested_address = Ipv4Address{0x0a000001};
    BOOST_TEST((one.says(DhcpType::request, {})->type == DhcpType::nak));
    // Renewing: ciaddr, no option.
    one.asked.requested_address.reset();
    one.asked.ciaddr = address;
    const auto renewed = one.says(DhcpType::request, Instant{} + 30min);
    BOOST_REQUIRE(renewed);
    BOOST_TEST((renewed->type == DhcpType::ack));
    BOOST_TEST((renewed->ciaddr == address));
    one.asked.ciaddr = Ipv4Address{first.number + 2};
    BOOST_TEST((one.says(DhcpType::request, {})->type == DhcpType::nak));
    // Of a client that it does not know it has nothing to say (section 4.3.2), unless it is on the wrong network.
    two.asked.requested_address = first;
    BOOST_TEST(!two.says(DhcpType::request, {}));
    two.asked.requested_address = Ipv4Address{0x0a000001};
    BOOST_TEST((two.says(DhcpType::request, {})->type == DhcpType::nak));
}

BOOST_AUTO_TEST_CASE(a_declined_address_is_not_given_again_and_inform_brings_no_lease) {
    const auto spec = small_pool();
    DhcpServer server(spec);
    Client one(server, 1);
    const auto address = one.joins({});
    one.asked.requested_address = address;
    BOOST_TEST(!one.says(DhcpType::decline, {}));
    BOOST_TEST((one.joins({}) == Ipv4Address{first.number + 2}));
    Client two(server, 2);
    two.asked.ciaddr = {0xc0a80a0a};
    const auto told = two.says(DhcpType::inform, {});
    BOOST_REQUIRE(told);
    BOOST_TEST((told->type == DhcpType::ack));
    BOOST_TEST((told->yiaddr == Ipv4Address{}));
    BOOST_TEST(!told->lease_time);
    BOOST_TEST((told->routers == std::vector{router}));
}

BOOST_AUTO_TEST_CASE(frames_go_where_a_client_without_an_address_can_hear_them) {
    Rig rig(small_pool());
    for (const bool broadcast : {false, true}) {
        DhcpMessage discover;
        discover.xid = 99;
        discover.chaddr = alice_mac;
        discover.broadcast = broadcast;
        proto::IpParameters ip;
        ip.source = {0x01010101};
        ip.destination = {0xffffffff};
        ip.protocol = 17;
        const auto udp = proto::build_udp(ip.source, ip.destination, 68, 67, proto::build_dhcp(discover));
        rig.router.receive(Side::lan, proto::build_ethernet(MacAddress::broadcast(), alice_mac, 0x0800, proto::build_ipv4(ip, udp)),
                           rig.now);
        const auto frames = rig.taken();
        BOOST_REQUIRE_EQUAL(frames.size(), 1U);
        BOOST_TEST(frames[0].seen.problems.empty());
        BOOST_TEST((std::equal(alice_mac.octets.begin(), alice_mac.octets.end(), frames[0].frame.begin()) == !broadcast));
        BOOST_TEST((frames[0].number("ip.dst") == 0xffffffffU) == broadcast);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dhcp_client)

const MacAddress own_mac{{2, 0, 0, 0, 2, 1}};
const Ipv4Address gateway{0xcb007101};
const Ipv4Address leased{0xcb007102};

DhcpMessage from_isp(DhcpMessage const& asked, DhcpType type) {
    DhcpMessage reply;
    reply.type = type;
    reply.xid = asked.xid;
    reply.chaddr = asked.chaddr;
    reply.yiaddr = leased;
    reply.server_id = gateway;
    reply.lease_time = 800;
    reply.subnet_mask = Ipv4Address{0xffffff00};
    reply.routers = {gateway};
    return reply;
}

/// What it says when it is woken at the time that it named; nothing when it says something else than one message.
std::optional<DhcpMessage> next(DhcpClient& client, Instant& now) {
    if (!client.wake_at()) return std::nullopt;
    now = *client.wake_at();
    client.wake(now);
    auto said = client.take_messages();
    return said.size() == 1 ? std::optional(std::move(said.front())) : std::nullopt;
}

void binds(DhcpClient& client, Instant now) {
    client.start(now);
    client.receive(from_isp(client.take_messages().at(0), DhcpType::offer), now);
    const auto request = client.take_messages().at(0);
    BOOST_TEST((request.type == DhcpType::request));
    BOOST_TEST((request.requested_address == leased));
    BOOST_TEST((request.server_id == gateway));
    client.receive(from_isp(request, DhcpType::ack), now);
    BOOST_REQUIRE(client.lease());
    BOOST_TEST((client.lease()->address == leased));
    BOOST_TEST((client.lease()->link == Ipv4Prefix{gateway, 24}));
}

BOOST_AUTO_TEST_CASE(it_asks_again_with_growing_patience) {
    DhcpClient client(own_mac);
    Instant now{};
    client.start(now);
    BOOST_TEST((client.take_messages().at(0).type == DhcpType::discover));
    for (const auto seconds : {4s, 12s, 28s, 60s, 124s, 188s}) {
        const auto again = next(client, now);
        BOOST_REQUIRE(again);
        BOOST_TEST((again->type == DhcpType::discover));
        BOOST_TEST((now == Instant{} + seconds));
    }
}

BOOST_AUTO_TEST_CASE(it_renews_at_half_time_then_rebinds_then_begins_anew) {
    DhcpClient client(own_mac);
    Instant now{};
    binds(client, now);
    auto said = next(client, now);
    BOOST_REQUIRE(said);
    BOOST_TEST((now == Instant{} + 400s));
    BOOST_TEST((said->type == DhcpType::request && said->ciaddr == leased && !said->server_id && !said->requested_address));
    BOOST_TEST(client.asks_server_alone());
    while (client.asks_server_alone()) BOOST_REQUIRE(next(client, now));
    BOOST_TEST((now == Instant{} + 700s));
    BOOST_TEST(client.lease().has_value());
    do said = next(client, now);
    while (said && said->type == DhcpType::request);
    BOOST_REQUIRE(said);
    BOOST_TEST((now == Instant{} + 800s));
    BOOST_TEST((said->type == DhcpType::discover));
    BOOST_TEST(!client.lease());
}

BOOST_AUTO_TEST_CASE(a_renewed_lease_lasts_longer_and_a_refused_one_ends) {
    DhcpClient client(own_mac);
    Instant now{};
    binds(client, now);
    client.receive(from_isp(*next(client, now), DhcpType::ack), now);
    BOOST_TEST((client.wake_at() == Instant{} + 800s));
    client.receive(from_isp(*next(client, now), DhcpType::nak), now);
    BOOST_TEST(!client.lease());
    BOOST_TEST((client.take_messages().at(0).type == DhcpType::discover));
}

BOOST_AUTO_TEST_CASE(it_hears_nothing_that_is_not_for_it) {
    DhcpClient client(own_mac);
    client.start({});
    auto offer = from_isp(client.take_messages().at(0), DhcpType::offer);
    ++offer.xid;
    client.receive(offer, {});
    --offer.xid;
    offer.chaddr = alice_mac;
    client.receive(offer, {});
    BOOST_TEST(client.take_messages().empty());
}

BOOST_AUTO_TEST_CASE(without_a_lease_the_router_forwards_nothing_and_answers_for_no_address) {
    Rig rig(router_of("[lab.wan]\nrouter = \"dhcp\""));
    BOOST_TEST(rig.udp(Side::lan, alice, 40000, server, 53, to_octets("x")).empty());
    BOOST_REQUIRE((rig.router.wake_at() == Instant{} + 4s));  // the first DHCPDISCOVER left when the first frame told the time
    rig.now = *rig.router.wake_at();
    rig.router.wake(rig.now);
    const auto said = rig.taken();
    BOOST_REQUIRE_EQUAL(said.size(), 1U);
    BOOST_TEST((said[0].side == Side::wan));
    BOOST_TEST(said[0].seen.problems.empty());
    BOOST_TEST(said[0].number("ip.src") == 0U);
    BOOST_TEST(said[0].number("ip.dst") == 0xffffffffU);
    rig.router.receive(Side::wan, proto::build_arp(MacAddress::broadcast(), 1, isp_mac, gateway, {}, {}), rig.now);
    BOOST_TEST(rig.taken().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
