// What docs/adding-a-verb.md promises, kept by a verb that nobody writes: what it says of itself, how it is read and how it runs stand in
// three files, and it is known everywhere.
#include "harness/suite/explain.hpp"
#include "harness/suite/lint.hpp"
#include "tests/unit/engine/bench.hpp"
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

using namespace bench;

namespace {

constexpr auto counted = R"({ use = "udp", as = "u", from = "alice", to = "server" },
    { send = "udp", on = "u", at = "alice", as = "out", times = 2 },
    { count = "udp", at = "server", least = 2, for = "40s" },)";

}  // namespace

BOOST_AUTO_TEST_SUITE(invented_verb)

BOOST_AUTO_TEST_CASE(suites_may_write_it) {
    auto const scenario = toy::one(counted);
    auto const* step = std::get_if<model::CountStep>(&scenario.steps.back().action);
    BOOST_TEST_REQUIRE((step != nullptr));
    BOOST_TEST(step->least == 2U);
    BOOST_TEST(words::has(words::complaints(R"({ count = "udp", at = "server", leest = 2 })"), "did you mean 'least'?"));
    BOOST_TEST(words::has(words::complaints(R"({ cuont = "udp", at = "server" })"),
                          "a step needs one of use, send, expect, never, wait, close, hook, count"));
    BOOST_TEST(words::has(words::complaints(R"({ count = "udp", wait = "2s" })"), "a step has one verb, here are 'wait' and 'count'"));
    // A case whose only question it is can find something.
    BOOST_TEST(!words::has(words::complaints(R"({ count = "udp", at = "server" })"), "can find nothing"));
}

BOOST_AUTO_TEST_CASE(it_is_known_wherever_steps_are_looked_at) {
    auto const scenario = toy::one(counted);
    BOOST_TEST((scenario.waits() == 40s));
    BOOST_TEST(scenario.needs_any(model::Need::Kind::alone));
    auto const told = suite::explain_case(scenario, {});
    BOOST_TEST(has(told, R"({ count = "udp", at = "server", least = 2, for = "40s" })"), told);
    BOOST_TEST(has(told, "Waits 40s on purpose"), told);
    model::Suite whole{.id = "t", .title = "T", .about = {}, .file = "t.toml", .cases = {scenario}};
    std::string said;
    for (auto const& one : suite::lint({whole}, {}, {})) said += one.text + "\n";
    BOOST_TEST(!has(said, "'server' of the cast does nothing"), said);
    BOOST_TEST(has(said, "nothing asks what became of 'out'"), said);
}

BOOST_AUTO_TEST_CASE(the_engine_runs_it) {
    Bench good;
    BOOST_TEST(outcome(good.run(counted)) == "satisfied");
    Bench bad;
    bad.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
    BOOST_TEST(outcome(bad.run(counted)) == "violated: step 3: 1 of 2 came");
}

BOOST_AUTO_TEST_SUITE_END()
