// Whose frame it is: by token, by host, of a case that has ended, of nobody; and that it costs the same however many cases run.
#include "harness/run/demux.hpp"

#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>

BOOST_AUTO_TEST_SUITE(demultiplexing)

using namespace tsuka;
using Kind = run::Demux::Kind;

namespace {

constexpr std::uint64_t seed = 4711;

model::Host host(Side side, std::uint32_t number) {
    model::Host one;
    one.side = side;
    one.mac.octets = {
        2, 0, 0, static_cast<std::uint8_t>(number >> 16U), static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
    one.address = Ipv4Address{(side == Side::lan ? 0x0a000000U : 0xc6000000U) + number};
    return one;
}

Octets datagram(model::Host const& to, View payload, std::uint8_t protocol = 47, Ipv4Address source = Ipv4Address{0x01020304}) {
    proto::IpParameters ip;
    ip.source = source;
    ip.destination = to.address;
    ip.protocol = protocol;
    return proto::build_ethernet(to.mac, MacAddress{}, 0x0800, proto::build_ipv4(ip, payload));
}

Octets token(std::uint32_t number) {
    return engine::write_token(engine::run_magic(seed), {number, 3, 0});
}

/// One has a client, another one a server.
struct TwoCases {
    TwoCases() {
        demux.add(one, alice);
        demux.add(two, server);
    }
    run::Demux demux{seed};
    std::uint32_t one = demux.begin("t.one");
    std::uint32_t two = demux.begin("t.two");
    model::Host alice = host(Side::lan, 1);
    model::Host server = host(Side::wan, 9);
};

/// Seconds for many look-ups of a frame without a token while so many cases run.
double time_with(std::uint32_t cases) {
    run::Demux demux(seed);
    for (std::uint32_t at = 1; at <= cases; ++at) {
        const auto number = demux.begin("case");
        demux.add(number, host(Side::lan, at));
        demux.add(number, host(Side::wan, at));
    }
    const auto frame = datagram(host(Side::lan, cases), Octets(64));
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const auto began = std::chrono::steady_clock::now();
        std::uint64_t found = 0;
        for (int at = 0; at < 2000; ++at) found += demux.owner(Side::lan, frame).number;
        BOOST_TEST(found == 2000ULL * cases);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    }
    return best;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(by_token_then_by_host, TwoCases) {
    const auto owner = [&](Side side, Octets const& frame) { return demux.owner(side, frame); };
    BOOST_TEST(owner(Side::lan, datagram(alice, Octets(20))).number == one);
    BOOST_TEST(owner(Side::wan, datagram(server, Octets(20))).number == two);
    // A token outweighs the host: that is how a frame at the wrong one is charged to its sender.
    BOOST_TEST(owner(Side::lan, datagram(alice, token(two))).number == two);
    BOOST_TEST((owner(Side::lan, datagram(alice, token(0))).kind == Kind::lab));
    BOOST_TEST((owner(Side::lan, datagram(alice, token(77))).kind == Kind::nobody));
    BOOST_TEST((owner(Side::wan, datagram(host(Side::wan, 8), Octets(20))).kind == Kind::nobody));
    BOOST_TEST((owner(Side::lan, Octets(5)).kind == Kind::nobody));
}

BOOST_FIXTURE_TEST_CASE(what_a_server_has_sent_is_its_case_s_wherever_it_is_delivered, TwoCases) {
    const auto segment = [](std::uint8_t from, std::uint8_t to) {
        return Octets{0, from, 0, to, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 2, 0, 0, 0, 0, 0, 0};
    };
    // A segment without contents has no room for a token.
    const auto knocks = datagram(alice, segment(99, 7), 6, server.address);
    BOOST_TEST(demux.owner(Side::lan, knocks).number == two);
    // But for a port that its own client has opened, to whomever: some routers let everybody in there.
    proto::IpParameters tcp;
    tcp.protocol = 6;
    demux.sends(Side::lan, proto::build_ethernet(MacAddress{}, alice.mac, 0x0800, proto::build_ipv4(tcp, segment(7, 99))));
    BOOST_TEST(demux.owner(Side::lan, knocks).number == one);
    BOOST_TEST(demux.owner(Side::lan, datagram(alice, segment(99, 8), 6, server.address)).number == two);
}

BOOST_FIXTURE_TEST_CASE(a_port_is_open_from_when_its_host_has_sent_from_there, TwoCases) {
    const auto ports = [](std::uint8_t from, std::uint8_t to) { return Octets{0, from, 0, to, 0, 8, 0, 0}; };
    const auto knocks = datagram(alice, ports(99, 7), 17, server.address);
    BOOST_TEST(!demux.is_open(knocks));
    proto::IpParameters udp;
    udp.protocol = 17;
    demux.sends(Side::lan, proto::build_ethernet(MacAddress{}, alice.mac, 0x0800, proto::build_ipv4(udp, ports(7, 99))));
    demux.end(one, {alice});
    BOOST_TEST(demux.is_open(knocks));
    // Neither another port, nor the same one of TCP, nor that of another host.
    BOOST_TEST(!demux.is_open(datagram(alice, ports(99, 8), 17, server.address)));
    BOOST_TEST(!demux.is_open(datagram(alice, ports(99, 7), 6, server.address)));
    BOOST_TEST(!demux.is_open(datagram(host(Side::lan, 3), ports(99, 7), 17, server.address)));
}

BOOST_AUTO_TEST_CASE(a_case_that_has_ended_is_still_known_by_its_token) {
    run::Demux demux(seed);
    const auto one = demux.begin("t.one");
    const auto alice = host(Side::lan, 1);
    demux.add(one, alice);
    demux.end(one, {alice});
    const auto late = demux.owner(Side::lan, datagram(alice, token(one)));
    BOOST_TEST((late.kind == Kind::ended));
    BOOST_TEST(demux.name(late.number) == "t.one");
    // Its hosts are nobody's, until another case has them.
    BOOST_TEST((demux.owner(Side::lan, datagram(alice, Octets(20))).kind == Kind::nobody));
    const auto two = demux.begin("t.two");
    demux.add(two, alice);
    BOOST_TEST(demux.owner(Side::lan, datagram(alice, Octets(20))).number == two);
    BOOST_TEST(demux.name(99) == "");
}

BOOST_AUTO_TEST_CASE(it_costs_the_same_however_many_cases_run) {
    // Looking at every case would take a thousand times as long.
    BOOST_TEST(time_with(20'000) < 50 * time_with(20));
}

BOOST_AUTO_TEST_CASE(the_lab_gets_what_may_concern_it) {
    const auto to = host(Side::lan, 1);
    BOOST_TEST(run::concerns_lab(proto::build_arp(MacAddress::broadcast(), 1, to.mac, to.address, MacAddress{}, to.address)));
    BOOST_TEST(run::concerns_lab(datagram(to, Octets(8), 1)));
    BOOST_TEST(run::concerns_lab(datagram(to, Octets{0, 67, 0, 68, 0, 8, 0, 0}, 17)));
    BOOST_TEST(!run::concerns_lab(datagram(to, Octets{0, 67, 0, 53, 0, 8, 0, 0}, 17)));
    BOOST_TEST(!run::concerns_lab(datagram(to, Octets(8), 47)));
    BOOST_TEST(!run::concerns_lab(Octets(3)));
}

BOOST_AUTO_TEST_SUITE_END()
