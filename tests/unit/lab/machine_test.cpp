// What the kernel says of this machine, from texts of its own form.
#include "harness/lab/machine.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(machine)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(a_default_route_is_found_by_its_interface) {
    constexpr auto four =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
        "eth1\t000A000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        "eth2\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000080\t0\t0\t0\n";
    BOOST_TEST(lab::default_route_in(four, "", "eth0"));
    BOOST_TEST(!lab::default_route_in(four, "", "eth1"));
    BOOST_TEST(!lab::default_route_in(four, "", "eth2"));  // half of all addresses is not all
    BOOST_TEST(!lab::default_route_in(four, "", "eth"));

    constexpr auto zero = "00000000000000000000000000000000";
    const std::string six = std::string(zero) + " 00 " + zero +
                            " 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 wan6\n" + std::string(zero) + " 01 " +
                            zero + " 00 " + zero + " 00000400 00000001 00000000 00000001 half\n" + zero + " 00 " + zero + " 00 " + zero +
                            " ffffffff 00000001 00000000 00200200       lo\n";
    BOOST_TEST(lab::default_route_in("", six, "wan6"));
    BOOST_TEST(!lab::default_route_in("", six, "half"));
    BOOST_TEST(!lab::default_route_in("", six, "lo"));  // "unreachable"
    BOOST_TEST(!lab::default_route_in("", "nonsense\n\n\t\n", "nonsense"));
}

BOOST_AUTO_TEST_CASE(coarse_clocks_are_known) {
    for (auto const* name : {"tsc", "kvm-clock", "arch_sys_counter"}) BOOST_TEST(lab::is_fine_clock(name));
    for (auto const* name : {"", "jiffies", "hpet", "acpi_pm"}) BOOST_TEST(!lab::is_fine_clock(name));
}

BOOST_AUTO_TEST_CASE(this_machine_answers) {
    BOOST_TEST(!lab::clock_source().empty());
    BOOST_TEST(!lab::receive_ring("no-such-interface0"));
    BOOST_TEST(!lab::receive_ring("lo"));
    BOOST_TEST(!lab::carries_default_route("no-such-interface0"));
}

BOOST_AUTO_TEST_SUITE_END()
