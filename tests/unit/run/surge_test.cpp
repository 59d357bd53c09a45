// Storms are called by their name, and nobody gets all of our time.
#include "harness/run/surge.hpp"

#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(surge)

using namespace run_bench;

namespace {

Octets frame_of(std::uint8_t type, std::uint8_t protocol) {
    Octets frame(60);
    frame[12] = 0x08;
    frame[13] = type;
    frame[23] = protocol;
    return frame;
}

}  // namespace

BOOST_AUTO_TEST_CASE(answers_are_rationed_by_the_second_and_side) {
    run::Surge surge;
    const Instant first{100s};
    for (std::uint64_t count = 0; count < run::Surge::most_answers; ++count) BOOST_TEST_REQUIRE(surge.may_answer(Side::wan, first));
    BOOST_TEST(!surge.may_answer(Side::wan, first + 1ms));
    BOOST_TEST(surge.may_answer(Side::lan, first + 1ms));
    BOOST_TEST(!surge.unanswered(first + 999ms));
    BOOST_TEST(surge.may_answer(Side::wan, first + 1s));
    const auto told = surge.unanswered(first + 1s);
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(has(*told, "on the WAN"), *told);
    BOOST_TEST(has(*told, "1 of them were left unanswered"), *told);
    BOOST_TEST(!surge.unanswered(first + 1500ms));
}

BOOST_AUTO_TEST_CASE(what_went_unanswered_is_told_after_a_silence) {
    run::Surge surge;
    for (std::uint64_t count = 0; count <= run::Surge::most_answers; ++count) (void)surge.may_answer(Side::lan, Instant{100s});
    BOOST_TEST(surge.unanswered(Instant{160s}).has_value());
    BOOST_TEST(!surge.unanswered(Instant{161s}));
}

BOOST_AUTO_TEST_CASE(storms_have_names_and_trickles_none) {
    run::Surge surge;
    const Instant first{100s};
    for (std::uint64_t count = 0; count + 1 < run::Surge::many; ++count) surge.stranger(Side::wan, frame_of(6, 0), first);
    BOOST_TEST(surge.cause(Side::wan) == "");
    surge.stranger(Side::wan, frame_of(6, 0), first);
    BOOST_TEST(surge.cause(Side::wan) == "; ARP storm on the WAN: 5000 frames in a second that nobody asked for, most of them ARP");
    BOOST_TEST(surge.cause(Side::lan) == "");
    for (std::uint64_t count = 0; count < 2 * run::Surge::many; ++count) surge.stranger(Side::wan, frame_of(0, 17), first + 1s);
    BOOST_TEST(surge.cause(Side::wan) == "; flood on the WAN: 10000 frames in a second that nobody asked for, most of them UDP");
    surge.stranger(Side::wan, Octets(3), first + 5s);
    BOOST_TEST(surge.cause(Side::wan) == "");
}

BOOST_AUTO_TEST_SUITE_END()
