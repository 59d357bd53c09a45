// Which address of the WAN link a router may have next.
#include "harness/model/lab.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(lab)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(another_address_is_nobodys_and_the_next_one_is_the_first_again) {
    model::WanSide wan;
    wan.link = *parse_prefix("203.0.113.1/29");
    const auto from = [&](std::string_view first) {
        wan.router_address = *parse_ipv4(first);
        const auto second = model::another_address(wan, wan.router_address);
        if (second != wan.router_address) BOOST_TEST((model::another_address(wan, second) == wan.router_address));
        return to_string(second);
    };
    BOOST_TEST(from("203.0.113.2") == "203.0.113.3");
    BOOST_TEST(from("203.0.113.6") == "203.0.113.2");  // past the broadcast address, the network's and the gateway
    wan.pool = *parse_prefix("203.0.113.4/31");
    BOOST_TEST(from("203.0.113.3") == "203.0.113.6");
    wan.pool.reset();
    wan.link = *parse_prefix("203.0.113.1/30");
    BOOST_TEST(from("203.0.113.2") == "203.0.113.2");  // there is no other
}

BOOST_AUTO_TEST_SUITE_END()
