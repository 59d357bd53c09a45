// Values in expectations: symbols, ranges, relations with what was sent, addresses, checksums.
#include "bench.hpp"
#include "generator/proto/protocol.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/state.hpp"
#include "harness/engine/symbols.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(values)

using namespace bench;

namespace {

const std::string flow = R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
    { use = "udp", as = "v", from = "bob", to = "server", src_port = 4000, dst_port = 5000 },)";

std::string expecting(std::string const& fields) {
    return flow + R"({ send = "udp", on = "u", at = "alice", as = "out" },
        { expect = "udp", on = "u", at = "server", probe = "out", src_port = "$p" },
        { send = "udp", on = "v", at = "bob", as = "two" },
        { expect = "udp", on = "v", at = "server", probe = "two", )" +
           fields + " }";
}

struct Row {
    std::string fields;
    bool holds;
};

}  // namespace

// 51820 is among the ephemeral ports and WireGuard's: an answer of a DNS server that came to it was read as WireGuard.
BOOST_AUTO_TEST_CASE(no_client_speaks_from_a_port_that_is_a_protocols) {
    constexpr std::uint16_t wireguard = 51820;
    const model::Case nothing;
    engine::State state(nothing, {}, {});
    std::set<std::uint16_t> drawn;
    for (unsigned times = 0; times < 300'000; ++times) drawn.insert(engine::draw_port(state, "alice"));
    BOOST_TEST(!drawn.contains(wireguard));
    BOOST_TEST((drawn.contains(wireguard - 1) && drawn.contains(wireguard + 1)));
}

BOOST_AUTO_TEST_CASE(each_kind_of_value_holds_and_fails) {
    // The toy router gives 2000 to the first flow and 2001 to the second.
    for (auto const& [fields, holds] : std::vector<Row>{{"src_port = 2001", true},
                                                        {"src_port = 2000", false},
                                                        {"src_port = \"!$p\"", true},
                                                        {"src_port = \"$p\"", false},
                                                        {"src_port = \"2001..2002\"", true},
                                                        {"src_port = \"2002..65535\"", false},
                                                        {"src_port = \"0..2000\"", false},
                                                        {"src_port = \"changed\"", true},
                                                        {"src_port = \"same\"", false},
                                                        {"dst_port = \"same\"", true},
                                                        {"dst_port = \"changed\"", false},
                                                        {"src_port = [\"$q\", \"!$p\", \"1..65535\"]", true},
                                                        {"src_port = [\"$q\", \"$p\"]", false},
                                                        {"src = \"dut.wan\"", true},
                                                        {"src = \"bob\"", false},
                                                        {"dst = \"server\"", true},
                                                        {"dst = \"second\"", false},
                                                        {"checksum = \"valid\"", true},
                                                        {"payload = \"same\"", true},
                                                        {"payload = \"changed\"", false},
                                                        {"ttl = 63", true},
                                                        {"ttl = 64", false}}) {
        Bench bench;
        const auto ended = bench.run(expecting(fields));
        BOOST_TEST((ended.record.outcome == (holds ? Outcome::satisfied : Outcome::violated)), fields << ": " << outcome(ended));
        BOOST_TEST(ended.record.steps.back().checks.back().holds == holds, fields);
        if (!holds) BOOST_TEST(has(ended.record.reason, "expected"), ended.record.reason);
    }
}

BOOST_AUTO_TEST_CASE(long_octets_are_told_by_the_part_that_matters) {
    const auto field = [](Octets octets) {
        proto::Field one;
        one.name = "body";
        one.kind = proto::FieldKind::octets;
        one.value = std::move(octets);
        return one;
    };
    Octets counted(300);
    for (std::size_t at = 0; at < counted.size(); ++at) counted[at] = static_cast<std::uint8_t>(at);
    auto altered = counted;
    altered[290] = 0xee;
    const engine::Facts facts;
    const std::vector<model::Host> nobody;
    engine::Symbols symbols;
    const engine::Scope scope{facts, nobody, symbols};
    model::Term same;
    same.kind = model::Term::Kind::same;
    const auto sent = field(counted);

    const auto equal = engine::compare("body", same, &sent, &sent, {}, scope);
    BOOST_TEST(equal.holds);
    BOOST_TEST(equal.found == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f… (300 octets)");
    BOOST_TEST(equal.wanted == equal.found + " (as sent)");

    const auto found = field(altered);
    const auto other = engine::compare("body", same, &found, &sent, {}, scope);
    BOOST_TEST(!other.holds);
    BOOST_TEST(other.found == "…ee232425262728292a2b (octet 290 on, of 300)");
    BOOST_TEST(other.wanted == "…22232425262728292a2b (octet 290 on, of 300) (as sent)");

    // One that ends earlier parts where it ends.
    const auto cut = field(Octets(counted.begin(), counted.begin() + 100));
    const auto shorter = engine::compare("body", same, &cut, &sent, {}, scope);
    BOOST_TEST(!shorter.holds);
    BOOST_TEST(shorter.found == "…63 (octet 99 on, of 100)");
    BOOST_TEST(has(shorter.wanted, "…6465"), shorter.wanted);

    model::Term named;
    named.kind = model::Term::Kind::octets;
    named.octets = counted;
    const auto literal = engine::compare("body", named, &found, nullptr, {}, scope);
    BOOST_TEST(!literal.holds);
    BOOST_TEST(literal.found == other.found);
    BOOST_TEST(has(literal.wanted, "…22232425"), literal.wanted);

    // What a reader can compare stands there whole.
    const auto one = field(Octets(64, 0xab));
    const auto two = field(Octets(63, 0xab));
    const auto differ = engine::compare("body", same, &one, &two, {}, scope);
    BOOST_TEST(differ.found.size() == 128U);
}

BOOST_AUTO_TEST_CASE(bound_symbols_stand_in_the_record) {
    Bench bench;
    const auto ended = bench.run(expecting("src_port = \"$q\""));
    BOOST_REQUIRE(ended.record.symbols.size() == 2U);
    BOOST_TEST(ended.record.symbols[0].name == "p");
    BOOST_TEST(ended.record.symbols[0].value == "2000");
    BOOST_TEST(ended.record.symbols[1].value == "2001");
}

BOOST_AUTO_TEST_CASE(a_wrong_checksum_is_not_valid) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::bad_checksum, toy::probe(1)});
    const auto ended = bench.run(expecting("checksum = \"valid\""));
    BOOST_TEST((ended.record.outcome == Outcome::violated));
}

BOOST_AUTO_TEST_CASE(a_bound_symbol_can_be_sent) {
    Bench bench;
    const auto ended = bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out" },
        { expect = "udp", on = "u", at = "server", probe = "out", src_port = "$p" },
        { use = "udp", as = "s", from = "stranger", to = "alice" },
        { send = "udp", on = "s", at = "stranger", dst_port = "$p", as = "knock" },
        { expect = "udp", on = "s", at = "alice", probe = "knock", src = "stranger", dst_port = 4000 })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_CASE(an_expectation_is_not_met_by_the_copy_of_an_earlier_probe) {
    // Without `probe` the next unclaimed arrival counts; a duplicate of what was already claimed is not the message that is missing.
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::duplicate, toy::probe(0)});
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
    const auto ended = bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "first" },
        { expect = "udp", on = "u", at = "server" },
        { send = "udp", on = "u", at = "alice", as = "second" },
        { expect = "udp", on = "u", at = "server" })");
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST((ended.record.steps.back().status == StepStatus::failed), outcome(ended));
    BOOST_TEST(ended.breaks("claim.one"));
}

BOOST_AUTO_TEST_CASE(never_forbids_only_what_has_the_fields_said_and_binds_nothing) {
    const auto with = [](std::string const& fields) {
        Bench bench;
        return bench.run(flow + R"({ send = "udp", on = "u", at = "alice", as = "out" }, { send = "udp", on = "v", at = "bob", as = "two" },
            { expect = "udp", on = "u", at = "server", probe = "out" },
            { never = "udp", on = "v", at = "server", )" +
                         fields + R"( }, { expect = "udp", on = "v", at = "server", probe = "two", src_port = "$q" })");
    };
    // The toy router gives 2000 to the first flow and 2001 to the second.
    BOOST_TEST(outcome(with("src_port = 2000")) == "satisfied");
    BOOST_TEST((with("src_port = 2001").record.outcome == Outcome::violated));
    BOOST_TEST((with("src_port = \"changed\"").record.outcome == Outcome::violated));
    BOOST_TEST(outcome(with("src_port = \"same\"")) == "satisfied");
    const auto ended = with("dst_port = [\"$q\", 1]");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_REQUIRE(ended.record.symbols.size() == 1U);
    BOOST_TEST(ended.record.symbols[0].value == "2001");
}

BOOST_AUTO_TEST_SUITE_END()
