// Numbers of suites as names: equal stays equal, different stays different, no two attempts alike, and what is reserved is left alone.
#include "harness/model/salt.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(salt)

using namespace tsuka;

namespace {

model::Term number(std::uint64_t value) {
    model::Term term;
    term.number = value;
    return term;
}

model::Case sending(std::string const& message, std::string const& field, std::uint64_t value) {
    model::SendStep send;
    send.message = message;
    send.as = "out";
    send.fields = {{field, number(value)}};
    model::Case scenario;
    scenario.steps.push_back({send, {}, {}});
    return scenario;
}

std::uint64_t sent(model::Case const& scenario, std::uint64_t seed, std::uint32_t attempt = 1) {
    return std::get<model::SendStep>(model::salted(scenario, seed, attempt).steps[0].action).fields[0].term.number;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_run_and_attempt_has_numbers_of_its_own) {
    const auto scenario = sending("esp", "spi", 0xa1000011);
    BOOST_TEST(sent(scenario, 1) == sent(scenario, 1));
    std::set<std::uint64_t> seen;
    for (std::uint64_t seed = 1; seed <= 50; ++seed)
        for (std::uint32_t attempt = 1; attempt <= 20; ++attempt) seen.insert(sent(scenario, seed, attempt));
    BOOST_TEST(seen.size() == 1000U);
    BOOST_TEST(!seen.contains(0xa1000011));
}

BOOST_AUTO_TEST_CASE(it_is_one_to_one_and_reserved_numbers_stay) {
    for (const auto seed : {1UL, 2UL, 3UL}) {
        std::set<std::uint64_t> seen;
        for (std::uint64_t id = 0; id <= 0xffff; ++id) seen.insert(sent(sending("gre.ppp", "call_id", id), seed));
        BOOST_TEST(seen.size() == 0x10000U);
        BOOST_TEST(sent(sending("gre.ppp", "call_id", 0), seed) == 0U);
        BOOST_TEST(sent(sending("gre.ppp", "call_id", 0xffff), seed) == 0xffffU);
        BOOST_TEST(sent(sending("esp", "spi", 255), seed) == 255U);
        BOOST_TEST(sent(sending("esp", "spi", 256), seed) != 256U);
        BOOST_TEST(sent(sending("ike.mm1", "responder_cookie", 0), seed) == 0U);
        BOOST_TEST(sent(sending("ike.v2-informational-request", "message_id", 2), seed) == 2U);
    }
}

BOOST_AUTO_TEST_CASE(ports_of_a_suite_move_together_and_those_of_protocols_stay) {
    std::set<std::uint64_t> seen;
    for (std::uint32_t attempt = 1; attempt <= 200; ++attempt) {
        const auto moved = sent(sending("udp", "src_port", 40129), 5, attempt);
        seen.insert(moved);
        BOOST_TEST(moved % 2 == 1U);
        BOOST_TEST(moved < 49152U);
        BOOST_TEST(sent(sending("udp", "quote.udp.dst_port", 43999), 5, attempt) == moved + 43999 - 40129);
        for (const std::uint64_t port : {500U, 4500U, 39999U, 44000U, 49152U})
            BOOST_TEST(sent(sending("udp", "dst_port", port), 5, attempt) == port);
    }
    BOOST_TEST(seen.size() > 150U);
    auto range = sending("udp", "src_port", 40241);
    auto& term = std::get<model::SendStep>(range.steps[0].action).fields[0].term;
    term.kind = model::Term::Kind::range;
    term.upper = 40250;
    const auto salted = model::salted(range, 5, 1);
    auto const& moved = std::get<model::SendStep>(salted.steps[0].action).fields[0].term;
    BOOST_TEST(moved.number == sent(sending("udp", "src_port", 40241), 5));
    BOOST_TEST(moved.upper == moved.number + 9);
    auto meant = sending("udp", "src_port", 40129);
    meant.literal = {"port"};
    BOOST_TEST(sent(meant, 5) == 40129U);
}

BOOST_AUTO_TEST_CASE(one_name_is_one_number_wherever_it_stands) {
    auto scenario = sending("pptp.ocrq", "call_id", 0x1234);
    model::ExpectStep expect;
    expect.message = "pptp.ocrp";
    expect.fields = {{"peer_call_id", {number(0x1234)}}};
    scenario.steps.push_back({expect, {}, {}});
    model::UseStep use;
    use.flow = "gre";
    use.settings = {{"call_id", number(0x1234)}};
    scenario.steps.push_back({use, {}, {}});
    model::Condition condition;
    condition.probe = "out";
    condition.field = "call_id";
    condition.term = number(0x1234);
    scenario.classes.push_back({"kept", {condition}, {}, {}, {}});
    const auto salted = model::salted(scenario, 7, 3);
    const auto wanted = sent(scenario, 7, 3);
    BOOST_TEST(wanted != 0x1234U);
    BOOST_TEST(std::get<model::ExpectStep>(salted.steps[1].action).fields[0].constraint[0].number == wanted);
    BOOST_TEST(std::get<model::UseStep>(salted.steps[2].action).settings[0].term.number == wanted);
    BOOST_TEST(salted.classes[0].when[0].term.number == wanted);
}

BOOST_AUTO_TEST_CASE(a_case_without_such_numbers_is_known) {
    BOOST_TEST(model::bears_numbers(sending("esp", "spi", 0xa1000011)));
    BOOST_TEST(!model::bears_numbers(sending("udp", "length", 9)));
    BOOST_TEST(!model::bears_numbers(sending("icmp.time-exceeded", "id", 4242)));
    auto literal = sending("esp", "spi", 0xa1000011);
    literal.literal = {"spi"};
    BOOST_TEST(!model::bears_numbers(literal));
    model::Case by_class;
    model::Condition condition;
    condition.field = "call_id";
    condition.term = number(0x1234);
    by_class.classes.push_back({"kept", {condition}, {}, {}, {}});
    BOOST_TEST(model::bears_numbers(by_class));
}

BOOST_AUTO_TEST_CASE(identifiers_are_those_of_echo_messages) {
    BOOST_TEST(sent(sending("icmp.echo-request", "id", 4242), 1) != 4242U);
    BOOST_TEST(sent(sending("icmp.time-exceeded", "quote.icmp.id", 4242), 1) == sent(sending("icmp.echo-request", "id", 4242), 1));
    BOOST_TEST(sent(sending("udp", "id", 4242), 1) == 4242U);  // of the IP header
    BOOST_TEST(sent(sending("icmp.echo-request", "ip.id", 4242), 1) == 4242U);
    BOOST_TEST(sent(sending("gre.ppp", "seq", 4242), 1) == 4242U);
}

BOOST_AUTO_TEST_CASE(what_the_case_calls_literal_and_ranges_stay) {
    auto scenario = sending("esp", "spi", 0x10001);
    scenario.literal = {"spi"};
    BOOST_TEST(sent(scenario, 1) == 0x10001U);
    auto range = sending("esp", "spi", 0x10001);
    std::get<model::SendStep>(range.steps[0].action).fields[0].term.kind = model::Term::Kind::range;
    BOOST_TEST(sent(range, 1) == 0x10001U);
}

BOOST_AUTO_TEST_SUITE_END()
