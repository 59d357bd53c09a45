// What a case may need of a lab: each word is a need of its own, and unmet only where the lab lacks the very thing.
#include "harness/model/need.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(needs)

using namespace tsuka;
using model::Need;

BOOST_AUTO_TEST_CASE(words_of_the_lab_are_needs_of_their_own) {
    std::set<Need::Kind> kinds;
    for (auto const* word : {"alone", "static-client", "ipv6", "router", "no-dmz", "wan-mtu<=1492"}) {
        const auto need = model::parse_need(word);
        BOOST_REQUIRE(need);
        BOOST_TEST(need->written == word);
        BOOST_TEST(kinds.insert(need->kind).second, word);
    }
    BOOST_TEST(!model::parse_need("routers"));
}

BOOST_AUTO_TEST_CASE(a_router_is_missing_on_a_cable_alone) {
    const auto router = model::parse_need("router");
    BOOST_REQUIRE(router);
    model::Lab lab;
    BOOST_TEST(model::unmet(*router, lab) == "");
    lab.cable = true;
    BOOST_TEST(model::unmet(*router, lab) == "needs 'router': there is none in this lab");
}

BOOST_AUTO_TEST_SUITE_END()
