// Small suites as text: see suite_text.hpp.
#include "tests/support/suite_text.hpp"

#include "harness/suite/load.hpp"
#include "tests/support/flow_words.hpp"

#include <stdexcept>

namespace toy {

std::vector<tsuka::model::Case> cases(std::string const& text) {
    tsuka::suite::Vocabulary words;
    words.flows = flow_words();
    words.claims = {"claim.one", "claim.two"};
    const std::string head =
        "format = 1\n[suite]\nid = \"t\"\ntitle = \"T\"\n[cast]\nalice = { side = \"lan\" }\nbob = { side = \"lan\" }\n"
        "carol = { side = \"lan\" }\nserver = { side = \"wan\" }\nsecond = { side = \"wan\" }\nstranger = { side = \"wan\" }\n"
        "inside = { side = \"lan\", static = true }\n";
    auto loaded = tsuka::suite::parse_suite(head + text, "t.toml", words);
    std::string trouble;
    for (auto const& one : loaded.diagnostics)
        if (one.error) trouble += tsuka::suite::to_string(one) + "\n";
    if (!trouble.empty()) throw std::runtime_error(trouble);
    return loaded.value.cases;
}

std::string case_text(std::string const& id, std::string const& steps, std::string const& more) {
    return "[[case]]\nid = \"" + id + "\"\ntitle = \"One\"\nclaim = [\"claim.one\"]\nsteps = [\n" + steps + "\n]\n" + more + "\n";
}

tsuka::model::Case one(std::string const& steps, std::string const& more) {
    const auto asks = [&](std::string const& word) { return steps.find(word) != std::string::npos; };
    if (asks("expect =") || asks("never =") || !more.empty()) return cases(case_text("t.one", steps, more)).at(0);
    // The language refuses a case that asks nothing; here the question may be put in code.
    const auto comma = steps.find_last_not_of(" \n") != std::string::npos && steps[steps.find_last_not_of(" \n")] == ',' ? "" : ",";
    auto scenario = cases(case_text("t.one", steps + comma + R"( { never = "esp", at = "alice" })")).at(0);
    scenario.steps.pop_back();
    return scenario;
}

}  // namespace toy
