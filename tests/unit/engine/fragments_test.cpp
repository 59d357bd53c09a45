// Fragments sent and put together again, and tokens.
#include "bench.hpp"

#include "generator/proto/frame.hpp"
#include "harness/engine/state.hpp"
#include "harness/engine/token.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace bench;

namespace {

std::string sending(std::string const& shape, std::string const& message = "udp") {
    return "{ use = \"udp\", as = \"u\", from = \"alice\", to = \"server\" },"
           "{ send = \"" +
           message + "\", on = \"u\", at = \"alice\", bytes = 2000, fragment = { " + shape +
           " }, as = \"out\" },"
           "{ expect = \"udp\", on = \"u\", at = \"server\", probe = \"out\", payload = \"same\", checksum = \"valid\" }";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fragments)

BOOST_AUTO_TEST_CASE(no_two_datagrams_of_a_case_have_one_identification) {
    model::Case scenario;
    engine::Facts facts;
    facts.seed = 7;
    engine::State state(scenario, {}, facts);
    std::set<std::uint16_t> seen;
    for (unsigned count = 0; count < 0x10000; ++count) seen.insert(state.fresh_identification());
    BOOST_TEST(seen.size() == 0x10000U);
    for (unsigned count = 0; count < 10; ++count) (void)state.fresh_identification();  // all are taken: from the beginning
}

BOOST_AUTO_TEST_CASE(in_any_order_they_make_one_arrival) {
    for (std::string const shape :
         {"mtu = 1280", "mtu = 576", "mtu = 1280, order = [2, 1]", "mtu = 576, order = [4, 2, 3, 1]", "mtu = 1280, order = [1, 1, 2]"}) {
        Bench bench;
        const auto ended = bench.run(sending(shape));
        BOOST_TEST(outcome(ended) == "satisfied", shape << ": " << outcome(ended));
        BOOST_TEST(ended.findings() == "", shape << ": " << ended.findings());
    }
}

BOOST_AUTO_TEST_CASE(one_missing_piece_and_nothing_has_arrived) {
    Bench bench;
    const auto ended = bench.run(sending("mtu = 1280, order = [1]"));
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
}

BOOST_AUTO_TEST_CASE(evidence_of_every_piece_names_its_probe) {
    Bench bench;
    const auto ended = bench.run(sending("mtu = 1280"));
    std::size_t sent = 0;
    std::size_t arrived = 0;
    for (auto const& frame : ended.record.frames)
        if (frame.probe == "out") ++(frame.sent ? sent : arrived);
    BOOST_TEST(sent == 2U);
    BOOST_TEST(arrived == 2U);
}

BOOST_AUTO_TEST_CASE(a_fragment_with_a_wrong_header_checksum_is_nobodys) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::bad_ip_checksum, toy::probe(0)});
    const auto ended = bench.run(sending("mtu = 1280"));
    BOOST_TEST((ended.record.outcome == Outcome::violated), outcome(ended));
    BOOST_TEST(ended.found("always.checksums-right"));
    BOOST_TEST((ended.record.steps[2].status == StepStatus::failed));
}

BOOST_AUTO_TEST_CASE(altered_after_reassembly) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::alter, toy::probe(0)});
    const auto ended = bench.run(sending("mtu = 1280"));
    BOOST_TEST(ended.found("always.payload-untouched"));
    BOOST_TEST((ended.record.outcome == Outcome::violated));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(a_token_is_found_wherever_it_stands) {
    const auto magic = engine::run_magic(1);
    const engine::Token token{0x01020304, 5, 0};
    auto octets = to_octets("some octets before");
    const auto written = engine::write_token(magic, token);
    BOOST_TEST(written.size() == engine::Token::size);
    octets.insert(octets.end(), written.begin(), written.end());
    BOOST_TEST((engine::find_token(magic, octets) == token));
    octets.pop_back();
    BOOST_TEST(!engine::find_token(magic, octets).has_value());
    BOOST_TEST(!engine::find_token(engine::run_magic(2), written).has_value());
    BOOST_TEST(!engine::find_token(magic, {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_case_may_have_more_probes_than_two_octets_count) {
    const auto magic = engine::run_magic(1);
    const auto tail = [&](engine::Token const& token) { return to_hex(View(engine::write_token(magic, token)).subspan(6)); };
    for (std::uint32_t probe : {0U, 1U, 65533U, 65534U, 65535U, 65536U, 131068U, 200000U}) {
        const engine::Token token{7, probe, 0};
        BOOST_TEST((engine::find_token(magic, engine::write_token(magic, token)) == token));
    }
    for (auto mark : {engine::Token::sentinel_probe, engine::Token::control_probe}) {
        const engine::Token token{7, mark, 0x01020304};
        BOOST_TEST((engine::find_token(magic, engine::write_token(magic, token)) == token));
    }
    // Captures of earlier versions are replayed: these stood in two octets.
    BOOST_TEST(tail({7, 0x1234, 0}) == "00000007123400000000");
    BOOST_TEST(tail({7, 65533, 0}) == "00000007fffd00000000");
    BOOST_TEST(tail({7, 65534, 0}) == "00000007000000000001");
    BOOST_TEST(tail({7, engine::Token::sentinel_probe, 5}) == "00000007ffff00000005");
    auto altered = engine::write_token(magic, {7, 1, 0});
    for (std::size_t octet : {12U, 13U, 14U, 15U}) {  // a router that altered the end of a token delivered the probe all the same
        altered[octet] = 0xff;
        BOOST_TEST(engine::find_token(magic, altered)->among(2) == 1U);
    }
}

BOOST_AUTO_TEST_CASE(payloads_have_their_size_and_differ) {
    const auto magic = engine::run_magic(1);
    for (std::size_t size : {0U, 1U, 16U, 17U, 64U, 1400U}) BOOST_TEST(engine::token_payload(magic, {1, 2, 0}, size).size() == size);
    BOOST_TEST((engine::token_payload(magic, {1, 2, 0}, 64) == engine::token_payload(magic, {1, 2, 0}, 64)));
    BOOST_TEST((engine::token_payload(magic, {1, 2, 0}, 64) != engine::token_payload(magic, {1, 3, 0}, 64)));
}

BOOST_AUTO_TEST_CASE(what_another_case_or_run_sent_is_not_ours) {
    for (std::uint32_t number : {7U, 9U}) {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
        const auto payload = engine::token_payload(engine::run_magic(Bench::seed), {number, 0, 0}, 64);
        bench.events.emplace(Instant{1ms}, [&](Instant now) {
            // As the router would deliver it to the server.
            const Ipv4Address server{0xc6336404};
            const auto udp = proto::build_udp(bench.facts.crossing.wan_address(), server, 2000, 40000, payload);
            proto::IpParameters ip;
            ip.source = bench.facts.crossing.wan_address();
            ip.destination = server;
            ip.protocol = 17;
            bench.engine->receive(Side::wan, proto::build_ethernet({}, bench.router.wan_mac, 0x0800, proto::build_ipv4(ip, udp)), now);
        });
        const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server" },
          { send = "udp", on = "u", at = "alice", as = "out" }, { expect = "udp", on = "u", at = "server", probe = "out" })");
        BOOST_TEST((ended.record.steps[2].status == (number == 7 ? StepStatus::held : StepStatus::failed)), outcome(ended));
    }
}

BOOST_AUTO_TEST_SUITE_END()
