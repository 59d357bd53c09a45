#include "harness/suite/load_language.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(languages)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(tables_and_keys_make_ids) {
    auto const loaded = suite::parse_language("format = 1\n[claim]\n\"a.b\" = \"eins\"\n[kind]\nc = \"zwei\"\n", "lang/xx.toml");
    BOOST_TEST(loaded.ok());
    BOOST_TEST(loaded.value.code == "xx");
    BOOST_TEST(loaded.value.texts.at("claim.a.b") == "eins");
    BOOST_TEST(loaded.value.texts.at("kind.c") == "zwei");
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_told) {
    auto const dotted = suite::parse_language("format = 1\n[claim]\na.b = \"eins\"\n", "xx.toml");
    BOOST_TEST_REQUIRE(dotted.diagnostics.size() == 1U);
    BOOST_TEST(dotted.diagnostics[0].text.find("stand in quotes") != std::string::npos);
    BOOST_TEST(!suite::parse_language("[claim]\na = \"b\"\n", "xx.toml").ok());
    BOOST_TEST(!suite::parse_language("format = 1\nclaim = \"b\"\n", "xx.toml").ok());
}

BOOST_AUTO_TEST_CASE(what_is_missing_and_what_is_stale) {
    model::Language const language{"xx", {{"claim.a", "1"}, {"claim.old", "2"}}};
    auto const gaps = suite::gaps_of(language, {"claim.a", "claim.b"}, "xx.toml");
    BOOST_TEST(gaps.missing == std::vector<std::string>{"claim.b"}, boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(gaps.stale.size() == 1U);
    BOOST_TEST(!gaps.stale[0].error);
    BOOST_TEST(gaps.stale[0].text.find("claim.old") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
