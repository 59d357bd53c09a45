// What the tests of the suite language share: a vocabulary, a small suite around some steps, and what a reader objects to.
#pragma once

#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"
#include "tests/support/flow_words.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace words {

inline tsuka::suite::Vocabulary vocabulary(std::vector<std::string> claims = {"claim.one", "claim.two"}) {
    tsuka::suite::Vocabulary words;
    words.flows = flow_words();
    words.claims = std::move(claims);
    return words;
}

/// A suite of one case; the first step stands in line 13.
inline std::string suite_of(std::string const& steps, std::string const& more = {}) {
    return "format = 1\n[suite]\nid = \"t\"\ntitle = \"T\"\n[cast]\nalice = { side = \"lan\" }\nbob = { side = \"lan\" }\nserver = { side "
           "= \"wan\" }\n"
           "[[case]]\nid = \"t.one\"\ntitle = \"One\"\nclaim = [\"claim.one\"]\nsteps = [" +
           steps + "]\n" + more;
}

inline tsuka::suite::Loaded<tsuka::model::Suite> read(std::string const& text) {
    return tsuka::suite::parse_suite(text, "t.toml", vocabulary());
}

/// Diagnostics as printed, one a line.
inline std::string printed(tsuka::suite::Diagnostics const& diagnostics) {
    std::string out;
    for (auto const& one : diagnostics) out += tsuka::suite::to_string(one) + "\n";
    return out;
}

/// What the reader says of a suite of these steps.
inline std::string complaints(std::string const& steps, std::string const& more = {}) {
    return printed(read(suite_of(steps, more)).diagnostics);
}

/// The last step of a suite that must load without a word.
template <class Step>
Step last(std::string const& steps) {
    auto const loaded = read(suite_of(steps));
    BOOST_TEST_REQUIRE(printed(loaded.diagnostics) == "");
    auto const* step = std::get_if<Step>(&loaded.value.cases.at(0).steps.back().action);
    BOOST_TEST_REQUIRE((step != nullptr));
    return *step;
}

inline bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace words
