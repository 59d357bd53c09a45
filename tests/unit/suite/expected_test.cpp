// Lists of known deviations are read, written, and refused with words.
#include "harness/suite/load_expected.hpp"
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(expected_files)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    std::vector<model::Expected> all(2);
    all[0] = {"a.case[x=1]", "", "fail", "first-come", "quotes \" and \\ and\nlines", "T-1", "2026-12-31"};
    all[1] = {"", "a.claim", "deviation", "", "先着一名", "", ""};
    auto const loaded = suite::parse_expected(suite::to_toml(all), "mine.toml");
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST_REQUIRE(loaded.value.size() == 2U);
    BOOST_TEST(loaded.value[0].case_name == all[0].case_name);
    BOOST_TEST(loaded.value[0].observed_class == "first-come");
    BOOST_TEST(loaded.value[0].reason == all[0].reason);
    BOOST_TEST(loaded.value[0].expires == "2026-12-31");
    BOOST_TEST(loaded.value[1].claim == "a.claim");
    BOOST_TEST(loaded.value[1].verdict == "deviation");
    BOOST_TEST(loaded.value[1].reason == all[1].reason);
    BOOST_TEST(suite::parse_expected(suite::to_toml(std::vector<model::Expected>{}), "mine.toml").ok());
}

BOOST_AUTO_TEST_CASE(mistakes_are_told) {
    auto const said = [](std::string const& entry) {
        return words::printed(suite::parse_expected("format = 1\n[[expected]]\n" + entry, "mine.toml").diagnostics);
    };
    BOOST_TEST(words::has(said("reason = \"r\"\n"), "a 'case' or a 'claim'"));
    BOOST_TEST(words::has(said("case = \"a\"\nclaim = \"b\"\nreason = \"r\"\n"), "a 'case' or a 'claim'"));
    BOOST_TEST(words::has(said("case = \"a\"\n"), "'reason'"));
    BOOST_TEST(words::has(said("case = \"a\"\nreason = \"r\"\nverdict = \"pass\"\n"), "'verdict' is"));
    BOOST_TEST(words::has(said("case = \"a\"\nreason = \"r\"\nexpires = \"soon\"\n"), "'expires' is a day"));
    BOOST_TEST(words::has(said("case = \"a\"\nreason = \"r\"\nexpire = \"2026-12-31\"\n"), "expires"));
}

BOOST_AUTO_TEST_SUITE_END()
