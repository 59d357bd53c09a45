#include "harness/lab/kept_leases.hpp"

#include <boost/test/unit_test.hpp>

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

lab::KeptLease lease(std::uint8_t number, std::optional<Instant> ends_at = std::nullopt) {
    return {MacAddress{{2, 0, 0, 0, 0, number}}, Ipv4Address{number}, ends_at, {Octets{number}}};
}

std::vector<Octets> release(std::uint8_t number) {
    return lease(number).release;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_longest_kept_goes_first) {
    lab::KeptLeases kept;
    for (std::uint8_t number = 1; number <= 3; ++number) kept.keep(lease(number));
    BOOST_TEST(kept.surplus({}).empty());
    kept.keep(lease(1));  // its client was back
    BOOST_TEST((kept.next({}) == release(2)));
    BOOST_TEST((kept.next({}) == release(3)));
    BOOST_TEST((kept.next({}) == release(1)));
    BOOST_TEST(kept.empty());
    BOOST_TEST(kept.next({}).empty());
}

BOOST_AUTO_TEST_CASE(nobody_gives_back_what_another_has) {
    lab::KeptLeases kept;
    const Instant over{60s};
    kept.keep(lease(1, over));
    kept.keep(lease(2));
    kept.keep(lease(3));
    kept.keep(lease(4));
    kept.forget(Ipv4Address{2});                  // leased to another client
    kept.forget(MacAddress{{2, 0, 0, 0, 0, 3}});  // asks for it itself
    BOOST_TEST(kept.next(over).empty(), "a lease that is over may be somebody else's by now");
    BOOST_TEST((kept.next(over) == release(4)));
    BOOST_TEST(kept.empty());
}

BOOST_AUTO_TEST_CASE(where_addresses_are_scarce_fewer_are_kept) {
    lab::KeptLeases kept;
    Instant now{};
    for (std::uint8_t number = 0; number < 20; ++number) kept.keep(lease(number));
    kept.scarce(2, now);
    BOOST_TEST(kept.surplus(now).empty(), "a server may ping an address for seconds before it offers it");
    kept.scarce(3, now);
    kept.scarce(3, now + 5ms);  // another client, the same shortage
    BOOST_TEST(kept.surplus(now).size() == 10U);
    kept.keep(lease(30));
    BOOST_TEST((kept.surplus(now) == release(10)), "what was learned holds");
    now += 4s;
    kept.scarce(4, now);
    BOOST_TEST(kept.surplus(now).size() == 10U);
    BOOST_TEST(kept.empty());
}
