// Joining the LAN and the ISP's DHCP server, in virtual time: against each other and against messages with faults.
#include "harness/lab/join.hpp"

#include "generator/proto/dhcp.hpp"
#include "generator/proto/frame.hpp"
#include "harness/lab/frame_reader.hpp"
#include "harness/lab/household.hpp"
#include "harness/lab/isp.hpp"
#include "support.hpp"

#include <set>

using namespace tsuka;
using namespace tsuka::test;
using namespace std::chrono_literals;

namespace {

const MacAddress client_mac = mac("02:11:22:33:44:55");
const MacAddress router_mac = mac("0a:00:00:00:00:01");

/// A router's LAN side: the Isp class is a whole DHCP server, so it can play that part too.
model::WanSide router_lan() {
    model::WanSide side;
    side.link = parse_prefix("192.168.0.1/16").value();
    side.router_address = ip("192.168.7.7");
    return side;
}

proto::DhcpMessage dhcp_of(Octets const& frame) {
    const auto udp = lab::read_udp(frame);
    BOOST_REQUIRE(udp);
    const auto message = proto::read_dhcp(udp->payload);
    BOOST_REQUIRE(message);
    return *message;
}

Octets from_server(proto::DhcpMessage const& message) {
    const auto server = ip("192.168.0.1");
    proto::IpParameters header;
    header.source = server;
    header.destination = ip("255.255.255.255");
    header.protocol = 17;
    const auto udp = proto::build_udp(header.source, header.destination, 67, 68, proto::build_dhcp(message));
    return proto::build_ethernet(MacAddress::broadcast(), router_mac, 0x0800, proto::build_ipv4(header, udp));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(join)

BOOST_AUTO_TEST_CASE(a_fixed_address_needs_one_arp_exchange) {
    auto join = lab::Join::with_address("alice", client_mac, ip("192.168.1.5"), ip("192.168.0.1"));
    join.start(at(0s));
    const auto frames = join.take_frames();
    BOOST_REQUIRE(frames.size() == 2U);
    BOOST_TEST(to_hex(part(frames[0], 0, 42)) ==  // a probe from nobody (RFC 5227 section 2.1.1), and nothing waits for it
               "ffffffffffff0211223344550806"
               "0001080006040001"
               "02112233445500000000"
               "000000000000c0a80105");
    BOOST_TEST(to_hex(part(frames[1], 0, 42)) ==
               "ffffffffffff0211223344550806"
               "0001080006040001"
               "021122334455c0a80105"
               "000000000000c0a80001");
    BOOST_TEST((join.state() == lab::Progress::working));

    lab::Household router{Side::lan};
    router.add_gateway(ip("192.168.0.1"), router_mac);
    BOOST_TEST(router.answer(frames[0]).empty());
    for (auto const& frame : router.answer(frames[1])) join.receive(frame, at(1ms));
    BOOST_TEST((join.state() == lab::Progress::ready));
    BOOST_TEST((join.host().gateway_mac == router_mac));
    BOOST_TEST(join.host().actor == "alice");
    BOOST_TEST(!join.wake_at());
    BOOST_TEST(join.leave().empty());
}

BOOST_AUTO_TEST_CASE(an_unanswered_arp_request_is_repeated_and_then_given_up_in_words) {
    auto join = lab::Join::with_address("alice", client_mac, ip("192.168.1.5"), ip("192.168.0.1"));
    join.start(at(0s));
    std::size_t sent = join.take_frames().size();
    while (const auto next = join.wake_at()) {
        BOOST_REQUIRE((*next <= at(5s)));
        join.wake(*next - 1ns);
        BOOST_TEST(join.take_frames().empty());
        join.wake(*next);
        sent += join.take_frames().size();
    }
    BOOST_TEST(sent == 6U);  // and a probe
    BOOST_TEST((join.state() == lab::Progress::failed));
    BOOST_TEST(join.why().find("192.168.0.1 did not answer ARP") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(arp_of_others_does_not_finish_it) {
    auto join = lab::Join::with_address("alice", client_mac, ip("192.168.1.5"), ip("192.168.0.1"));
    join.start(at(0s));
    join.receive(proto::build_arp(client_mac, 2, router_mac, ip("192.168.0.2"), client_mac, ip("192.168.1.5")), at(1ms));
    BOOST_TEST((join.state() == lab::Progress::working));
    join.receive(proto::build_arp(MacAddress::broadcast(), 1, router_mac, ip("192.168.0.1"), {}, ip("192.168.1.99")), at(1ms));
    BOOST_TEST((join.state() == lab::Progress::ready));
}

BOOST_AUTO_TEST_CASE(a_lease_is_discovered_requested_acknowledged_and_resolved) {
    lab::Isp server{router_lan(), router_mac};
    lab::Household router{Side::lan};
    router.add_gateway(ip("192.168.0.1"), router_mac);
    auto join = lab::Join::with_lease("bob", client_mac, 0x12345678);
    join.start(at(0s));
    std::vector<proto::DhcpType> said;
    for (auto frames = join.take_frames(); !frames.empty(); frames = join.take_frames()) {
        for (auto const& frame : frames) {
            if (lab::read_udp(frame)) said.push_back(dhcp_of(frame).type);
            for (auto const& reply : server.answer(frame)) join.receive(reply, at(1ms));
            for (auto const& reply : router.answer(frame)) join.receive(reply, at(2ms));
        }
    }
    BOOST_TEST((join.state() == lab::Progress::ready));
    BOOST_TEST((said == std::vector{proto::DhcpType::discover, proto::DhcpType::request}));
    BOOST_TEST((join.host().address == ip("192.168.7.7")));
    BOOST_TEST((join.host().gateway == ip("192.168.0.1")));
    BOOST_TEST((join.host().gateway_mac == router_mac));
    BOOST_TEST((server.lessee() == client_mac));

    const auto farewell = join.leave();
    BOOST_REQUIRE(farewell.size() == 1U);
    const auto release = dhcp_of(farewell[0]);
    BOOST_TEST((release.type == proto::DhcpType::release));
    BOOST_TEST((release.ciaddr == ip("192.168.7.7")));
    BOOST_TEST(server.answer(farewell[0]).empty());
    BOOST_TEST(!server.lessee());
}

BOOST_AUTO_TEST_CASE(the_request_says_what_rfc_2131_table_5_wants) {
    auto join = lab::Join::with_lease("bob", client_mac, 77);
    join.start(at(0s));
    const auto discover = join.take_frames();
    BOOST_REQUIRE(discover.size() == 1U);
    const auto udp = lab::read_udp(discover[0]);
    BOOST_REQUIRE(udp);
    BOOST_TEST((udp->datagram.source == Ipv4Address{}));
    BOOST_TEST((udp->datagram.destination == ip("255.255.255.255")));
    BOOST_TEST((udp->datagram.frame_destination == MacAddress::broadcast()));
    lab::Isp server{router_lan(), router_mac};
    join.receive(server.answer(discover[0]).at(0), at(1s));
    const auto request = dhcp_of(join.take_frames().at(0));
    BOOST_TEST(request.xid == 77U);
    BOOST_TEST(request.secs == 1U);
    BOOST_TEST((request.ciaddr == Ipv4Address{}));
    BOOST_TEST((request.requested_address == ip("192.168.7.7")));
    BOOST_TEST((request.server_id == ip("192.168.0.1")));
    BOOST_TEST((request.chaddr == client_mac));
}

BOOST_AUTO_TEST_CASE(offers_for_others_and_offers_without_an_address_are_passed_over) {
    auto join = lab::Join::with_lease("bob", client_mac, 77);
    join.start(at(0s));
    const auto asked = join.take_frames().at(0);
    lab::Isp server{router_lan(), router_mac};
    const auto offer = dhcp_of(server.answer(asked).at(0));
    auto other_transaction = offer;
    other_transaction.xid = 78;
    auto other_client = offer;
    other_client.chaddr = mac("02:00:00:00:00:09");
    auto no_address = offer;
    no_address.yiaddr = {};
    auto no_server = offer;
    no_server.server_id.reset();
    for (auto const& wrong : {other_transaction, other_client, no_address, no_server}) join.receive(from_server(wrong), at(1ms));
    BOOST_TEST(join.take_frames().empty());
    join.receive(from_server(offer), at(1ms));
    BOOST_TEST(join.take_frames().size() == 1U);
}

namespace {

/// From the DHCPDISCOVER that is out to the server's refusal of what it has offered itself.
void refuse(lab::Join& join, MacAddress client, Instant now) {
    lab::Isp server{router_lan(), router_mac};
    const auto discover = join.take_frames();
    BOOST_REQUIRE(discover.size() == 1U);
    join.receive(server.answer(discover[0]).at(0), now + 1ms);
    BOOST_REQUIRE(join.take_frames().size() == 1U);
    proto::DhcpMessage refusal;
    refusal.type = proto::DhcpType::nak;
    refusal.xid = 77;
    refusal.chaddr = client;
    refusal.server_id = ip("192.168.0.1");
    join.receive(from_server(refusal), now + 2ms);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_server_that_refuses_its_own_offers_is_given_up) {
    auto join = lab::Join::with_lease("bob", client_mac, 77);
    join.start(at(0s));
    auto now = at(0s);
    Duration waited{};
    for (int round = 0; round < 8; ++round) {
        refuse(join, client_mac, now);
        BOOST_TEST((join.state() == lab::Progress::working));
        BOOST_TEST(join.take_frames().empty());  // not at once: who else asks in this moment would be offered the same address
        BOOST_REQUIRE(join.wake_at());
        BOOST_TEST((*join.wake_at() - now > waited));
        waited = *join.wake_at() - now;
        now = *join.wake_at();
        join.wake(now);
    }
    refuse(join, client_mac, now);
    BOOST_TEST((join.state() == lab::Progress::failed));
    BOOST_TEST(join.why().find("DHCPNAK") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(refused_clients_do_not_come_back_in_one_moment) {
    std::set<Instant> moments;
    for (unsigned client = 0; client < 8; ++client) {
        auto own = client_mac;
        own.octets.back() = static_cast<std::uint8_t>(0x20 + client);
        auto join = lab::Join::with_lease("bob", own, 77);
        join.start(at(0s));
        refuse(join, own, at(0s));
        BOOST_REQUIRE(join.wake_at());
        moments.insert(*join.wake_at());
    }
    BOOST_TEST(moments.size() == 8U);
}

/// Each is taken back in words before anything is tested with it.
BOOST_AUTO_TEST_CASE(absurd_leases_are_refused_in_words) {
    using Bend = void (*)(proto::DhcpMessage&);
    const std::vector<std::pair<Bend, std::string>> bends{
        {[](auto& lease) { lease.subnet_mask = ip("0.0.0.0"); }, "192.168.7.7 with the subnet mask 0.0.0.0: the whole Internet"},
        {[](auto& lease) { lease.subnet_mask = ip("255.255.255.255"); },
         "the router 192.168.0.1, which lies outside of its subnet 192.168.7.7/32"},
        {[](auto& lease) { lease.subnet_mask = ip("255.0.255.0"); }, "the subnet mask 255.0.255.0, whose bits are not contiguous"},
        {[](auto& lease) { lease.lease_time = 0; }, "192.168.7.7 for 0 seconds"},
        {[](auto& lease) { lease.routers.clear(); }, "192.168.7.7 without a router"},
        {[](auto& lease) { lease.routers = {ip("10.0.0.1")}; }, "the router 10.0.0.1, which lies outside of its subnet"},
        {[](auto& lease) { lease.routers = {ip("192.168.7.7")}; }, "192.168.7.7, which it says is the router's own address"},
        {[](auto& lease) { lease.routers = {ip("255.255.255.255")}; }, "the router 255.255.255.255, which can be nobody's address"},
        {[](auto& lease) { lease.yiaddr = ip("224.0.0.5"); }, "224.0.0.5, which can be nobody's address"},
        {[](auto& lease) { lease.yiaddr = ip("127.0.0.1"); }, "127.0.0.1, which can be nobody's address"},
        {[](auto& lease) { lease.yiaddr = ip("192.168.255.255"); },
         "192.168.255.255, which is no host of its subnet 192.168.255.255/16 but its broadcast"},
        {[](auto& lease) { lease.yiaddr = ip("192.168.0.0"); }, "192.168.0.0, which is no host of its subnet"},
    };
    for (auto const& [bend, words] : bends) {
        BOOST_TEST_CONTEXT(words) {
            auto join = lab::Join::with_lease("bob", client_mac, 77);
            lab::Isp server{router_lan(), router_mac};
            join.start(at(0s));
            join.receive(server.answer(join.take_frames().at(0)).at(0), at(1ms));
            auto lease = dhcp_of(server.answer(join.take_frames().at(0)).at(0));
            bend(lease);
            join.receive(from_server(lease), at(2ms));
            BOOST_TEST((join.state() == lab::Progress::failed));
            BOOST_TEST(join.why().find("the DHCP server 192.168.0.1 leases ") == 0U);
            BOOST_TEST(join.why().find(words) != std::string::npos, join.why());
            BOOST_TEST(!join.wake_at());
        }
    }
}

namespace {

/// Joined at 0 s, with a lease of an hour.
lab::Join leased(lab::Isp& server) {
    auto join = lab::Join::with_lease("alice", client_mac, 77);
    lab::Household router{Side::lan};
    router.add_gateway(ip("192.168.0.1"), router_mac);
    join.start(at(0s));
    for (int turn = 0; turn < 4; ++turn)
        for (auto const& frame : join.take_frames()) {
            for (auto const& answer : server.answer(frame)) join.receive(answer, at(0s));
            for (auto const& answer : router.answer(frame)) join.receive(answer, at(0s));
        }
    BOOST_REQUIRE((join.state() == lab::Progress::ready));
    return join;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_lease_is_renewed_when_half_of_it_is_over_and_again) {
    lab::Isp server(router_lan(), router_mac);
    auto join = leased(server);
    for (int turn = 1; turn <= 3; ++turn) {
        BOOST_REQUIRE(join.wake_at());
        BOOST_TEST((*join.wake_at() == at(1800s * turn)));
        join.wake(at(1800s * turn));
        const auto frames = join.take_frames();
        BOOST_REQUIRE(frames.size() == 1U);
        const auto asked = dhcp_of(frames[0]);
        BOOST_TEST((asked.type == proto::DhcpType::request));
        BOOST_TEST((asked.ciaddr == ip("192.168.7.7")));
        BOOST_TEST(!asked.requested_address);
        BOOST_TEST(!asked.server_id);
        BOOST_TEST((lab::read_udp(frames[0])->datagram.destination == ip("192.168.0.1")));
        for (auto const& answer : server.answer(frames[0])) join.receive(answer, at(1800s * turn));
        BOOST_TEST((join.state() == lab::Progress::ready));
    }
}

BOOST_AUTO_TEST_CASE(a_lease_that_nobody_renews_is_asked_of_everybody_and_then_lost_in_words) {
    lab::Isp server(router_lan(), router_mac);
    auto join = leased(server);
    Octets last;
    while (const auto next = join.wake_at()) {
        BOOST_REQUIRE((*next <= at(3600s)));
        join.wake(*next);
        for (auto& frame : join.take_frames()) last = frame;
    }
    BOOST_TEST((lab::read_udp(last)->datagram.destination == ip("255.255.255.255")));
    BOOST_TEST((join.state() == lab::Progress::failed));
    BOOST_TEST(join.why() == "192.168.0.1 did not renew the lease of 192.168.7.7, which is over");
    BOOST_TEST(join.leave().empty());
}

namespace {

/// Somebody else's answer to a probe of that address.
Octets claim(Ipv4Address address, MacAddress by) {
    return proto::build_arp(client_mac, 2, by, address, client_mac, {});
}

Octets answer_of_router(Ipv4Address client) {
    return proto::build_arp(client_mac, 2, router_mac, ip("192.168.0.1"), client_mac, client);
}

const MacAddress squatter = mac("0a:00:00:00:00:66");

}  // namespace

BOOST_AUTO_TEST_CASE(a_fixed_address_that_another_host_has_is_told_before_and_after) {
    for (const bool late : {false, true}) {
        auto join = lab::Join::with_address("alice", client_mac, ip("192.168.1.5"), ip("192.168.0.1"));
        join.start(at(0s));
        if (!late) join.receive(claim(ip("192.168.1.5"), squatter), at(1ms));
        BOOST_TEST((join.state() == lab::Progress::working));  // it may be the router, which is not known yet
        join.receive(answer_of_router(ip("192.168.1.5")), at(2ms));
        BOOST_TEST((join.state() == (late ? lab::Progress::ready : lab::Progress::failed)));
        if (late) join.receive(claim(ip("192.168.1.5"), squatter), at(5s));
        BOOST_TEST((join.state() == lab::Progress::failed));
        BOOST_TEST(join.is_in_conflict());
        BOOST_TEST(join.why() == "192.168.1.5, one of the lab's clients, is in use by another host, 0a:00:00:00:00:66");
        const auto conflicts = join.take_conflicts();
        BOOST_REQUIRE(conflicts.size() == 1U);
        BOOST_TEST((conflicts.front().address == ip("192.168.1.5")));
        BOOST_TEST((conflicts.front().holder == squatter));
        BOOST_TEST(join.take_conflicts().empty());
        BOOST_TEST(!join.wake_at());
    }
}

BOOST_AUTO_TEST_CASE(a_silent_gateway_hides_no_conflict) {
    auto join = lab::Join::with_address("alice", client_mac, ip("192.168.1.5"), ip("192.168.0.1"));
    join.start(at(0s));
    join.receive(claim(ip("192.168.1.5"), squatter), at(1ms));
    while (const auto next = join.wake_at()) join.wake(*next);
    BOOST_TEST(join.is_in_conflict());
}

BOOST_AUTO_TEST_CASE(neither_a_proxy_nor_ones_own_arp_nor_that_of_others_is_a_conflict) {
    auto join = lab::Join::with_address("alice", client_mac, ip("192.168.1.5"), ip("192.168.0.1"));
    join.start(at(0s));
    const auto harmless = [&](Instant now) {
        join.receive(claim(ip("192.168.1.5"), router_mac), now);  // RFC 1027
        join.receive(claim(ip("192.168.1.5"), client_mac), now);  // a mirror
        join.receive(claim(ip("192.168.1.6"), squatter), now);
    };
    harmless(at(1ms));
    join.receive(answer_of_router(ip("192.168.1.5")), at(2ms));
    harmless(at(3ms));
    BOOST_TEST((join.state() == lab::Progress::ready));
    BOOST_TEST(join.take_conflicts().empty());
}

BOOST_AUTO_TEST_CASE(a_lease_of_an_address_in_use_is_declined_and_another_one_asked_for) {
    lab::Isp server{router_lan(), router_mac};
    auto join = lab::Join::with_lease("bob", client_mac, 77);
    join.start(at(0s));
    const auto lease = [&](Instant now) {
        join.receive(server.answer(join.take_frames().at(0)).at(0), now);
        join.receive(server.answer(join.take_frames().at(0)).at(0), now);
        const auto probe = lab::read_arp(join.take_frames().at(0));
        BOOST_REQUIRE(probe);
        BOOST_TEST((probe->sender == Ipv4Address{}));
        BOOST_TEST((probe->target == ip("192.168.7.7")));
        join.receive(claim(ip("192.168.7.7"), squatter), now);
        join.receive(answer_of_router(ip("192.168.7.7")), now);
    };
    lease(at(1s));
    BOOST_TEST((join.state() == lab::Progress::working));
    BOOST_TEST(join.take_conflicts().size() == 1U);
    const auto frames = join.take_frames();
    BOOST_REQUIRE(frames.size() == 1U);
    const auto decline = dhcp_of(frames.front());  // RFC 2131 tables 3 and 5
    BOOST_TEST((decline.type == proto::DhcpType::decline));
    BOOST_TEST((decline.requested_address == ip("192.168.7.7")));
    BOOST_TEST((decline.server_id == ip("192.168.0.1")));
    BOOST_TEST((decline.ciaddr == Ipv4Address{}));
    BOOST_TEST((lab::read_udp(frames.front())->datagram.destination == ip("255.255.255.255")));
    BOOST_REQUIRE(join.wake_at());
    BOOST_TEST((*join.wake_at() == at(11s)));  // section 3.1 step 5
    join.wake(at(11s));
    lease(at(12s));
    BOOST_TEST((join.state() == lab::Progress::failed));
    BOOST_TEST(join.why() == "192.168.7.7, which 192.168.0.1 leased, is in use by another host, 0a:00:00:00:00:66");
    BOOST_TEST((dhcp_of(join.take_frames().at(0)).type == proto::DhcpType::decline));
}

BOOST_AUTO_TEST_CASE(a_lease_is_declined_when_its_address_is_claimed_later) {
    lab::Isp server(router_lan(), router_mac);
    auto join = leased(server);
    join.receive(claim(ip("192.168.7.7"), squatter), at(60s));
    BOOST_TEST((join.state() == lab::Progress::failed));
    BOOST_TEST((dhcp_of(join.take_frames().at(0)).type == proto::DhcpType::decline));
    BOOST_TEST(join.leave().empty());
    BOOST_TEST(!join.wake_at());
}

BOOST_AUTO_TEST_CASE(a_second_server_is_noticed_even_late) {
    auto join = lab::Join::with_lease("bob", client_mac, 77);
    lab::Isp server{router_lan(), router_mac};
    join.start(at(0s));
    const auto asked = join.take_frames().at(0);
    auto other = dhcp_of(server.answer(asked).at(0));
    other.server_id = ip("192.168.0.250");
    join.receive(server.answer(asked).at(0), at(1ms));
    BOOST_TEST(!join.other_server());
    join.receive(server.answer(join.take_frames().at(0)).at(0), at(2ms));
    join.receive(from_server(other), at(3ms));
    BOOST_TEST((join.other_server() == ip("192.168.0.250")));
    BOOST_TEST((join.state() == lab::Progress::working));  // by ARP, with the first one's lease
    BOOST_TEST((join.host().address == ip("192.168.7.7")));
}

BOOST_AUTO_TEST_CASE(a_lan_without_a_dhcp_server_fails_after_fifteen_seconds) {
    auto join = lab::Join::with_lease("bob", client_mac, 77);
    join.start(at(0s));
    Instant last{};
    while (const auto next = join.wake_at()) {
        last = *next;
        join.wake(last);
    }
    BOOST_TEST((last == at(15s)));
    BOOST_TEST(join.take_frames().size() == 4U);
    BOOST_TEST((join.state() == lab::Progress::failed));
    BOOST_TEST(join.why().find("no DHCPOFFER") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(isp)

namespace {

Octets ask(proto::DhcpMessage const& message, std::string_view source, std::string_view destination) {
    proto::IpParameters header;
    header.source = ip(source);
    header.destination = ip(destination);
    header.protocol = 17;
    const auto udp = proto::build_udp(header.source, header.destination, 68, 67, proto::build_dhcp(message));
    return proto::build_ethernet(MacAddress::broadcast(), message.chaddr, 0x0800, proto::build_ipv4(header, udp));
}

proto::DhcpMessage from_router(proto::DhcpType type) {
    proto::DhcpMessage message;
    message.type = type;
    message.xid = 5;
    message.chaddr = router_mac;
    return message;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_offer_carries_the_lab_s_addresses) {
    lab::Isp isp{model::WanSide{}, mac("02:00:00:00:00:fe")};
    const auto frames = isp.answer(ask(from_router(proto::DhcpType::discover), "0.0.0.0", "255.255.255.255"));
    BOOST_REQUIRE(frames.size() == 1U);
    const auto offer = dhcp_of(frames[0]);
    BOOST_TEST((offer.type == proto::DhcpType::offer));
    BOOST_TEST((offer.yiaddr == ip("203.0.113.2")));
    BOOST_TEST((offer.server_id == ip("203.0.113.1")));
    BOOST_TEST((offer.subnet_mask == ip("255.255.255.0")));
    BOOST_TEST((offer.routers == std::vector{ip("203.0.113.1")}));
    BOOST_TEST(offer.lease_time.value_or(0) == 3600U);
    BOOST_TEST((lab::read_udp(frames[0])->datagram.frame_destination == router_mac));
    BOOST_TEST(!isp.lessee());
}

BOOST_AUTO_TEST_CASE(a_client_that_wants_broadcast_gets_it) {
    lab::Isp isp{model::WanSide{}, mac("02:00:00:00:00:fe")};
    auto discover = from_router(proto::DhcpType::discover);
    discover.broadcast = true;
    const auto frames = isp.answer(ask(discover, "0.0.0.0", "255.255.255.255"));
    const auto datagram = lab::read_udp(frames.at(0))->datagram;
    BOOST_TEST((datagram.frame_destination == MacAddress::broadcast()));
    BOOST_TEST((datagram.destination == ip("255.255.255.255")));
}

BOOST_AUTO_TEST_CASE(another_address_is_refused_and_another_server_s_client_left_alone) {
    lab::Isp isp{model::WanSide{}, mac("02:00:00:00:00:fe")};
    auto request = from_router(proto::DhcpType::request);
    request.requested_address = ip("10.0.0.9");
    const auto refusal = isp.answer(ask(request, "0.0.0.0", "255.255.255.255"));
    BOOST_REQUIRE(refusal.size() == 1U);
    BOOST_TEST((dhcp_of(refusal[0]).type == proto::DhcpType::nak));
    BOOST_TEST((lab::read_udp(refusal[0])->datagram.frame_destination == MacAddress::broadcast()));
    request.server_id = ip("10.0.0.1");
    BOOST_TEST(isp.answer(ask(request, "0.0.0.0", "255.255.255.255")).empty());
    BOOST_TEST(!isp.lessee());
}

BOOST_AUTO_TEST_CASE(a_renewal_by_unicast_is_acknowledged_to_the_address) {
    lab::Isp isp{model::WanSide{}, mac("02:00:00:00:00:fe")};
    auto renewal = from_router(proto::DhcpType::request);
    renewal.ciaddr = ip("203.0.113.2");
    const auto frames = isp.answer(ask(renewal, "203.0.113.2", "203.0.113.1"));
    BOOST_REQUIRE(frames.size() == 1U);
    BOOST_TEST((dhcp_of(frames[0]).type == proto::DhcpType::ack));
    BOOST_TEST((lab::read_udp(frames[0])->datagram.destination == ip("203.0.113.2")));
    BOOST_TEST((isp.lessee() == router_mac));
    BOOST_TEST(isp.acknowledged() == 1U);
}

BOOST_AUTO_TEST_CASE(the_gateway_asks_for_the_router_s_mac) {
    lab::Isp isp{model::WanSide{}, mac("02:00:00:00:00:fe")};
    auto neighbour = isp.resolve_router();
    neighbour.start(at(0s));
    BOOST_TEST(to_hex(part(neighbour.take_frames().at(0), 14, 28)) ==
               "0001080006040001"
               "0200000000fecb007101"
               "000000000000cb007102");
    neighbour.receive(proto::build_arp(isp.mac(), 2, router_mac, ip("203.0.113.2"), isp.mac(), ip("203.0.113.1")), at(1ms));
    BOOST_TEST((neighbour.state() == lab::Progress::ready));
    BOOST_TEST((neighbour.mac() == router_mac));
}

BOOST_AUTO_TEST_SUITE_END()
