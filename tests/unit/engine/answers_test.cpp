// What a router says by itself: answers that come, that do not, and that are none.
#include "bench.hpp"

#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(answers)

using namespace bench;

namespace {

constexpr std::uint16_t asks_from = 40000;
constexpr std::uint16_t mapping = 5351;

const std::string two = R"(classes = [
    { is = "silent", when = ["!told"] },
    { is = "failed", when = ["told.result!=0"] },
    { is = "tells", when = ["told.address=203.0.113.2"] },
    { is = "tells-else", when = ["told.address!=203.0.113.2"] } ])";

std::string only_asks(std::string const& of_answer = "") {
    return R"({ use = "udp", as = "n", from = "alice", to = "server", src_port = 40000, dst_port = 5351 },
    { send = "natpmp.address-request", on = "n", at = "alice", to = "dut.lan", as = "ask" },
    { expect = "natpmp.address-response", at = "alice", answers = "ask", as = "told", within = "50ms")" +
           of_answer + " }";
}

Octets contents(std::uint64_t result, std::uint64_t address) {
    return Writer().u8(0).u8(128).u16(result).u32(1).u32(address).take();
}

/// A datagram that the router sends to alice, 2 ms after the beginning.
void says(Bench& bench, Octets const& what, Ipv4Address from, std::uint16_t from_port = mapping, std::uint16_t to_port = asks_from) {
    bench.events.emplace(Instant{2ms}, [&bench, what, from, from_port, to_port](Instant now) {
        proto::IpParameters ip;
        ip.source = from;
        ip.destination = {0xc0a80101};  // alice
        ip.protocol = 17;
        const auto datagram = proto::build_ipv4(ip, proto::build_udp(from, ip.destination, from_port, to_port, what));
        const MacAddress alice{{0x02, 0, 0, 0, 1, 1}};
        bench.engine->receive(Side::lan, proto::build_ethernet(alice, bench.router.lan_mac, 0x0800, datagram), now);
    });
}

std::string told(Octets const& what, Ipv4Address from, std::uint16_t from_port = mapping, std::uint16_t to_port = asks_from) {
    Bench bench;
    says(bench, what, from, from_port, to_port);
    return outcome(bench.run(only_asks(), two));
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_that_comes_is_known_to_classes) {
    const Ipv4Address router{0xc0a80001};
    BOOST_TEST(told(contents(0, 0xcb007102), router) == "satisfied [tells]");
    BOOST_TEST(told(contents(0, 0xc0a80001), router) == "satisfied [tells-else]");
    BOOST_TEST(told(contents(2, 0xcb007102), router) == "satisfied [failed]");
}

BOOST_AUTO_TEST_CASE(none_that_comes_is_a_class_and_no_failure) {
    Bench bench;
    const auto ended = bench.run(only_asks(), two);
    BOOST_TEST(outcome(ended) == "satisfied [silent]");
    BOOST_TEST(ended.record.steps.back().detail == "no answer came");
    BOOST_TEST(ended.findings() == "");
}

/// RFC 6886 section 3.2: a client looks at where an answer comes from.
BOOST_AUTO_TEST_CASE(what_comes_from_elsewhere_or_to_another_port_is_no_answer) {
    const Ipv4Address router{0xc0a80001};
    BOOST_TEST(told(contents(0, 0xcb007102), {0xc0a80002}) == "satisfied [silent]");
    BOOST_TEST(told(contents(0, 0xcb007102), router, mapping, asks_from + 1) == "satisfied [silent]");
    BOOST_TEST(told(contents(0, 0xcb007102), router, mapping + 1) == "satisfied [silent]");
    BOOST_TEST(told({0, 129, 0, 0}, router) == "satisfied [silent]");
}

BOOST_AUTO_TEST_CASE(what_is_expected_of_an_answer_is_held_against_the_router) {
    Bench bench;
    says(bench, contents(0, 0xc0a80001), {0xc0a80001});
    const auto ended = bench.run(only_asks(R"(, address = "203.0.113.2")"), two);
    BOOST_TEST(has(outcome(ended), "violated: step 3: natpmp.address-response at alice: address is 192.168.0.1"), outcome(ended));
}

BOOST_AUTO_TEST_CASE(what_depends_on_an_answer_is_not_sent_without_it) {
    // The symbol that its port would be has no value then, which is no fault of the suite.
    const std::string steps = R"({ use = "udp", as = "n", from = "alice", to = "server", src_port = 40000, dst_port = 5351 },
        { use = "udp", as = "u", from = "server", to = "alice", dst_port = 7000 },
        { send = "natpmp.map-request", on = "n", at = "alice", to = "dut.lan", internal_port = 7000, as = "ask" },
        { expect = "natpmp.map-response", at = "alice", answers = "ask", as = "told", external_port = "$port" },
        { send = "udp", on = "u", at = "server", dst_port = "$port", answers = "told", as = "in" },
        { send = "natpmp.map-request", on = "n", at = "alice", to = "dut.lan", answers = "told", as = "again" },
        { expect = "natpmp.map-response", at = "alice", answers = "again", as = "told-again" })";
    Bench bench;
    const auto ended = bench.run(steps, R"(classes = [ { is = "silent", when = ["!told", "!in", "!told-again"] } ])");
    BOOST_TEST(outcome(ended) == "satisfied [silent]");
    BOOST_TEST(has(ended.record.steps[4].detail, "told has not come"), ended.record.steps[4].detail);
    BOOST_TEST(has(ended.record.steps[6].detail, "again was not sent"), ended.record.steps[6].detail);
}

BOOST_AUTO_TEST_SUITE_END()
