// Every verb of the language, by the table: each is read, explained, estimated and run. A verb that has no example here fails the first
// test.
#include "harness/suite/explain.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

BOOST_AUTO_TEST_SUITE(verbs)

using namespace run_bench;

namespace {

struct Example {
    std::string before;  ///< steps of which it speaks
    std::string step;    ///< as a suite writes it
    std::string after;   ///< steps that have to follow
    Duration waits{};    ///< what it lets pass on purpose
    model::StepStatus status = model::StepStatus::done;
};

constexpr auto open = R"({ use = "udp", as = "u", from = "alice", to = "server" }, )";
constexpr auto sent = R"({ use = "udp", as = "u", from = "alice", to = "server" }, { send = "udp", on = "u", at = "alice", as = "out" }, )";
constexpr auto connected = R"({ use = "tcp", as = "t", from = "alice", to = "server" }, )";

std::map<std::string_view, Example> examples() {
    using model::StepStatus;
    return {
        {"use", {"", R"({ use = "tcp", as = "t", from = "alice", to = "server" })", "", {}, StepStatus::done}},
        {"send", {open, R"({ send = "udp", on = "u", at = "alice", times = 3, every = "2s" })", "", 4s, StepStatus::done}},
        {"expect", {sent, R"({ expect = "udp", on = "u", at = "server", probe = "out", within = "3s" })", "", 3s, StepStatus::held}},
        {"never", {sent, R"({ never = "udp", at = "second", for = "5s" })", "", 5s, StepStatus::held}},
        {"wait", {"", R"({ wait = "7s" })", "", 7s, StepStatus::done}},
        {"close", {connected, R"({ close = "t", at = "alice" })", "", {}, StepStatus::done}},
        {"hook", {"", R"({ hook = "reboot" })", R"({ wait = "router" }, )", {}, StepStatus::done}},
    };
}

/// A case around it, which can find something, and begins and ends with what passes.
std::string case_of(Example const& example) {
    return toy::case_text("t.verb", example.before + example.step + ", " + example.after + R"(
      { use = "udp", as = "last", from = "alice", to = "server" },
      { send = "udp", on = "last", at = "alice", as = "end" },
      { expect = "udp", on = "last", at = "server", probe = "end" })");
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_has_an_example_here) {
    const auto all = examples();
    for (const auto word : model::verb_words()) BOOST_TEST(all.contains(word), word);
    BOOST_TEST(all.size() == model::verb_words().size());
    BOOST_TEST(!model::empty_step("jump").has_value());
}

BOOST_AUTO_TEST_CASE(each_is_read_explained_estimated_and_run) {
    for (auto const& [word, example] : examples()) {
        BOOST_TEST_CONTEXT(word) {
            RunBench bench(case_of(example));
            bench.plan.lab.hooks = {"reboot"};
            bench.hook_silence = 20s;
            auto const& scenario = bench.plan.cases.front();
            const auto found =
                std::find_if(scenario.steps.begin(), scenario.steps.end(), [&](auto const& one) { return one.written == example.step; });
            BOOST_TEST_REQUIRE((found != scenario.steps.end()));
            BOOST_TEST(found->action.index() == model::empty_step(word)->index());
            BOOST_TEST((scenario.waits() == example.waits));
            BOOST_TEST(has(suite::explain_case(scenario, {}), example.step));
            bench.go();
            auto const& record = bench.told.of("t.verb");
            BOOST_TEST((record.outcome == Outcome::satisfied), record.reason);
            BOOST_TEST((record.steps.at(static_cast<std::size_t>(found - scenario.steps.begin())).status == example.status));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
