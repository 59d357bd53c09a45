// Port sets of shared addresses: the arithmetic of RFC 7597 section 5.1 on numbers worked out by hand, and ranges that agree with it.
#include "harness/model/port_set.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(port_sets)

using tsuka::model::PortSet;

/// PSID offset 6 and eight bits of PSID leave two: 63 ranges of four ports, and none of the lowest 1024.
BOOST_AUTO_TEST_CASE(six_bits_of_offset_keep_the_system_ports_out) {
    const PortSet set{6, 8, 0x34};
    const auto ranges = set.ranges();
    BOOST_TEST(ranges.size() == 63U);
    BOOST_TEST(ranges.front().first == 1232);  // 000001 00110100 00
    BOOST_TEST(ranges.front().second == 1235);
    BOOST_TEST(ranges[1].first == 2256);
    BOOST_TEST(ranges.back().first == 64720);  // 111111 00110100 00
    BOOST_TEST(set.size() == 252U);
    BOOST_TEST(set.contains(1232));
    BOOST_TEST(!set.contains(1231));
    BOOST_TEST(!set.contains(1236));
    BOOST_TEST(!set.contains(0x34 << 2));  // offset bits of zero
    BOOST_TEST(set.text() == "1232-1235, 2256-2259 and 61 more ranges");
}

BOOST_AUTO_TEST_CASE(without_offset_there_is_one_range) {
    const PortSet set{0, 4, 2};
    BOOST_TEST(set.ranges().size() == 1U);
    BOOST_TEST(set.text() == "8192-12287");
    BOOST_TEST(set.contains(8192));
    BOOST_TEST(set.contains(12287));
    BOOST_TEST(!set.contains(12288));
}

BOOST_AUTO_TEST_CASE(sets_of_all_subscribers_share_no_port_and_leave_only_the_excluded_ones) {
    std::set<unsigned> all;
    for (unsigned psid = 0; psid < 32; ++psid) {
        const PortSet set{4, 5, psid};
        std::size_t own = 0;
        for (auto const& [first, last] : set.ranges())
            for (unsigned port = first; port <= last; ++port) {
                BOOST_REQUIRE(set.contains(static_cast<std::uint16_t>(port)));
                BOOST_REQUIRE(all.insert(port).second);
                ++own;
            }
        BOOST_TEST(own == set.size());
    }
    BOOST_TEST(all.size() == 65536U - 4096U);
    BOOST_TEST(*all.begin() == 4096U);
}

BOOST_AUTO_TEST_CASE(all_bits_may_be_offset_and_psid) {
    const PortSet set{15, 1, 1};
    BOOST_TEST(set.contains(3));
    BOOST_TEST(!set.contains(1));
    BOOST_TEST(!set.contains(2));
    BOOST_TEST(set.size() == 32767U);
}

BOOST_AUTO_TEST_SUITE_END()
