// The simulated router against RFC 3022, RFC 4787 and the behaviour classes of ESP.
#include "generator/shape/fragment.hpp"
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(simulated_router)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

const Octets payload = to_octets("an odd number of octets");

Octets esp(std::uint32_t spi) {
    Writer writer;
    writer.u32(spi).u32(1).zeros(64);
    return writer.take();
}

BOOST_AUTO_TEST_CASE(translates_and_restores_with_right_checksums) {
    Rig rig;
    const auto out = rig.udp(Side::lan, alice, 40000, server, 53, payload);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].seen.problems.empty());
    BOOST_TEST(out[0].number("ip.src") == rig.wan_address.number);
    BOOST_TEST(out[0].number("ip.ttl") == 63U);
    BOOST_TEST(out[0].number("udp.src_port") == 40000U);
    const auto back = rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload);
    BOOST_REQUIRE_EQUAL(back.size(), 1U);
    BOOST_TEST(back[0].seen.problems.empty());
    BOOST_TEST(back[0].number("ip.dst") == alice.number);
}

BOOST_AUTO_TEST_CASE(a_second_client_gets_another_port_towards_the_same_server) {
    Rig rig;
    (void)rig.udp(Side::lan, alice, 500, server, 500, payload);
    const auto out = rig.udp(Side::lan, bob, 500, server, 500, payload);
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].number("udp.src_port") != 500U);
    BOOST_TEST(rig.udp(Side::lan, bob, 500, second, 500, payload).at(0).number("udp.dst_port") == 500U);
}

BOOST_AUTO_TEST_CASE(lets_nothing_in_unasked_and_forgets_after_its_timer) {
    Rig rig;
    BOOST_TEST(rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload).empty());
    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    rig.now += std::chrono::seconds(299);
    BOOST_TEST(rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload).size() == 1U);
    rig.now += std::chrono::seconds(301);
    BOOST_TEST(rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload).empty());
}

BOOST_AUTO_TEST_CASE(a_stream_lives_longer_than_a_question_and_its_answer) {
    model::RouterSpec spec;
    spec.timers.udp = std::chrono::seconds(120);
    spec.timers.udp_unanswered = std::chrono::seconds(30);
    spec.timers.udp_stream_after = std::chrono::seconds(2);
    Rig rig(spec);
    const auto ask = [&] { (void)rig.udp(Side::lan, alice, 40000, server, 53, payload); };
    const auto answered = [&] { return rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload).size() == 1; };
    ask();
    BOOST_TEST(answered());
    rig.now += std::chrono::seconds(31);
    BOOST_TEST(!answered());
    ask();
    BOOST_TEST(answered());
    rig.now += std::chrono::seconds(3);
    ask();
    rig.now += std::chrono::seconds(119);
    BOOST_TEST(answered());
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_becomes_one_of_its_range) {  // RFC 4787 section 4.2.1
    model::RouterSpec spec;
    spec.keep_range = true;
    Rig rig(spec);
    (void)rig.udp(Side::lan, alice, 500, server, 500, payload);
    BOOST_TEST(rig.udp(Side::lan, bob, 500, server, 500, payload).at(0).number("udp.src_port") < 1024U);
    (void)rig.udp(Side::lan, alice, 4500, server, 4500, payload);
    BOOST_TEST(rig.udp(Side::lan, bob, 4500, server, 4500, payload).at(0).number("udp.src_port") >= 1024U);
}

BOOST_AUTO_TEST_CASE(believes_no_source_of_the_lan_or_its_own_on_the_wan) {
    // RFC 2827 section 3; with endpoint-independent filtering nothing else would keep them out.
    model::RouterSpec spec;
    spec.filtering = model::Dependence::endpoint_independent;
    Rig rig(spec);
    (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
    BOOST_TEST(rig.udp(Side::wan, second, 53, rig.wan_address, 40000, payload).size() == 1U);
    BOOST_TEST(rig.udp(Side::wan, bob, 53, rig.wan_address, 40000, payload).empty());
    BOOST_TEST(rig.udp(Side::wan, rig.wan_address, 53, rig.wan_address, 40000, payload).empty());
}

BOOST_AUTO_TEST_CASE(filtering_follows_rfc_4787_section_5) {
    const auto passes = [](model::Dependence filtering, Ipv4Address from, std::uint16_t port) {
        model::RouterSpec spec;
        spec.filtering = filtering;
        Rig rig(spec);
        (void)rig.udp(Side::lan, alice, 40000, server, 53, payload);
        return !rig.udp(Side::wan, from, port, rig.wan_address, 40000, payload).empty();
    };
    using model::Dependence;
    BOOST_TEST(passes(Dependence::endpoint_independent, second, 99));
    BOOST_TEST(!passes(Dependence::address_dependent, second, 53));
    BOOST_TEST(passes(Dependence::address_dependent, server, 99));
    BOOST_TEST(!passes(Dependence::address_and_port_dependent, server, 99));
    BOOST_TEST(passes(Dependence::address_and_port_dependent, server, 53));
}

BOOST_AUTO_TEST_CASE(esp_replies_follow_the_class) {
    const auto replies_go_to = [](model::EspHandling handling) {
        model::RouterSpec spec;
        spec.esp = handling;
        Rig rig(spec);
        (void)rig.ip(Side::lan, alice, server, 50, esp(1));
        (void)rig.ip(Side::wan, server, rig.wan_address, 50, esp(11));
        rig.now += std::chrono::milliseconds(1);
        (void)rig.ip(Side::lan, bob, server, 50, esp(2));
        std::vector<std::uint64_t> hosts;
        for (auto const& arrived : rig.ip(Side::wan, server, rig.wan_address, 50, esp(12))) hosts.push_back(arrived.number("ip.dst"));
        return hosts;
    };
    using model::EspHandling;
    using Hosts = std::vector<std::uint64_t>;
    BOOST_TEST(replies_go_to(EspHandling::blocked) == Hosts{}, boost::test_tools::per_element());
    BOOST_TEST(replies_go_to(EspHandling::first_come) == Hosts{alice.number}, boost::test_tools::per_element());
    BOOST_TEST(replies_go_to(EspHandling::last_come) == Hosts{bob.number}, boost::test_tools::per_element());
    BOOST_TEST(replies_go_to(EspHandling::serialised) == Hosts{bob.number}, boost::test_tools::per_element());
    BOOST_TEST(replies_go_to(EspHandling::copied).size() == 2U);
}

BOOST_AUTO_TEST_CASE(serialised_esp_waits_for_its_turn) {
    Rig rig;
    BOOST_TEST(rig.ip(Side::lan, alice, server, 50, esp(1)).size() == 1U);
    BOOST_TEST(rig.ip(Side::lan, bob, server, 50, esp(2)).empty());
    BOOST_REQUIRE(rig.router.wake_at());
    const auto after = rig.ip(Side::wan, server, rig.wan_address, 50, esp(11));
    BOOST_REQUIRE_EQUAL(after.size(), 2U);  // the reply, and the packet that waited
    BOOST_TEST(!rig.router.wake_at());
}

BOOST_AUTO_TEST_CASE(fragments_in_reverse_order_wait_for_the_first) {
    const auto datagram = Rig::datagram(alice, server, 17, proto::build_udp(alice, server, 40000, 53, Octets(2900, 7)));
    const auto pieces = shape::fragment(datagram, {1280, {3, 2, 1}, 0});
    BOOST_REQUIRE(pieces);
    const auto arrivals = [&](model::FragmentHandling handling) {
        model::RouterSpec spec;
        spec.fragments = handling;
        Rig rig(spec);
        std::size_t count = 0;
        for (auto const& piece : *pieces)
            for (auto const& arrived : rig.send(Side::lan, piece)) {
                BOOST_TEST(arrived.number("ip.src") == rig.wan_address.number);
                ++count;
            }
        return count;
    };
    BOOST_TEST(arrivals(model::FragmentHandling::any_order) == 3U);
    BOOST_TEST(arrivals(model::FragmentHandling::first_first) == 1U);
    BOOST_TEST(arrivals(model::FragmentHandling::reassembled) == 2U);  // cut again for an MTU of 1500
    BOOST_TEST(arrivals(model::FragmentHandling::dropped) == 0U);
}

// RFC 6864 section 5.3.1: what leaves under the router's address is identified as the router's own.
BOOST_AUTO_TEST_CASE(fragments_of_two_clients_leave_under_two_identifications) {
    Rig rig;
    std::set<std::uint64_t> ids;
    std::vector<Octets> tails;
    for (auto const client : {alice, bob}) {
        const auto pieces =
            shape::fragment(Rig::datagram(client, server, 17, proto::build_udp(client, server, 40000, 53, Octets(1800, 7))), {1280, {}, 0});
        BOOST_REQUIRE(pieces && pieces->size() == 2);
        const auto first = rig.send(Side::lan, pieces->at(0));
        BOOST_REQUIRE_EQUAL(first.size(), 1U);
        ids.insert(first[0].number("ip.id"));
        tails.push_back(pieces->at(1));
    }
    BOOST_TEST(ids.size() == 2U);
    for (auto const& tail : tails) {
        const auto last = rig.send(Side::lan, tail);
        BOOST_REQUIRE_EQUAL(last.size(), 1U);
        BOOST_TEST(ids.erase(last[0].number("ip.id")) == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_datagram_too_large_for_the_wan_is_refused_with_its_mtu) {
    model::RouterSpec spec;
    spec.wan_mtu = 1400;
    Rig rig(spec);
    auto datagram = Rig::datagram(alice, server, 17, proto::build_udp(alice, server, 40000, 53, Octets(1450, 7)));
    BOOST_TEST(rig.send(Side::lan, datagram).size() == 2U);
    proto::IpParameters ip;
    ip.source = alice;
    ip.destination = server;
    ip.protocol = 17;
    ip.dont_fragment = true;
    const auto back = rig.send(Side::lan, proto::build_ipv4(ip, proto::build_udp(alice, server, 40000, 53, Octets(1450, 7))));
    BOOST_REQUIRE_EQUAL(back.size(), 1U);
    BOOST_TEST((back[0].side == Side::lan));
    BOOST_TEST(back[0].number("icmp.type") == 3U);
    BOOST_TEST(back[0].number("icmp.code") == 4U);
    BOOST_TEST(back[0].number("ip.dst") == alice.number);
}

BOOST_AUTO_TEST_CASE(no_octets_make_it_stumble) {
    Rig rig;
    std::uint64_t state = 7;
    for (unsigned round = 0; round < 20000; ++round) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        Octets octets(static_cast<std::size_t>(state >> 33U) % 90);
        for (auto& octet : octets) octet = static_cast<std::uint8_t>((state = state * 6364136223846793005U + 1) >> 56U);
        if (octets.size() > 34) {
            // Mostly a plausible IPv4 header, so that what is behind it is reached.
            octets[0] = 0x45;
            octets[2] = 0;
            octets[3] = static_cast<std::uint8_t>(octets.size());
            constexpr std::uint8_t protocols[] = {1, 6, 17, 47, 50, 51};
            octets[9] = protocols[(state >> 40U) % 6];
            std::copy_n(Rig::datagram(alice, server, 17, {}).begin() + 12, 8, octets.begin() + 12);
        }
        (void)rig.send(round % 2 == 0 ? Side::lan : Side::wan, octets);
        rig.now += std::chrono::milliseconds(10);
        if (const auto at = rig.router.wake_at(); at && *at <= rig.now) rig.router.wake(rig.now);
    }
    BOOST_TEST(rig.udp(Side::lan, alice, 41000, second, 53, payload).size() == 1U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
