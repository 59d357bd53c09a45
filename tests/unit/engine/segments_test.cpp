// TCP by hand: each segment is what its step says, and is known wherever it turns up; and options of the IP header.
#include "bench.hpp"

#include "generator/proto/dissect.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(segments)

using namespace bench;

namespace {

const std::string opening = "{ use = \"segments\", as = \"s\", from = \"alice\", to = \"server\", src_port = 4000, dst_port = 7000 },\n";

}  // namespace

// RFC 9293 section 3.5, figure 7: both ends begin.
BOOST_AUTO_TEST_CASE(a_connection_that_both_ends_begin) {
    Bench bench;
    const auto ended =
        bench.run(opening + R"({ send = "tcp", on = "s", at = "alice", flags = 2, seq = 1000, bytes = 0, mss = 1400, as = "syn" },
        { expect = "tcp", on = "s", at = "server", probe = "syn", flags = 2, seq = 1000, mss = 1400, checksum = "valid" },
        { send = "tcp", on = "s", at = "server", flags = 2, seq = 9000, bytes = 0, as = "syn-back" },
        { expect = "tcp", on = "s", at = "alice", probe = "syn-back", flags = 2, seq = 9000, dst_port = 4000, checksum = "valid" },
        { send = "tcp", on = "s", at = "alice", seq = 1001, ack = 9001, window = 512, bytes = 100, as = "data" },
        { expect = "tcp", on = "s", at = "server", probe = "data", flags = 24, ack = 9001, window = 512, payload = "same" })");
    BOOST_TEST(outcome(ended) == "satisfied");
    BOOST_TEST(ended.findings() == "");
    // Nobody acknowledges or repeats anything that no step sends.
    std::size_t segments = 0;
    for (auto const& frame : ended.course.sent) segments += proto::dissect(frame.frame).field("tcp.seq") == nullptr ? 0U : 1U;
    BOOST_TEST(segments == 3U);
}

BOOST_AUTO_TEST_CASE(a_segment_that_does_not_come_is_missed) {
    Bench bench;
    const auto ended = bench.run(opening + R"({ send = "tcp", on = "s", at = "alice", flags = 2, seq = 1000, bytes = 0, as = "syn" },
        { expect = "tcp", on = "s", at = "server", probe = "syn", flags = 18 })");
    BOOST_TEST(outcome(ended).starts_with("violated"));
}

BOOST_AUTO_TEST_CASE(options_stand_in_the_ip_header) {
    auto bench = open_bench();
    const auto ended = bench.run(R"({ use = "udp", as = "u", from = "alice", to = "server", dst_port = 5000 },
        { send = "udp", on = "u", at = "alice", "ip.options" = "hex:830704c6336401", bytes = 64, as = "out" },
        { expect = "udp", on = "u", at = "server", probe = "out" })");
    bool seen = false;
    for (auto const& frame : ended.course.sent) {
        const auto dissection = proto::dissect(frame.frame);
        auto const* options = dissection.field("ip.options");
        if (options == nullptr) continue;
        seen = true;
        BOOST_TEST(to_hex(std::get<Octets>(options->value)) == "830704c633640100");
        BOOST_TEST(std::get<std::uint64_t>(dissection.field("ip.header_length")->value) == 7U);
        BOOST_TEST(dissection.problems.empty());
    }
    BOOST_TEST(seen);
}

BOOST_AUTO_TEST_SUITE_END()
