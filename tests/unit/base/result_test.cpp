#include "generator/base/result.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <vector>

BOOST_AUTO_TEST_SUITE(results)

using namespace tsuka;

namespace {

Result<std::vector<int>> numbers(bool good) {
    if (!good) return fail("no numbers");
    return std::vector<int>{1, 2, 3};
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_value_of_a_temporary_outlives_it) {
    int sum = 0;
    for (auto const one : numbers(true).value()) sum += one;
    for (auto const one : *numbers(true)) sum += one;
    BOOST_TEST(sum == 12);
}

BOOST_AUTO_TEST_CASE(a_failed_one_has_words_and_no_value_whichever_way_it_is_read) {
    auto failed = numbers(false);
    BOOST_TEST(!failed);
    BOOST_TEST(failed.error().what == "no numbers");
    const auto words = [](std::runtime_error const& error) { return std::string(error.what()) == "no numbers"; };
    BOOST_CHECK_EXCEPTION((void)failed.value(), std::runtime_error, words);
    BOOST_CHECK_EXCEPTION((void)*failed, std::runtime_error, words);
    BOOST_CHECK_EXCEPTION((void)failed->size(), std::runtime_error, words);
    BOOST_CHECK_EXCEPTION(Result<void>(fail("no numbers")).value(), std::runtime_error, words);
    BOOST_TEST(numbers(true).error().what.empty());
}

BOOST_AUTO_TEST_CASE(a_string_is_a_value_and_a_pointer_converts) {
    const Result<std::string> text = "words";
    BOOST_REQUIRE(text.has_value());
    BOOST_TEST(*text == "words");
    Result<std::unique_ptr<int const>> owned = std::make_unique<int>(7);
    BOOST_TEST(**owned == 7);
    BOOST_TEST(Result<void>().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
