// Ports without a kernel: order, stamps, readiness, loss, link, size.
#include "harness/port/memory_port.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>

using namespace tsuka;

namespace {

bool readable(port::Port const& port) {
    pollfd wait{port.descriptor(), POLLIN, 0};
    return ::poll(&wait, 1, 0) == 1;
}

struct Fixture {
    Instant now{std::chrono::seconds{5}};
    port::MemoryPair ends = port::memory_cable("lan0", "wan0", [this] { return now; }).value();
    port::MemoryPort& lan = *ends.first;
    port::MemoryPort& wan = *ends.second;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(memory_port, Fixture)

BOOST_AUTO_TEST_CASE(frames_arrive_at_the_other_end_in_order_with_stamps) {
    BOOST_TEST(lan.name() == "lan0");
    BOOST_TEST(wan.name() == "wan0");
    BOOST_TEST(!readable(wan));
    BOOST_REQUIRE(lan.send(Octets(60, 1)));
    now += std::chrono::milliseconds{1};
    BOOST_REQUIRE(lan.send(Octets(61, 2)));
    BOOST_TEST(readable(wan));
    BOOST_TEST(!readable(lan));

    const auto first = wan.receive().value();
    BOOST_REQUIRE(first);
    BOOST_TEST(to_hex(first->frame) == to_hex(Octets(60, 1)));
    BOOST_TEST((first->at == Instant{std::chrono::seconds{5}}));
    BOOST_TEST(first->checksum_ready);
    BOOST_TEST(readable(wan));
    const auto second = wan.receive().value();
    BOOST_REQUIRE(second);
    BOOST_TEST(second->frame.size() == 61U);
    BOOST_TEST((second->at == Instant{std::chrono::milliseconds{5001}}));
    BOOST_TEST(!readable(wan));
    BOOST_TEST(!wan.receive().value());
    BOOST_TEST(!lan.receive().value());
    BOOST_TEST(lan.statistics().sent == 2U);
    BOOST_TEST(wan.statistics().received == 2U);
}

BOOST_AUTO_TEST_CASE(lost_frames_are_counted_as_dropped) {
    wan.lose(2);
    for (int count = 0; count < 3; ++count) BOOST_REQUIRE(lan.send(Octets(60, 1)));
    BOOST_TEST(wan.receive().value().has_value());
    BOOST_TEST(!wan.receive().value());
    BOOST_TEST(wan.statistics().dropped == 2U);
    BOOST_TEST(lan.statistics().dropped == 0U);
}

BOOST_AUTO_TEST_CASE(an_unfinished_checksum_can_be_played) {
    wan.set_checksum_ready(false);
    BOOST_REQUIRE(lan.send(Octets(60, 1)));
    BOOST_TEST(!wan.receive().value()->checksum_ready);
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_a_real_port) {
    const auto long_frame = lan.send(Octets(1519, 1));
    BOOST_REQUIRE(!long_frame);
    BOOST_TEST(long_frame.error().what.find("MTU") != std::string::npos);
    BOOST_TEST(lan.send(Octets(1518, 1)).has_value());
    lan.set_link(false);
    BOOST_REQUIRE(!wan.send(Octets(60, 1)));
    BOOST_TEST(wan.send(Octets(60, 1)).error().what.find("down") != std::string::npos);
    wan.set_link(true);
    BOOST_TEST(lan.send(Octets(60, 1)).has_value());
}

BOOST_AUTO_TEST_CASE(an_end_outlives_the_other) {
    BOOST_REQUIRE(lan.send(Octets(60, 7)));
    ends.first.reset();
    BOOST_TEST(wan.receive().value().has_value());
    BOOST_TEST(wan.send(Octets(60, 7)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
