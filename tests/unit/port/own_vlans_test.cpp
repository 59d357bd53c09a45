// A wire that other runs share.
#include "harness/port/own_vlans.hpp"

#include "harness/port/memory_port.hpp"
#include "tests/unit/port/tagged_frames.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(own_vlans)

using namespace tsuka;
using namespace tagged_frames;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(what_is_others_is_left_out_once_it_is_theirs_and_from_then_on) {
    Instant now{10s};
    auto cable = port::memory_cable("trunk0", "switch", [&] { return now; });
    BOOST_REQUIRE(cable);
    std::vector<VlanTags> theirs;
    unsigned asked = 0;
    const auto port = port::leave_out_others(std::move(cable->first), {{{}, 101}, {{}, 201}}, [&](VlanTags const& tags) {
        ++asked;
        return std::find(theirs.begin(), theirs.end(), tags) != theirs.end();
    });
    const auto come = [&](std::initializer_list<Octets> frames) {
        for (auto const& frame : frames) BOOST_REQUIRE(cable->second->send(frame));
        return received(*port);
    };
    // Nobody's yet: they come through, and nobody is asked of each.
    BOOST_TEST(come({frame_of("81000065", 1), frame_of("810000c9", 2), frame_of("", 3), frame_of("81000066", 4),
                     frame_of("81000066", 5)}) == (std::vector<int>{1, 2, 3, 4, 5}),
               boost::test_tools::per_element());
    BOOST_TEST(asked == 1U);
    theirs = {{{}, 102}};
    now += 1s;
    BOOST_TEST(come({frame_of("81000066", 6), frame_of("81000065", 7), frame_of("81000067", 8), frame_of("88a8019081000066", 9)}) ==
                   (std::vector<int>{7, 8, 9}),
               boost::test_tools::per_element());
    // It has ended, and its router goes on.
    theirs.clear();
    now += 1s;
    BOOST_TEST(come({frame_of("81000066", 10), frame_of("810000c9", 11)}) == (std::vector<int>{11}), boost::test_tools::per_element());
    BOOST_TEST(port->statistics().received == 9U);
}

BOOST_AUTO_TEST_SUITE_END()
