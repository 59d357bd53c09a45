// The search for the largest datagram that passes, against routers of all manners.
#include "harness/run/path_mtu.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

BOOST_AUTO_TEST_SUITE(path_mtu)

using tsuka::run::PathMtu;

namespace {

enum class Answer : std::uint8_t { passes, told, vanishes };

struct Line {
    unsigned carries = 1500;
    Answer above = Answer::told;
    unsigned names = 0;  ///< in its error; 0: none
};

/// How many sizes were tried.
unsigned search(PathMtu& mtu, Line const& line) {
    unsigned tries = 0;
    while (const auto size = mtu.next()) {
        BOOST_REQUIRE(++tries < 20);
        if (*size <= line.carries)
            mtu.passed();
        else if (line.above == Answer::told)
            mtu.told(line.names);
        else
            mtu.vanished();
    }
    return tries;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_try_where_all_passes) {
    PathMtu mtu(576, 1500);
    BOOST_TEST(search(mtu, {1500}) == 1U);
    BOOST_TEST(mtu.largest().value() == 1500U);
    BOOST_TEST(mtu.whole());
}

BOOST_AUTO_TEST_CASE(an_error_that_names_the_size_is_checked_once) {
    PathMtu mtu(576, 1500);
    BOOST_TEST(search(mtu, {1454, Answer::told, 1454}) == 2U);
    BOOST_TEST(mtu.largest().value() == 1454U);
    BOOST_TEST(mtu.was_told());
    BOOST_TEST(mtu.in_words() == "1454 octets; larger ones are refused");
}

BOOST_AUTO_TEST_CASE(any_size_is_found_without_help) {
    for (unsigned carries = 576; carries <= 1500; ++carries)
        for (const auto above : {Answer::told, Answer::vanishes}) {
            PathMtu mtu(576, 1500);
            search(mtu, {carries, above});
            BOOST_TEST(mtu.largest().value() == carries);
        }
}

BOOST_AUTO_TEST_CASE(an_error_that_names_too_much_does_not_mislead) {
    PathMtu mtu(576, 1500);
    search(mtu, {1300, Answer::told, 1400});
    BOOST_TEST(mtu.largest().value() == 1300U);
}

BOOST_AUTO_TEST_CASE(what_vanishes_was_not_told) {
    PathMtu mtu(576, 1500);
    search(mtu, {1400, Answer::vanishes});
    BOOST_TEST(!mtu.was_told());
    BOOST_TEST(mtu.in_words() == "1400 octets; larger ones vanish without an answer");
}

BOOST_AUTO_TEST_CASE(less_than_the_least) {
    for (const auto above : {Answer::told, Answer::vanishes}) {
        PathMtu mtu(576, 1500);
        search(mtu, {500, above, 500});
        BOOST_TEST(!mtu.largest().has_value());
        BOOST_TEST(mtu.in_words() == "less than 576 octets");
    }
}

BOOST_AUTO_TEST_SUITE_END()
