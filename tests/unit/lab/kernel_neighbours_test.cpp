// The kernel's neighbour statistics, as Linux 6.1 prints them.
#include "harness/lab/kernel_neighbours.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(kernel_neighbours)

using tsuka::lab::KernelNeighbours;

BOOST_AUTO_TEST_CASE(entries_are_told_once_and_overflows_by_processor) {
    const auto counts = KernelNeighbours::parse(
        "entries  allocs   destroys hash_grows lookups  hits     res_failed rcv_probes_mcast rcv_probes_ucast periodic_gc_runs "
        "forced_gc_runs unresolved_discards table_fulls\n"
        "000002d6 0001c2b1 00011bd2 00000005   0001f4a3 00001ec4 00002fac   00000000         00000000         00000525         "
        "00000488       00000000            00000400\n"
        "000002d6 0000eb5e 00018d9f 00000003   00012fd9 000034ee 0000389c   00000000         00000000         00000000         "
        "000004c5       00000000            0000005b\n");
    BOOST_REQUIRE(counts.has_value());
    BOOST_TEST(counts->entries == 0x2d6U);
    BOOST_TEST(counts->overflows == 0x45bU);
}

BOOST_AUTO_TEST_CASE(another_text_tells_nothing) {
    for (auto const* text : {"", "entries table_fulls\n", "entries allocs\n00000001 00000002\n", "entries table_fulls\n00000001\n",
                             "entries table_fulls\nno numbers\n"})
        BOOST_TEST(!KernelNeighbours::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
