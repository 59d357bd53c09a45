// The detection matrix as a file: what it says, and what is wrong with one that cannot be used.
#include "harness/suite/load_matrix.hpp"
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(matrix)

using namespace tsuka;

namespace {

std::string said(std::string const& text) {
    return words::printed(suite::parse_matrix(text, "m.toml").diagnostics);
}

}  // namespace

BOOST_AUTO_TEST_CASE(defects_with_the_cases_that_find_them) {
    auto const loaded = suite::parse_matrix(
        "format = 1\n[[defect]]\nname = \"esp.a\"\nfails = [\"c.two\", \"c.one[n=1]\"]\ninconclusive = [\"c.three\"]\n"
        "[[defect]]\nname = \"esp.b\"\nfails = [\"c.one[n=1]\"]\n",
        "m.toml");
    BOOST_TEST_REQUIRE(words::printed(loaded.diagnostics) == "");
    BOOST_TEST_REQUIRE(loaded.value.size() == 2U);
    BOOST_TEST(loaded.value[0].defect == "esp.a");
    BOOST_TEST((loaded.value[0].fails == std::set<std::string>{"c.one[n=1]", "c.two"}));
    BOOST_TEST((loaded.value[0].inconclusive == std::set<std::string>{"c.three"}));
    BOOST_TEST(loaded.value[1].defect == "esp.b");
    BOOST_TEST(loaded.value[1].inconclusive.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_said_with_its_place) {
    BOOST_TEST(words::has(said("[[defect]\n"), "m.toml:1:"));
    BOOST_TEST(words::has(said("[[defect]]\nname = \"a\"\nfails = [\"c\"]\n"), "format"));
    BOOST_TEST(words::has(said("format = 1\n"), "the file has no [[defect]]"));
    BOOST_TEST(words::has(said("format = 1\ndefect = 7\n"), "m.toml:2:"));
    BOOST_TEST(words::has(said("format = 1\ndefect = [7]\n"), "m.toml:2:11: a defect must be a table"));
    BOOST_TEST(words::has(said("format = 1\n[[defect]]\nfails = [\"c\"]\n"), "[[defect]] needs 'name'"));
    BOOST_TEST(words::has(said("format = 1\n[[defect]]\nname = \"a\"\nfails = []\n"), "no case finds 'a'"));
    BOOST_TEST(words::has(said("format = 1\n[[defect]]\nname = \"a\"\nfails = \"c\"\n"), "m.toml:4:"));
    BOOST_TEST(words::has(said("format = 1\n[[defect]]\nname = \"a\"\nfails = [3]\n"), "m.toml:4:"));
    BOOST_TEST(words::has(said("format = 1\n[[defect]]\nname = \"a\"\nfails = [\"c\", \"c\"]\n"), "4:15: 'c' is listed twice"));
    BOOST_TEST(
        words::has(said("format = 1\n[[defect]]\nname = \"a\"\nfails = [\"c\"]\ninconclusive = [\"c\"]\n"), "5:17: 'c' is listed twice"));
    BOOST_TEST(words::has(said("format = 1\n[[defect]]\nname = \"a\"\nfails = [\"c\"]\nfials = []\n"), "did you mean 'fails'?"));
    auto const twice = said("format = 1\n[[defect]]\nname = \"a\"\nfails = [\"c\"]\n[[defect]]\nname = \"a\"\nfails = [\"d\"]\n");
    BOOST_TEST(words::has(twice, "there is a defect 'a' already"));
    BOOST_TEST(words::has(words::printed(suite::load_matrix("/nonexistent/matrix.toml").diagnostics), "cannot read the file"));
}

BOOST_AUTO_TEST_CASE(the_one_that_comes_with_the_program_can_be_read) {
    auto const loaded = suite::load_matrix(TSUKA_SOURCE_DIR "/defects/matrix.toml");
    BOOST_TEST(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(loaded.value.size() >= 60U);
}

BOOST_AUTO_TEST_SUITE_END()
