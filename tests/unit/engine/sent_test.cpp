// What a send puts on the wire: fields of the IP header, addresses, symbols; and what a send or a use says when the router is dead.
#include "bench.hpp"

#include "generator/proto/dissect.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sent)

using namespace bench;

namespace {

const std::string flow = "{ use = \"udp\", as = \"u\", from = \"alice\", to = \"server\", src_port = 4000, dst_port = 5000 },\n";

/// A field of the first frame that the harness sent from that side to that UDP port.
std::uint64_t sent_field(Ended const& ended, Side side, std::uint64_t port, std::string_view name) {
    for (auto const& frame : ended.course.sent) {
        const auto seen = proto::dissect(frame.frame);
        auto const* to = seen.field("udp.dst_port");
        auto const* field = seen.field(name);
        if (frame.side == side && to != nullptr && field != nullptr && std::get<std::uint64_t>(to->value) == port)
            return std::get<std::uint64_t>(field->value);
    }
    BOOST_ERROR("no such frame");
    return 0;
}

}  // namespace

// RFC 791 section 3.1; RFC 2474 section 3: DSCP is the upper six bits of the octet; RFC 3168 section 5: ECN the lower two.
BOOST_AUTO_TEST_CASE(fields_of_the_ip_header_stand_where_the_case_says) {
    Bench bench;
    const auto ended =
        bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out", ttl = 17, df = true, id = 4711, dscp = 46, "ip.ecn" = 1 },
        { expect = "udp", on = "u", at = "server", probe = "out", ttl = 16, id = 4711, dscp = 46, "ip.ecn" = 1 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(sent_field(ended, Side::lan, 5000, "ip.ttl") == 17U);
    BOOST_TEST(sent_field(ended, Side::lan, 5000, "ip.df") == 1U);
    BOOST_TEST(sent_field(ended, Side::lan, 5000, "ip.id") == 4711U);
    BOOST_TEST(sent_field(ended, Side::lan, 5000, "ip.dscp") == 46U);
    BOOST_TEST(sent_field(ended, Side::lan, 5000, "ip.ecn") == 1U);
}

// 1464 octets of payload and two headers make 1492, the most that a PPPoE line carries (RFC 2516 section 7).
BOOST_AUTO_TEST_CASE(nothing_leaves_a_side_that_is_larger_than_its_mtu) {
    Bench bench;
    bench.facts.wan_mtu = bench.facts.from_wan_mtu = 1492;
    const auto talk = [&](unsigned up, unsigned down) {
        return bench.run(flow + R"({ send = "udp", on = "u", at = "alice", bytes = )" + std::to_string(up) +
                         R"(, as = "out" }, { send = "udp", on = "u", at = "server", bytes = )" + std::to_string(down) +
                         R"(, as = "back" }, { expect = "udp", on = "u", at = "alice", probe = "back" })");
    };
    BOOST_TEST(outcome(talk(1472, 1464)) == "satisfied");
    BOOST_TEST(has(outcome(talk(1472, 1465)), "1493 octets, more than the WAN's MTU of 1492"));
    BOOST_TEST(has(outcome(talk(1473, 64)), "1501 octets, more than the LAN's MTU of 1500"));
}

BOOST_AUTO_TEST_CASE(copies_of_several_sizes_are_each_of_their_own) {
    Bench bench;
    const auto ended =
        bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out", bytes = "127..129", times = 3, every = "1ms" },
        { expect = "udp", on = "u", at = "server", probe = "out", times = 3, order = true, payload = "same" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    std::vector<std::size_t> lengths;
    for (auto const& frame : ended.course.sent) {
        const auto seen = proto::dissect(frame.frame);
        auto const* to = seen.field("udp.dst_port");
        if (frame.side == Side::lan && to != nullptr && std::get<std::uint64_t>(to->value) == 5000)
            lengths.push_back(std::get<std::uint64_t>(seen.field("udp.length")->value) - 8);
    }
    BOOST_TEST(lengths == (std::vector<std::size_t>{127, 128, 129}), boost::test_tools::per_element());
}

// RFC 768: a checksum that comes out as 0 is sent as 65535. The router of the bench translates the client's port.
BOOST_AUTO_TEST_CASE(a_payload_is_chosen_by_the_checksum_behind_the_router) {
    for (std::string const wanted : {"1", "255", "65280", "65534", "65535"})
        for (std::string const bytes : {"18", "64", "65"}) {
            Bench bench;
            const auto chosen = ", bytes = " + bytes + ", checksum_behind = " + wanted + " },\n";
            const auto seen = ", payload = \"same\", checksum = " + wanted + " },\n";
            const auto ended = bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "hello" },
                { expect = "udp", on = "u", at = "server", probe = "hello" },
                { send = "udp", on = "u", at = "alice", as = "out")" +
                                         chosen + R"({ expect = "udp", on = "u", at = "server", probe = "out")" + seen +
                                         R"({ send = "udp", on = "u", at = "server", as = "back")" + chosen +
                                         R"({ expect = "udp", on = "u", at = "alice", probe = "back")" + seen);
            BOOST_TEST(outcome(ended) == "satisfied", wanted << ", " << bytes << ": " << outcome(ended));
        }
    Bench bench;
    BOOST_TEST(has(outcome(bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out", checksum_behind = 7 },
        { expect = "udp", on = "u", at = "server", probe = "out" })")),
                   "nothing of alice has shown yet what it is translated to"));
}

BOOST_AUTO_TEST_CASE(a_destination_may_be_an_actor_an_address_or_the_router) {
    struct Row {
        std::string to;
        std::uint32_t address;
    };
    Bench bench;
    for (auto const& [to, address] : std::vector<Row>{{"second", 0xc6336405},  // the fifth of the cast
                                                      {"192.0.2.77", 0xc000024d},
                                                      {"dut.wan", bench.facts.crossing.wan_address().number},
                                                      {"dut.lan", bench.facts.dut_lan.number}}) {
        auto steps = flow;
        steps.append("{ send = \"udp\", on = \"u\", at = \"alice\", to = \"").append(to).append("\", as = \"out\" }");
        const auto ended = bench.run(steps);
        BOOST_TEST(sent_field(ended, Side::lan, 5000, "ip.dst") == address, to << ": " << outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(a_symbol_that_nothing_has_bound_accuses_no_router) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    // The class needs no expectation, so the case goes on without the first probe.
    const auto ended = bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out" },
        { never = "udp", on = "u", at = "bob", src_port = "$p" },
        { send = "udp", on = "u", at = "server", dst_port = "$p", as = "back" })");
    BOOST_TEST((ended.record.outcome != Outcome::satisfied), outcome(ended));
    BOOST_TEST((ended.record.outcome != Outcome::violated), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "$p has no value yet"), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_router_that_is_dead_leaves_every_step_open) {
    const std::string dead = "the router stopped forwarding even plain UDP";
    Bench bench;
    bench.router.dead = true;
    for (std::string const set_up : {"tcp", "pptp.control", "ike.main-mode", "l2tp.tunnel"}) {
        const auto ended = bench.run("{ use = \"" + set_up + "\", as = \"f\", from = \"alice\", to = \"server\", judged = true }");
        BOOST_TEST(outcome(ended) == "undetermined: step 1: set-up: " + dead, set_up << ": " << outcome(ended));
        BOOST_TEST(ended.path_dead);
    }
    // Who is asked to answer waits for the question first.
    const auto asked = bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out" },
        { send = "udp", on = "u", at = "server", as = "back" }, { never = "udp", on = "u", at = "bob" })");
    BOOST_TEST(outcome(asked) == "undetermined: step 3: " + dead);
    BOOST_TEST(asked.path_dead);
}

BOOST_AUTO_TEST_CASE(a_keepalive_that_overtakes_its_flows_first_probe_is_still_its_own) {
    // RFC 3948 section 2.3: the one octet has no room for a token. It is alice's as long as it can be nobody else's.
    // So late that nobody waits for the first probe any more.
    Bench bench;
    const auto late_esp = [](toy::Passage const& passage) { return passage.protocol == 17 && passage.token && !passage.is_sentinel(); };
    bench.router.faults.push_back({toy::Misdeed::delay, late_esp, std::chrono::milliseconds(400)});
    const auto ended = bench.run(R"({ use = "udp", as = "n", from = "alice", to = "server", src_port = 4500, dst_port = 4500 },
        { send = "natt.esp", on = "n", at = "alice", as = "esp" },
        { send = "natt.keepalive", on = "n", at = "alice", as = "alive" },
        { expect = "natt.keepalive", on = "n", at = "server", probe = "alive" })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_CASE(a_keepalive_that_several_clients_may_have_sent_accuses_no_router) {
    const auto talk = [](std::string const& who) {
        return "{ use = \"udp\", as = \"" + who + "\", from = \"" + who + "\", to = \"server\", src_port = 4500, dst_port = 4500 },\n" +
               "{ send = \"natt.esp\", on = \"" + who + "\", at = \"" + who + "\", as = \"esp-" + who + "\" },\n" +
               "{ send = \"natt.keepalive\", on = \"" + who + "\", at = \"" + who + "\", as = \"alive-" + who + "\" },\n";
    };
    const std::string expected = R"({ expect = "natt.keepalive", on = "alice", at = "server", probe = "alive-alice" })";
    const auto late_esp = [](toy::Passage const& passage) { return passage.protocol == 17 && passage.token && !passage.is_sentinel(); };
    // Bob speaks when alice's packets are so late that nobody waits for them any more.
    const auto alive = [](toy::Passage const& passage) { return passage.protocol == 17 && passage.payload == 1; };
    Bench late;
    late.router.faults.push_back({toy::Misdeed::delay, late_esp, std::chrono::seconds(2)});
    late.router.faults.push_back({toy::Misdeed::delay, alive, std::chrono::milliseconds(250)});
    const auto ended = late.run(talk("alice") + talk("bob") + expected);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(has(ended.record.reason, "several clients may have sent"), ended.record.reason);
    BOOST_TEST(ended.record.broken.empty());
    // Where every keepalive is lost there is no doubt.
    Bench lost;
    lost.router.faults.push_back({toy::Misdeed::delay, late_esp, std::chrono::milliseconds(1)});
    lost.router.faults.push_back({toy::Misdeed::drop, alive});
    BOOST_TEST((lost.run(talk("alice") + talk("bob") + expected).record.outcome == Outcome::violated));
}

BOOST_AUTO_TEST_SUITE_END()
