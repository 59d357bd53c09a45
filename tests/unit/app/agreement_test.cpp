// What runs of the same cases agree in.
#include "harness/app/agreement.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(agreement)

using namespace tsuka;

namespace {

reports::Outline run(std::string conclusion, std::vector<reports::OutlineRow> rows) {
    reports::Outline outline;
    outline.conclusion = std::move(conclusion);
    outline.rows = std::move(rows);
    return outline;
}

}  // namespace

BOOST_AUTO_TEST_CASE(runs_that_agree_say_so) {
    app::RunAgreement all;
    for (int number = 0; number < 3; ++number) all.add(run("conforms", {{"a", "pass", "", ""}, {"b", "supported", "K1", ""}}));
    BOOST_TEST(all.in_words() == "3 runs: conforms 3 of 3\nAll 2 cases had the same verdict and class each time.\n");
}

BOOST_AUTO_TEST_CASE(verdicts_classes_and_missing_rows_differ) {
    app::RunAgreement all;
    all.add(run("conforms", {{"a", "pass", "", ""}, {"b", "supported", "K1", ""}, {"c", "pass", "", ""}, {"d", "pass", "", ""}}));
    all.add(run("does-not-conform", {{"a", "fail", "", "why"}, {"b", "supported", "K2", ""}, {"d", "pass", "", "another reason"}}));
    BOOST_TEST(all.in_words() ==
               "2 runs: conforms 1 of 2, does-not-conform 1 of 2\n"
               "3 of 4 cases did not have the same verdict and class each time:\n"
               "  a: fail 1 of 2, pass 1 of 2\n"
               "  b: supported (K1) 1 of 2, supported (K2) 1 of 2\n"
               "  c: pass 1 of 2, missing 1 of 2\n");
}

BOOST_AUTO_TEST_SUITE_END()
