// A suite file from anywhere: loaded, or refused with diagnostics; never an exception. What is loaded can be linted and put into words.
#include "harness/suite/explain.hpp"
#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"
#include "tests/support/flow_words.hpp"

#include <cstdlib>
#include <string_view>

namespace {

using namespace tsuka;

suite::Vocabulary real_words() {
    suite::Vocabulary words{{}, {"nat.napt", "passthrough.pptp", "passthrough.ipsec"}};
    words.flows = flow_words();
    return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static suite::Vocabulary const vocabulary = real_words();
    const auto loaded = suite::parse_suite({reinterpret_cast<char const*>(data), size}, "fuzz.toml", vocabulary);
    for (auto const& diagnostic : loaded.diagnostics)
        if (suite::to_string(diagnostic).empty()) std::abort();
    (void)suite::lint({loaded.value}, {});
    (void)suite::list_rows({loaded.value});
    for (auto const& one : loaded.value.cases) (void)suite::explain_case(one, {});
    return 0;
}
