// What strangers send: forged sources.
#include "bench.hpp"

#include <boost/test/unit_test.hpp>

using namespace bench;

namespace {

/// No translation: whatever is sent to a LAN address reaches it.
Bench open_bench() {
    Bench bench;
    bench.router.translates = false;
    bench.facts.cable = true;
    return bench;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strangers)

BOOST_AUTO_TEST_CASE(a_source_of_somebody_elses_comes_with_checksums_that_fit_it) {
    auto bench = open_bench();
    const auto ended = bench.run(R"({ use = "udp", as = "s", from = "stranger", to = "alice" },
        { send = "udp", on = "s", at = "stranger", "ip.src" = "bob", as = "knock" },
        { expect = "udp", on = "s", at = "alice", probe = "knock", src = "bob", "udp.checksum" = ["valid", "1..65535"] })");
    BOOST_TEST(outcome(ended) == "satisfied");
}

BOOST_AUTO_TEST_SUITE_END()
