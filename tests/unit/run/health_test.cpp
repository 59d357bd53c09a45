// What the router's and the bench's state means, by table: what happened in which order, and what is said of it.
#include "harness/run/health.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(healths)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

const Ipv4Address first{0xcb00714d};   // 203.0.113.77
const Ipv4Address second{0xcb00714e};  // 203.0.113.78

/// One line of the story: seconds, what happens, and the words that come of it.
struct Event {
    int at = 0;
    char what = 's';  ///< 's' silent, 'f' forwards as first, 'g' forwards as second, 'w' may it be waited for, 'l' it was flooded, 'a' is
                      ///< another look wanted, 'e' the run ends
    std::string words;
};

std::string words_of(run::Health& health, Event const& event) {
    const Instant now{event.at * 1s};
    switch (event.what) {
        case 's':
            health.fell_silent(now);
            return {};
        case 'f':
            return health.forwards(first, now);
        case 'g':
            return health.forwards(second, now);
        case 'l':
            health.was_flooded(now);
            return {};
        case 'a':
            return health.look_again(now) ? "again" : "enough";
        case 'w':
            return health.wait_on(now) ? "wait" : "enough";
        default:
            return health.silence(now);
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_said_of_the_router) {
    const std::vector<std::vector<Event>> stories{
        {{0, 'f', ""}, {5, 'f', ""}, {9, 'e', ""}, {9, 'w', "enough"}},
        {{0, 'f', ""}, {10, 's', ""}, {20, 'w', "wait"}, {21, 'a', "enough"}, {22, 'f', "it forwarded again after 12.0 s"}, {30, 'e', ""}},
        // The first silence counts, and a new one begins anew.
        {{0, 'f', ""},
         {10, 's', ""},
         {15, 's', ""},
         {20, 'f', "it forwarded again after 10.0 s"},
         {30, 's', ""},
         {31, 'e', "it did not forward again within 1.0 s"}},
        {{0, 'f', ""}, {10, 's', ""}, {189, 'w', "wait"}, {190, 'w', "enough"}, {190, 'e', "it did not forward again within 180.0 s"}},
        // Who has been flooded serves nobody new until the flows have run out, and is waited for like anybody else when that is over.
        {{0, 'f', ""}, {10, 'l', ""}, {10, 's', ""}, {400, 'w', "wait"}, {609, 'w', "wait"}, {610, 'w', "enough"}},
        {{0, 'f', ""},
         {10, 'l', ""},
         {11, 's', ""},
         {300, 'a', "again"},
         {305, 's', ""},
         {310, 'a', "again"},
         {315, 'a', "enough"},
         {320, 'f', "it forwarded again after 309.0 s"},
         {330, 's', ""},
         {509, 'w', "wait"},
         {511, 'w', "enough"}},
        {{0, 'f', ""}, {1, 'g', "its WAN address changed from 203.0.113.77 to 203.0.113.78"}, {2, 'g', ""}},
        {{0, 'f', ""},
         {1, 's', ""},
         {3, 'g', "it forwarded again after 2.0 s, and its WAN address changed from 203.0.113.77 to 203.0.113.78"}},
    };
    for (std::size_t story = 0; story < stories.size(); ++story) {
        run::Health health(3min);
        for (auto const& event : stories[story])
            BOOST_TEST(words_of(health, event) == event.words, "story " << story << " at " << event.at);
    }
}

BOOST_AUTO_TEST_CASE(what_is_said_of_the_wire) {
    run::Health health(3min);
    BOOST_TEST(health.dropped(Side::wan, 3) == "the wan port dropped 3 frames while the case ran, so what is missing may have been there");
    for (int at = 0; at < 6000; ++at) health.stranger(Side::wan, Octets(60, 0x0a), Instant{1s});
    BOOST_TEST(health.dropped(Side::wan, 3).find("flood on the WAN: 6000 frames") != std::string::npos, health.dropped(Side::wan, 3));
    BOOST_TEST(!health.storm(Instant{2s}).has_value());  // nobody was left without an answer
    for (int at = 0; at < 2000; ++at) (void)health.may_answer(Side::lan, Instant{3s});
    BOOST_TEST(health.storm(Instant{4s}).value_or("").find("1000 of them were left unanswered") != std::string::npos);
    BOOST_TEST(!health.storm(Instant{4s}).has_value());  // told once
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_is_told_with_its_direction) {
    BOOST_TEST(run::Health::clock_set(1500ms) == "the machine's clock was set forward by 1.500 s while the case ran");
    BOOST_TEST(run::Health::clock_set(-2ms) == "the machine's clock was set back by 0.002 s while the case ran");
}

BOOST_AUTO_TEST_SUITE_END()
