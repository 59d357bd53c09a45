// Which port a client gets when it cannot keep its own (RFC 4787 REQ-3 a, REQ-4), and what happens when the table is full.
#include "tests/unit/sim/class_story.hpp"

#include <set>

BOOST_AUTO_TEST_SUITE(ports_and_table)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

const Octets payload = to_octets("octets");

Ipv4Address client(unsigned number) {
    return {alice.number + number};
}

/// The ports of so many clients that all use `port` towards one server.
std::vector<unsigned> ports_of(Rig& rig, std::uint16_t port, unsigned clients) {
    std::vector<unsigned> ports;
    for (unsigned number = 0; number < clients; ++number) {
        const auto frames = rig.udp(Side::lan, client(number), port, server, 53, payload);
        if (auto const* out = left(frames)) ports.push_back(static_cast<unsigned>(out->number("udp.src_port")));
    }
    return ports;
}

BOOST_AUTO_TEST_CASE(another_port_is_of_the_same_range) {
    for (const bool keeps : {false, true}) {
        Rig rig(router_of(keeps ? "keep_range = true" : ""));
        for (const std::uint16_t port : Ports{500, 1023, 1024, 40000}) {
            const auto ports = ports_of(rig, port, 4);
            BOOST_REQUIRE_EQUAL(ports.size(), 4U);
            BOOST_TEST(ports[0] == port);
            BOOST_TEST((std::set<unsigned>(ports.begin(), ports.end()).size() == 4U));
            for (std::size_t at = 1; at < ports.size(); ++at)
                BOOST_TEST((ports[at] < 1024) == (keeps && port < 1024), "port " << port << " became " << ports[at]);
        }
    }
}

// RFC 7857 section 9: the next port does not follow from the last, except where that is the fault.
BOOST_AUTO_TEST_CASE(another_port_does_not_follow_from_the_last) {
    const auto steps = [](model::RouterSpec const& router) {
        Rig rig(router);
        const auto ports = ports_of(rig, 40000, 12);
        std::set<int> different;
        for (std::size_t at = 2; at < ports.size(); ++at) different.insert(static_cast<int>(ports[at]) - static_cast<int>(ports[at - 1]));
        return different;
    };
    BOOST_TEST(steps(router_of("")).size() > 5U);
    BOOST_TEST((steps(router_of("defects = [\"nat.ports-counted-up\"]")) == std::set<int>{1}));
}

BOOST_AUTO_TEST_CASE(another_port_is_of_the_same_parity) {
    Rig rig(router_of("parity = true\nkeep_range = true"));
    for (const std::uint16_t port : Ports{500, 501, 40000, 40001}) {
        for (const auto got : ports_of(rig, port, 5)) {
            BOOST_TEST(got % 2 == port % 2, "port " << port << " became " << got);
            BOOST_TEST((got < 1024) == (port < 1024));
        }
    }
    Rig plain(router_of(""));
    std::set<unsigned> parities;
    for (const auto got : ports_of(plain, 40000, 5)) parities.insert(got % 2);
    BOOST_TEST(parities.size() == 2U);
}

/// Bob is with the server from a port from which alice has spoken to another one; then she turns to his server, too.
std::string ports_of_alice(std::string const& router, std::uint16_t port) {
    Rig rig(router_of(router));
    const auto said = [&](Ipv4Address who, Ipv4Address to) {
        const auto frames = rig.udp(Side::lan, who, port, to, 53, payload);
        auto const* out = left(frames);
        return out == nullptr ? 0U : static_cast<unsigned>(out->number("udp.src_port"));
    };
    (void)said(client(1), server);
    const auto elsewhere = said(client(0), {server.number + 1});
    const auto collided = said(client(0), server);
    return std::string(elsewhere == port ? "kept" : "moved") + (collided == elsewhere ? ", the same" : ", another");
}

BOOST_AUTO_TEST_CASE(an_endpoint_independent_router_shares_no_port_unless_it_says_so) {
    BOOST_TEST(ports_of_alice("", 40000) == "moved, the same");
    BOOST_TEST(ports_of_alice("overlapping = \"all\"", 40000) == "kept, another");
    BOOST_TEST(ports_of_alice("overlapping = \"well-known\"", 40000) == "moved, the same");
    for (const std::uint16_t port : Ports{500, 1701, 4500})
        BOOST_TEST(ports_of_alice("overlapping = \"well-known\"", port) == "kept, another");
}

BOOST_AUTO_TEST_CASE(a_range_that_is_used_up_gives_no_port) {
    Rig rig(router_of("keep_range = true"));
    // The client's own, and 600 to 1023.
    BOOST_TEST(ports_of(rig, 500, 500).size() == 1U + 424U);
}

BOOST_AUTO_TEST_CASE(a_full_table_takes_no_newcomer_and_keeps_who_is_in) {
    Rig rig(router_of("most_bindings = 2\nfiltering = \"endpoint-independent\"\n[timers]\nudp = \"100s\"\nudp_unanswered = \"100s\""));
    BOOST_TEST(ports_of(rig, 40000, 3).size() == 2U);
    // Who is in goes on in both directions.
    rig.now += std::chrono::seconds(60);
    BOOST_TEST((left(rig.udp(Side::lan, alice, 40000, server, 53, payload)) != nullptr));
    BOOST_TEST(receivers(rig.udp(Side::wan, server, 53, rig.wan_address, 40000, payload)) == "alice");
    // A new remote is a new entry.
    BOOST_TEST(rig.udp(Side::lan, alice, 40000, second, 53, payload).empty());
    BOOST_TEST(rig.udp(Side::lan, client(2), 40000, server, 53, payload).empty());
    // One of the two has said nothing for its 100 s: there is room again.
    rig.now += std::chrono::seconds(41);
    BOOST_TEST((left(rig.udp(Side::lan, client(2), 40000, server, 53, payload)) != nullptr));
    BOOST_TEST(rig.udp(Side::lan, client(3), 40000, server, 53, payload).empty());
}

BOOST_AUTO_TEST_CASE(so_many_mappings_are_made_a_second) {
    Rig rig(router_of("new_bindings = 100"));
    const auto made_in = [&](Duration between) {
        unsigned made = 0;
        for (unsigned number = 0; number < 1000; ++number, rig.now += between)
            if (left(rig.udp(Side::lan, alice, static_cast<std::uint16_t>(20000 + number), server, 53, payload)) != nullptr) ++made;
        rig.now += std::chrono::minutes(10);  // all are forgotten
        return made;
    };
    BOOST_TEST(made_in(std::chrono::milliseconds(10)) == 1000U);  // as many as it makes
    const auto of_four_seconds = made_in(std::chrono::milliseconds(4));
    BOOST_TEST(of_four_seconds >= 400U);
    BOOST_TEST(of_four_seconds <= 402U);
    // Who is in is no newcomer.
    BOOST_TEST((left(rig.udp(Side::lan, alice, 20000, server, 53, payload)) != nullptr));
    for (unsigned time = 0; time < 50; ++time) BOOST_TEST((left(rig.udp(Side::lan, alice, 20000, server, 53, payload)) != nullptr));
}

BOOST_AUTO_TEST_CASE(a_full_table_lets_nothing_in_through_a_static_entry) {
    Rig rig(router_of("most_bindings = 1\nstatic_client = \"192.168.1.6\"\nstatic_entries = [\"udp/4500\"]"));
    BOOST_TEST(receivers(rig.udp(Side::wan, server, 4500, rig.wan_address, 4500, Octets{0xff})) == "bob");
    BOOST_TEST(receivers(rig.udp(Side::wan, second, 4500, rig.wan_address, 4500, Octets{0xff})) == "-");
    BOOST_TEST(rig.udp(Side::lan, alice, 40000, server, 53, payload).empty());
}

BOOST_AUTO_TEST_CASE(a_static_entry_comes_before_a_filter_that_lets_anybody_in) {
    Rig rig(
        router_of("overlapping = \"well-known\"\nfiltering = \"endpoint-independent\"\n"
                  "static_client = \"192.168.1.6\"\nstatic_entries = [\"udp/4500\"]"));
    const Octets octet{0xff};
    (void)rig.udp(Side::lan, alice, 4500, server, 4500, octet);
    (void)rig.udp(Side::lan, alice, 40000, server, 53, octet);
    for (unsigned time = 0; time < 2; ++time) {
        BOOST_TEST(receivers(rig.udp(Side::wan, server, 4500, rig.wan_address, 4500, octet)) == "alice");
        BOOST_TEST(receivers(rig.udp(Side::wan, second, 4500, rig.wan_address, 4500, octet)) == "bob");
        BOOST_TEST(receivers(rig.udp(Side::wan, server, 4501, rig.wan_address, 4500, octet)) == "alice");
        BOOST_TEST(receivers(rig.udp(Side::wan, second, 53, rig.wan_address, 40000, octet)) == "alice");
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
