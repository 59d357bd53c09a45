// What was not asked for: answers without their question, and connections that must not open.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(unasked)

using namespace bench;

namespace {

const std::string esp_flow = R"({ use = "esp", as = "e", from = "alice", to = "server" },)";
const std::string question = R"({ send = "esp", on = "e", at = "alice", as = "out" },)";
const std::string answer = R"({ send = "esp", on = "e", at = "server", answers = "out", as = "back" },)";
const std::string two_classes = R"(classes = [
    { is = "both", when = ["out@server", "back@alice"] },
    { is = "dropped", when = ["!out", "!back"] } ])";
const std::string shut_out =
    R"({ use = "udp", as = "u", from = "alice", to = "server" }, { send = "udp", on = "u", at = "alice", as = "p" },
       { expect = "udp", on = "u", at = "server", probe = "p" },
       { use = "tcp", as = "t", from = "stranger", to = "alice", dst_port = 5556, refused = true })";

bool is_tcp(toy::Passage const& what) {
    return what.protocol == 6;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_answer_is_sent_when_its_question_has_arrived) {
    Bench bench;
    const auto ended = bench.run(esp_flow + question + answer, two_classes);
    BOOST_TEST(outcome(ended) == "satisfied [both]");
}

BOOST_AUTO_TEST_CASE(an_answer_without_its_question_is_not_sent_and_leaves_no_doubt) {
    // The server of a protocol without ports knows where to send to, and would not: it has been asked nothing.
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended = bench.run(esp_flow + question + answer, two_classes);
    BOOST_TEST(outcome(ended) == "satisfied [dropped]");
    BOOST_TEST(has(ended.record.steps[2].detail, "out has not reached server"), ended.record.steps[2].detail);
}

BOOST_AUTO_TEST_CASE(an_expectation_of_an_answer_without_its_question_is_not_held_against_the_router) {
    Bench bench;
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(0)});
    const auto ended = bench.run(esp_flow + question + answer + R"({ expect = "esp", on = "e", at = "alice", probe = "back" })");
    BOOST_TEST((ended.record.outcome == Outcome::undetermined), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_connection_that_must_not_open_and_does_not) {
    Bench bench;
    const auto ended = bench.run(shut_out);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST((ended.record.steps.back().status == StepStatus::held));
}

BOOST_AUTO_TEST_CASE(a_connection_that_must_not_open_and_does) {
    auto bench = open_bench();
    const auto ended = bench.run(shut_out);
    BOOST_TEST(has(outcome(ended), "violated: step 4: the TCP SYN of stranger reached alice"), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_connection_that_must_not_open_and_is_let_in_to_somebody_else) {
    auto bench = open_bench();
    bench.router.faults.push_back({toy::Misdeed::wrong_client, is_tcp});
    bench.router.astray_to = Ipv4Address{0xc0a80102};  // bob
    const auto ended = bench.run(shut_out);
    BOOST_TEST(has(outcome(ended), "violated: step 4: the TCP SYN of stranger reached another host"), outcome(ended));
}

BOOST_AUTO_TEST_CASE(a_reset_refuses_as_well_as_silence) {
    auto bench = open_bench();
    bench.router.faults.push_back({toy::Misdeed::reset, is_tcp});
    const auto ended = bench.run(shut_out);
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(has(ended.record.steps.back().detail, "reset"), ended.record.steps.back().detail);
}

BOOST_AUTO_TEST_CASE(silence_is_waited_for_and_a_reset_breaks_it) {
    std::string silent = shut_out;
    silent.replace(silent.rfind("refused = true"), 14, "refused = true, silent = \"6s\"");
    Bench bench;
    const auto quiet = bench.run(silent);
    BOOST_TEST(outcome(quiet) == "satisfied");
    BOOST_TEST((quiet.record.took >= 6s));
    auto answering = open_bench();
    answering.router.faults.push_back({toy::Misdeed::reset, is_tcp});
    const auto reset = answering.run(silent);
    BOOST_TEST(has(outcome(reset), "violated: step 4: the TCP SYN of stranger was answered with a reset within 6 s"), outcome(reset));
    auto open = open_bench();
    const auto let_in = open.run(silent);
    BOOST_TEST(has(outcome(let_in), "skipped: step 4: the TCP SYN of stranger was let in"), outcome(let_in));
}

BOOST_AUTO_TEST_CASE(a_connection_that_may_stay_closed_leaves_no_doubt) {
    const std::string steps = R"({ use = "tcp", as = "t", from = "alice", to = "server", dst_port = 1723, may_stay_closed = true },
        { send = "tcp", on = "t", at = "alice", bytes = 64, as = "out" })";
    const std::string classes = R"(classes = [ { is = "open", when = ["out@server"] }, { is = "shut", when = ["!out"] } ])";
    Bench bench;
    BOOST_TEST(outcome(bench.run(steps, classes)) == "satisfied [open]");
    Bench closed;
    closed.router.faults.push_back({toy::Misdeed::drop, is_tcp});
    BOOST_TEST(outcome(closed.run(steps, classes)) == "satisfied [shut]");
}

BOOST_AUTO_TEST_SUITE_END()
