// What holds for every router, whatever a case is about.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(everywhere)

using namespace bench;

namespace {

const std::string steps = R"({ use = "udp", as = "u", from = "alice", to = "server" },
  { send = "udp", on = "u", at = "alice", as = "out" },
  { expect = "udp", on = "u", at = "server", probe = "out" },
  { send = "udp", on = "u", at = "server", as = "back" },
  { expect = "udp", on = "u", at = "alice", probe = "back" })";

Ended with(toy::Misdeed what, unsigned probe, std::string const& of = steps) {
    Bench bench;
    bench.router.faults.push_back({what, toy::probe(probe)});
    return bench.run(of);
}

}  // namespace

BOOST_AUTO_TEST_CASE(altered) {
    for (unsigned probe : {0U, 1U}) {
        const auto ended = with(toy::Misdeed::alter, probe);
        BOOST_TEST((ended.record.outcome == Outcome::violated));
        BOOST_TEST(ended.found("always.payload-untouched"));
        BOOST_TEST(ended.breaks("always.payload-untouched"));
        BOOST_TEST(ended.breaks("claim.one"));
        BOOST_TEST(!ended.found("always.checksums-right"));
    }
}

BOOST_AUTO_TEST_CASE(duplicated) {
    for (unsigned probe : {0U, 1U}) {
        const auto ended = with(toy::Misdeed::duplicate, probe);
        BOOST_TEST((ended.record.outcome == Outcome::violated));
        BOOST_TEST(ended.found("always.no-duplicates"));
        BOOST_TEST(has(ended.findings(), "delivered 2 times"));
        BOOST_TEST(!ended.breaks("claim.one"));
    }
}

BOOST_AUTO_TEST_CASE(wrong_checksum) {
    for (auto what : {toy::Misdeed::bad_checksum, toy::Misdeed::bad_ip_checksum}) {
        const auto ended = with(what, 0);
        BOOST_TEST((ended.record.outcome == Outcome::violated));
        BOOST_TEST(ended.found("always.checksums-right"), ended.findings());
        BOOST_TEST(ended.breaks("claim.one"));
        BOOST_TEST(!ended.found("always.payload-untouched"), ended.findings());
    }
}

BOOST_AUTO_TEST_CASE(a_checksum_that_the_kernel_had_not_finished_is_no_fault) {
    Bench bench;
    bench.checksum_ready = false;
    bench.router.faults.push_back({toy::Misdeed::bad_checksum, toy::probe(0)});
    BOOST_TEST(outcome(bench.run(steps)) == "satisfied");
}

BOOST_AUTO_TEST_CASE(misdelivered) {
    const auto ended = with(toy::Misdeed::wrong_client, 1);
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(ended.found("always.no-misdelivery"));
    BOOST_TEST(!ended.found("always.payload-untouched"), ended.findings());
    BOOST_TEST(has(ended.record.reason, "instead"), ended.record.reason);
}

BOOST_AUTO_TEST_CASE(an_opening_that_another_client_of_that_server_gets_is_a_flow_that_did_not_open) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::wrong_client, toy::probe(9)});
    bench.router.astray_to = Ipv4Address{0xc0a80101};  // alice
    const auto ended = bench.run(R"({ use = "l2tp.tunnel", as = "a", from = "alice", to = "server" },
  { use = "l2tp.tunnel", as = "b", from = "bob", to = "server", judged = true },
  { send = "l2tp.data", on = "b", at = "bob", as = "out" },
  { expect = "l2tp.data", on = "b", at = "server", probe = "out" })");
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(ended.breaks("claim.one"));
    BOOST_TEST(!ended.found("always.no-misdelivery"), ended.findings());
}

BOOST_AUTO_TEST_CASE(what_went_astray_meets_no_expectation) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::wrong_client, toy::probe(1)});
    bench.router.astray_to = Ipv4Address{0xc0a80102};  // bob
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", as = "out" }, { send = "udp", on = "u", at = "server", as = "back" },
      { expect = "udp", at = "bob" })");
    BOOST_TEST((ended.record.steps.back().status == StepStatus::failed), outcome(ended));
    BOOST_TEST(ended.found("always.no-misdelivery"));
}

BOOST_AUTO_TEST_CASE(private_source_on_the_wan) {
    const auto ended = with(toy::Misdeed::leak, 0);
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(ended.found("always.no-private-source"));
    BOOST_TEST(has(ended.findings(), "192.168.1.1"));
}

BOOST_AUTO_TEST_CASE(a_router_whose_own_wan_address_is_private_leaks_nothing) {
    // Behind another NAT (RFC 1918) or a carrier's (RFC 6598) the router's own address is private, and rightly so.
    Bench bench;
    bench.router.wan_address = {0x64400002};
    bench.facts.crossing.learn(bench.router.wan_address);
    BOOST_TEST(outcome(bench.run(steps)) == "satisfied");
    Bench leaking;
    leaking.router.wan_address = {0x64400002};
    leaking.facts.crossing.learn(leaking.router.wan_address);
    leaking.router.faults.push_back({toy::Misdeed::leak, toy::probe(0)});
    BOOST_TEST(leaking.run(steps).found("always.no-private-source"));
}

BOOST_AUTO_TEST_CASE(a_deliberate_fault_is_not_the_routers) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", checksum = 0, as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_CASE(a_finding_turns_a_good_class_into_a_violation) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::duplicate, toy::probe(1)});
    const auto ended = bench.run(steps, R"(classes = [ { is = "good", when = ["out", "back"] } ])");
    BOOST_TEST(ended.record.observed_class == "good");
    BOOST_TEST((ended.record.outcome == Outcome::violated));
}

BOOST_AUTO_TEST_CASE(findings_point_at_their_frames) {
    const auto ended = with(toy::Misdeed::duplicate, 0);
    auto const& finding = ended.record.observations.at(0);
    BOOST_REQUIRE(finding.wan_frames.size() == 1U);
    const auto at = finding.wan_frames[0] - 1;
    BOOST_REQUIRE(at < ended.record.frames.size());
    BOOST_TEST(ended.record.frames[at].probe == "out");
    BOOST_TEST(!ended.record.frames[at].sent);
    BOOST_TEST((ended.record.frames[at].side == Side::wan));
}

BOOST_AUTO_TEST_CASE(a_time_to_live_that_is_not_lowered_is_a_note_and_no_violation) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
      { send = "udp", on = "u", at = "alice", ttl = 9, as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out", ttl = 8 })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(!ended.found("note.ttl"));
}

BOOST_AUTO_TEST_CASE(rubbish_on_the_wire_harms_nobody) {
    Bench bench;
    std::mt19937_64 random(1);
    for (int n = 0; n < 300; ++n) {
        Octets frame(14 + random() % 90);
        for (auto& octet : frame) octet = static_cast<std::uint8_t>(random());
        if (n % 2 == 0 && frame.size() > 34) {
            frame[12] = 0x08;
            frame[13] = 0x00;
            frame[14] = 0x45;
        }
        bench.events.emplace(Instant{std::chrono::microseconds(10 * n)},
                             [&bench, frame, n](Instant now) { bench.engine->receive(n % 3 == 0 ? Side::lan : Side::wan, frame, now); });
    }
    const auto ended = bench.run(steps);
    BOOST_TEST((ended.record.steps.back().status == StepStatus::held), outcome(ended));
}

BOOST_AUTO_TEST_SUITE_END()
