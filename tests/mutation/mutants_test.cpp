// What is taken out of a case or inverted, and what is not.
#include "tests/mutation/mutants.hpp"

#include "harness/suite/load.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(mutants)

using namespace tsuka;

namespace {

constexpr auto words = R"(
format = 1
[suite]
id = "t"
title = "t"
[cast]
alice = { side = "lan" }
server = { side = "wan" }
[[case]]
id = "t.one"
title = "One"
claim = ["c"]
steps = [
  { use    = "udp", as = "f", from = "alice", to = "server", judged = true },
  { send   = "udp", on = "f", at = "alice", as = "out", times = 2 },
  { expect = "udp", on = "f", at = "server", probe = "out", times = 2, order = true, src_port = "$p", dst_port = "same", payload = "same" },
  { send   = "udp", on = "f", at = "server", as = "back" },
  { never  = "udp", on = "f", at = "alice", src_port = "$p" },
]
classes = [
  { is = "both", when = ["out@server", "back@alice"] },
  { is = "one",  when = ["out@server"], breaks = ["c"] },
]
)";

model::Case one() {
    suite::Vocabulary vocabulary;
    vocabulary.flows.push_back({"udp", {"src_port", "dst_port"}, proto::Carrier::udp});
    vocabulary.claims = {"c"};
    auto loaded = suite::parse_suite(words, "t.toml", vocabulary);
    std::string said;
    for (auto const& diagnostic : loaded.diagnostics) said += suite::to_string(diagnostic) + "\n";
    BOOST_REQUIRE_MESSAGE(!loaded.value.cases.empty(), said);
    return loaded.value.cases.front();
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_expectation_is_taken_out_or_inverted_once) {
    const auto scenario = one();
    std::vector<std::string> what;
    for (auto const& mutant : mutation::mutants_of(scenario)) {
        what.push_back(mutant.what);
        BOOST_TEST(mutant.scenario.steps.size() == scenario.steps.size(), "later steps keep their numbers");
    }
    // The source port is bound in step 3 and cannot fail, and the step cannot be left out for it; the destination port can fail.
    const std::vector<std::string> wanted{"step 1: opens", "step 3: dst_port",     "step 3: payload",        "step 3: order",
                                          "step 5: never", "class both",           "class both: out@server", "class both: back@alice",
                                          "class one",     "class one: out@server"};
    BOOST_TEST(what == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_condition_says_its_contrary) {
    const auto mutants = mutation::mutants_of(one());
    const auto at =
        std::find_if(mutants.begin(), mutants.end(), [](auto const& mutant) { return mutant.what == "class both: back@alice"; });
    BOOST_TEST_REQUIRE((at != mutants.end()));
    BOOST_TEST(at->rule == "both");
    auto const& when = at->scenario.classes.front().when;
    BOOST_TEST_REQUIRE(when.size() == 2U);
    BOOST_TEST((when[0].kind == model::Condition::Kind::arrived));
    BOOST_TEST((when[1].kind == model::Condition::Kind::not_arrived));
}

BOOST_AUTO_TEST_CASE(what_is_told_of_a_case_changes_with_what_failed) {
    model::CaseRecord record;
    record.outcome = model::Outcome::violated;
    record.broken = {"c"};
    record.steps.resize(2);
    record.steps[1] = {2, "", {}, model::StepStatus::failed, "", {{"payload", "same", "altered", false}}, {}, {}};
    auto other = record;
    BOOST_TEST(mutation::told(record) == mutation::told(other));
    other.steps[1].checks[0].found = "altered otherwise";
    BOOST_TEST(mutation::told(record) == mutation::told(other), "what the wire shows may differ");
    other.steps[1].checks[0].what = "dst_port";
    BOOST_TEST(mutation::told(record) != mutation::told(other));
    BOOST_TEST(mutation::verdict(record) == mutation::verdict(other));
}

BOOST_AUTO_TEST_SUITE_END()
