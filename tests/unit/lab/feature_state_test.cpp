// The state of an interface as a killed run left it in a file: taken whole, or not at all.
#include "harness/lab/feature_state.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(feature_state)

using namespace tsuka;

namespace {

std::string const good =
    "tsuka features 1\ninterface lan0\nnetwork 4026531840\nmac 02:00:00:00:00:01\nfeature on wanted rx-checksum\n"
    "feature off unwanted tx-tcp-segmentation\n";

std::string without(std::string const& line) {
    auto text = good;
    const auto at = text.find(line);
    return text.erase(at, text.find('\n', at) + 1 - at);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_saved_is_read) {
    const auto state = lab::FeatureState::parse(good);
    BOOST_TEST_REQUIRE(state.has_value());
    BOOST_TEST(state->interface() == "lan0");
    BOOST_TEST(state->text() == good);
}

BOOST_AUTO_TEST_CASE(what_lacks_a_line_or_has_another_is_refused_with_words) {
    for (std::string const line : {"tsuka features", "interface", "network", "mac"}) {
        const auto state = lab::FeatureState::parse(without(line));
        BOOST_TEST(!state.has_value(), line);
        if (!state) BOOST_TEST(state.error().what != "");
    }
    BOOST_TEST(!lab::FeatureState::parse(good + "ma) 02:00:00:00:00:01\n").has_value());
    BOOST_TEST(!lab::FeatureState::parse(good + "feature on\n").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
