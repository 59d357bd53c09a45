// Behaviour classes: the first that fits, what it breaks, and what it accounts for.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(behaviour_classes)

using namespace bench;

namespace {

/// Two ESP clients of one server, as a router without SPI tracking sees them.
const std::string two_clients = R"(
  { use = "esp", as = "a", from = "alice", to = "server" },
  { use = "esp", as = "b", from = "bob", to = "server" },
  { send = "esp", on = "a", at = "alice", spi = 0xa1000001, as = "out-a" },
  { send = "esp", on = "b", at = "bob", spi = 0xb1000001, as = "out-b" },
  { send = "esp", on = "a", at = "server", spi = 0x5a000001, as = "back-a" },
  { send = "esp", on = "b", at = "server", spi = 0x5b000001, as = "back-b" })";

const std::string classes = R"(classes = [
  { is = "independent", when = ["out-a@server", "out-b@server", "back-a@alice", "back-b@bob"] },
  { is = "first-come", when = ["back-a@alice", "back-b@alice"], breaks = ["claim.one"], about = "the first keeps it" },
  { is = "last-come", when = ["back-a@bob", "back-b@bob"], breaks = ["claim.one", "claim.two"] },
  { is = "starved", when = ["back-a@alice", "!back-b"], breaks = ["claim.two"] },
])";

const std::string one_flow = R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
  { send = "udp", on = "u", at = "alice", as = "out" },
  { send = "udp", on = "u", at = "server", as = "back" })";

}  // namespace

BOOST_AUTO_TEST_CASE(first_come) {
    Bench bench;
    const auto ended = bench.run(two_clients, classes);
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(ended.record.observed_class == "first-come");
    BOOST_TEST(ended.record.class_about == "the first keeps it");
    BOOST_TEST(ended.breaks("claim.one"));
    BOOST_TEST(!ended.breaks("claim.two"));
    // The class names this arrival, so it is the class and not a finding of its own.
    BOOST_TEST(!ended.found("always.no-misdelivery"), ended.findings());
}

BOOST_AUTO_TEST_CASE(last_come) {
    Bench bench;
    bench.router.last_come = true;
    const auto ended = bench.run(two_clients, classes);
    BOOST_TEST(ended.record.observed_class == "last-come");
    BOOST_TEST(ended.breaks("claim.two"));
    BOOST_TEST(!ended.found("always.no-misdelivery"), ended.findings());
}

BOOST_AUTO_TEST_CASE(starved_by_what_did_not_arrive) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(3)});
    const auto ended = bench.run(two_clients, classes);
    BOOST_TEST(ended.record.observed_class == "starved");
}

BOOST_AUTO_TEST_CASE(some_copies_of_a_probe_are_not_the_probe) {
    Bench bench;
    for (const auto lost : {1U, 2U}) bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(lost)});  // of five
    const auto ended = bench.run(R"({ use = "esp", as = "a", from = "alice", to = "server" },
  { send = "esp", on = "a", at = "alice", spi = 0xa1000001, times = 5, as = "out" })",
                                 R"(classes = [
  { is = "passes", when = ["out@server"] },
  { is = "blocked", when = ["!out@server"], breaks = ["claim.one"] },
])");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(ended.record.observed_class == "");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_counted_are_told_from_others) {
    const auto told = [](std::string const& field, unsigned times, std::vector<unsigned> const& lost = {}) {
        Bench bench;
        bench.router.translates = false;
        for (const auto probe : lost) bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(probe)});
        const auto last = std::to_string(4000 + times);
        return bench
            .run(R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 5000 },
  { send = "udp", on = "u", at = "alice", src_port = "4001..)" +
                     last + R"(", times = )" + std::to_string(times) + R"(, as = "p" })",
                 R"(classes = [
  { is = "counted", when = ["p.)" +
                     field + R"(=counted"] },
  { is = "not-counted", when = ["p.)" +
                     field + R"(!=counted"] },
])")
            .record.observed_class;
    };
    BOOST_TEST(told("src_port", 8) == "counted");
    BOOST_TEST(told("src_port", 7) == "");  // too few to say either
    BOOST_TEST(told("src_port", 20, {3, 9}) == "counted");
    BOOST_TEST(told("dst_port", 20) == "not-counted");  // always the same
    BOOST_TEST(told("checksum", 20) == "not-counted");  // of payloads that differ
}

BOOST_AUTO_TEST_CASE(one_lost_packet_of_each_burst_changes_no_class) {
    const std::vector<std::vector<unsigned>> losses{{2}, {2, 9}, {2, 7}};  // of probes 0 to 9
    for (auto const& lost : losses) {
        Bench bench;
        for (const auto probe : lost) bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(probe)});
        const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 5000 },
  { send = "udp", on = "u", at = "alice", src_port = "4001..4005", times = 5, as = "one" },
  { send = "udp", on = "u", at = "alice", src_port = "4001..4005", times = 5, as = "two" })",
                                     R"(classes = [
  { is = "passes", when = ["one@server", "two@server", "two.udp.src_port=one.udp.src_port"] },
  { is = "moves", when = ["one@server", "two@server", "two.udp.src_port!=one.udp.src_port"], breaks = ["claim.one"] },
  { is = "mixed", when = ["one", "two"] },
])");
        BOOST_TEST(ended.record.observed_class == "passes", outcome(ended));
    }
}

BOOST_AUTO_TEST_CASE(copies_are_compared_one_by_one) {
    const std::string steps = R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 5000 },
  { send = "udp", on = "u", at = "alice", src_port = "4001..4003", times = 3, as = "one" },
  { send = "udp", on = "u", at = "alice", src_port = "4001..4003", times = 3, as = "same" },
  { send = "udp", on = "u", at = "alice", src_port = "4002..4004", times = 3, as = "other" },
  { send = "udp", on = "u", at = "alice", src_port = "4001..4002", times = 2, as = "fewer" })";
    const auto observed = [&](std::string const& condition) {
        Bench bench;
        return bench.run(steps, "classes = [ { is = \"holds\", when = [\"" + condition + "\"] } ]").record.observed_class == "holds";
    };
    BOOST_TEST(observed("same.udp.src_port=one.udp.src_port"));
    BOOST_TEST(!observed("same.udp.src_port!=one.udp.src_port"));
    BOOST_TEST(observed("other.udp.src_port!=one.udp.src_port"));
    // The first two are equal, but what holds is said of every copy.
    BOOST_TEST(!observed("fewer.udp.src_port=one.udp.src_port"));
    BOOST_TEST(!observed("fewer.udp.src_port!=one.udp.src_port"));
}

BOOST_AUTO_TEST_CASE(where_some_copies_are_equal_and_some_are_not_neither_is_true) {
    Bench bench;
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 5000 },
  { send = "udp", on = "u", at = "alice", bytes = 40, ttl = 60, times = 2, as = "one" },
  { send = "udp", on = "u", at = "alice", bytes = 40, ttl = "60..61", times = 2, as = "two" })",
                                 R"(classes = [
  { is = "equal", when = ["two.ip.ttl=one.ip.ttl"] },
  { is = "different", when = ["two.ip.ttl!=one.ip.ttl"] },
])");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_port_where_nobody_listens_did_not_arrive) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::other_socket, toy::probe(1)});
    const auto ended = bench.run(one_flow, R"(classes = [
  { is = "both-ways", when = ["out@server", "back@alice"] },
  { is = "outbound-only", when = ["out@server", "!back@alice"], breaks = ["claim.one"] },
])");
    BOOST_TEST(ended.record.observed_class == "outbound-only", outcome(ended));
    BOOST_REQUIRE(ended.record.observations.size() == 1);
    BOOST_TEST(to_string(ended.record.observations[0].seen) == "wrong-port");
    BOOST_TEST(ended.findings() == "");
}

BOOST_AUTO_TEST_CASE(what_no_class_describes_is_undetermined_with_the_arrivals) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(2)});
    const auto ended = bench.run(two_clients, classes);
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
    BOOST_TEST(ended.record.observed_class == "");
    BOOST_TEST(has(ended.record.reason, "no class of this case describes what was seen"));
    BOOST_TEST(has(ended.record.reason, "back-a nowhere; back-b at alice"));
}

BOOST_AUTO_TEST_CASE(misdelivery_that_no_class_accounts_for_is_a_finding) {
    Bench bench;
    const auto ended = bench.run(two_clients, R"(classes = [ { is = "passes", when = ["out-a@server", "back-a@alice"] } ])");
    BOOST_TEST(ended.record.observed_class == "passes");
    BOOST_TEST(ended.found("always.no-misdelivery"));
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(has(ended.findings(), "back-b from server was for bob and was delivered to alice"));
}

BOOST_AUTO_TEST_CASE(conditions_on_fields) {
    struct Row {
        std::string condition;
        bool holds;
    };
    for (auto const& [condition, holds] : std::vector<Row>{{"out.src_port=2000", true},
                                                           {"out.src_port=4000", false},
                                                           {"out.src_port!=4000", true},
                                                           {"out.src_port=changed", true},
                                                           {"out.src_port=same", false},
                                                           {"out.dst_port=same", true},
                                                           {"out.src=dut.wan", true},
                                                           {"back.src=server", true},
                                                           {"back.dst_port=out.dst_port", false},
                                                           {"back.src_port=out.dst_port", true},
                                                           {"back.src_port!=out.dst_port", false},
                                                           {"out@server", true},
                                                           {"out@second", false},
                                                           {"!out@second", true},
                                                           {"!out", false}}) {
        Bench bench;
        const auto ended =
            bench.run(one_flow, "classes = [ { is = \"yes\", when = [\"" + condition + "\"] }, { is = \"no\", when = [\"out\"] } ]");
        BOOST_TEST(ended.record.observed_class == (holds ? "yes" : "no"), condition << ": " << outcome(ended));
    }
}

/// The toy router hands out 2000, 2001 and so on: the fifth copy is the first one outside of 2000 to 2003.
BOOST_AUTO_TEST_CASE(ports_of_a_set_are_asked_of_every_copy) {
    const auto told = [](unsigned copies, bool known) {
        Bench bench;
        if (known) bench.facts.port_set = model::PortSet{0, 14, 500};
        const auto last = std::to_string(4000 + copies);
        const auto ended = bench.run(
            R"({ use = "udp", as = "u", from = "alice", to = "server" },
  { send = "udp", on = "u", at = "alice", src_port = "4001..)" +
                last + R"(", times = )" + std::to_string(copies) + R"(, as = "p" })",
            R"(classes = [ { is = "inside", when = ["p.src_port=dut.ports"] }, { is = "outside", when = ["p.src_port!=dut.ports"] } ])");
        return ended.record.observed_class;
    };
    BOOST_TEST(told(4, true) == "inside");
    BOOST_TEST(told(5, true) == "outside");
    BOOST_TEST(told(2, false) == "outside");  // no port is known to be the router's
}

BOOST_AUTO_TEST_CASE(a_field_of_what_did_not_arrive_holds_nothing) {
    for (std::string const condition : {"back.src_port=5000", "back.src_port!=5000", "out.src_port=back.dst_port"}) {
        Bench bench;
        bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
        const auto ended =
            bench.run(one_flow, "classes = [ { is = \"yes\", when = [\"" + condition + "\"] }, { is = \"no\", when = [\"out\"] } ]");
        BOOST_TEST(ended.record.observed_class == "no", condition);
    }
}

BOOST_AUTO_TEST_CASE(the_first_class_that_fits_is_the_class) {
    Bench bench;
    const auto ended = bench.run(one_flow, R"(classes = [ { is = "first", when = ["out"] }, { is = "second", when = ["out", "back"] } ])");
    BOOST_TEST(ended.record.observed_class == "first");
}

BOOST_AUTO_TEST_CASE(a_good_class_may_not_rest_on_what_was_never_sent) {
    // "Nothing came back" is no virtue when nothing was sent back.
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended = bench.run(one_flow, R"(classes = [ { is = "shut", when = ["!back"] }, { is = "open", when = ["back"] } ])");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_class_sees_what_arrives_while_the_case_lingers) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::delay, toy::probe(1), 10ms});
    const auto ended = bench.run(one_flow, R"(classes = [ { is = "both", when = ["back"] }, { is = "one-way", when = ["!back"] } ])");
    BOOST_TEST(ended.record.observed_class == "both");
}

BOOST_AUTO_TEST_CASE(a_failed_step_leaves_no_class) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
    const auto ended = bench.run(one_flow + R"(, { expect = "udp", on = "u", at = "alice", probe = "back" })",
                                 R"(classes = [ { is = "x", when = ["out"] } ])");
    BOOST_TEST((ended.record.outcome == Outcome::violated));
    BOOST_TEST(ended.record.observed_class == "");
}

BOOST_AUTO_TEST_SUITE_END()
