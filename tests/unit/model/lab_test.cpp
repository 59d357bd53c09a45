// Which address of the WAN link a router may have next.
#include "harness/model/lab.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(lab)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(the_next_address_on_the_link_is_nobodys) {
    model::WanSide wan;
    wan.link = *parse_prefix("203.0.113.1/29");
    const auto next = [&](std::string_view now) { return to_string(model::next_on_link(wan, *parse_ipv4(now))); };
    BOOST_TEST(next("203.0.113.2") == "203.0.113.3");
    BOOST_TEST(next("203.0.113.6") == "203.0.113.2");  // past the broadcast address, the network's and the gateway
    wan.pool = *parse_prefix("203.0.113.4/31");
    BOOST_TEST(next("203.0.113.3") == "203.0.113.6");
    wan.pool.reset();
    wan.link = *parse_prefix("203.0.113.1/30");
    BOOST_TEST(next("203.0.113.2") == "203.0.113.2");  // there is no other
}

BOOST_AUTO_TEST_SUITE_END()
