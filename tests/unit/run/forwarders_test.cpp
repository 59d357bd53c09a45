// Who forwards on a side, out of who brought what.
#include "harness/run/forwarders.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(forwarders)

using namespace tsuka;

namespace {

constexpr MacAddress answers{{2, 0, 0, 0, 0, 1}};
constexpr MacAddress sends{{2, 0, 0, 0, 0, 2}};
constexpr MacAddress tap{{0x0a, 0, 0, 0, 0, 3}};

using Macs = std::set<MacAddress>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_router_may_forward_under_another_address_than_it_answers_arp_with) {
    run::Forwarders known;
    known.resolved(answers);
    known.brought(1, sends);
    known.brought(2, answers);
    BOOST_TEST((known.known() == Macs{answers, sends}));
}

BOOST_AUTO_TEST_CASE(who_brings_what_another_has_brought_is_no_router) {
    run::Forwarders known;
    known.resolved(answers);
    for (std::uint32_t number = 1; number < 4; ++number) {
        known.brought(number, sends);
        known.brought(number, tap);
    }
    known.brought(4, tap);  // the frame itself was lost
    BOOST_TEST((known.known() == Macs{answers, sends}));
}

BOOST_AUTO_TEST_CASE(nor_is_one_that_was_quicker_than_the_router) {
    run::Forwarders known;
    known.resolved(answers);
    known.brought(1, tap);
    known.brought(1, answers);
    BOOST_TEST((known.known() == Macs{answers}));
}

BOOST_AUTO_TEST_CASE(what_a_router_sends_twice_makes_it_nobody_else) {
    run::Forwarders known;
    known.resolved(answers);
    known.brought(1, answers);
    known.brought(1, answers);
    BOOST_TEST((known.known() == Macs{answers}));
}

BOOST_AUTO_TEST_CASE(who_else_claims_the_address_is_named_and_a_storm_of_claims_is_bounded) {
    run::Forwarders known;
    known.claims(answers);
    known.claims(answers);
    BOOST_TEST(known.quarrel("192.0.2.1") == "");
    known.claims(tap);
    BOOST_TEST(known.quarrel("192.0.2.1") ==
               "192.0.2.1 is claimed by 02:00:00:00:00:01, 0a:00:00:00:00:03: two devices have this address, or another device lies");
    for (std::uint8_t number = 0; number < 200; ++number) known.claims({{6, 0, 0, 0, 0, number}});
    BOOST_TEST(known.quarrel("192.0.2.1").size() < 200U);
}

BOOST_AUTO_TEST_SUITE_END()
