// How many flows a router keeps: the number that its description says, and what becomes of the one too many.
#include "harness/rate/capacity.hpp"

#include "rate_bench.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(capacities)

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;
using load::Kind;
using model::AtLimit;

namespace {

using rate_bench::never;
using rate_bench::servers;

model::RouterSpec router_of(std::size_t bindings) {
    model::RouterSpec spec;
    spec.name = "test";
    spec.most_bindings = bindings;
    return spec;
}

model::CapacityRow capacity_of(model::RouterSpec const& spec, Kind kind, std::uint32_t up_to) {
    sim::Router router(spec);
    SimulatedPath path(router);
    auto ground = Ground::create(spec.lab, 5, 7);
    BOOST_REQUIRE(ground);
    BOOST_REQUIRE(make_ready(path, *ground, never));
    auto row = measure_capacity(path, *ground, kind, up_to, 5000, servers, 1, never);
    BOOST_REQUIRE(row);
    return row->row;
}

std::vector<bool> flags(std::size_t count, std::size_t from, std::size_t to) {
    std::vector<bool> all(count);
    std::fill(all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to), true);
    return all;
}

}  // namespace

BOOST_DATA_TEST_CASE(the_size_of_a_table_that_refuses_is_found, boost::unit_test::data::make({500U, 2000U}), size) {
    const auto row = capacity_of(router_of(size), Kind::udp, size * 3 / 2);
    BOOST_TEST(row.trouble == "");
    BOOST_TEST(row.opened == size);
    BOOST_TEST(row.held == size);
    BOOST_TEST(to_string(row.at_limit) == "refused");
    BOOST_TEST(!row.newcomer);
    BOOST_TEST(row.strayed == 0U);
}

BOOST_AUTO_TEST_CASE(what_comes_after_a_full_table_waits_for_room) {
    for (const auto lives : {120s, 900s}) {
        auto spec = router_of(500);
        spec.timers.udp = spec.timers.udp_unanswered = lives;
        sim::Router router(spec);
        SimulatedPath path(router);
        auto ground = Ground::create(spec.lab, 5, 7);
        BOOST_REQUIRE(ground);
        BOOST_REQUIRE(make_ready(path, *ground, never));
        const auto udp = measure_capacity(path, *ground, Kind::udp, 700, 50, servers, 1, never);  // fourteen seconds
        BOOST_REQUIRE(udp);
        BOOST_TEST(!udp->row.newcomer);
        const auto began = path.now();
        const auto room = wait_for_room(path, *ground, Kind::natt, 14s, 6min, servers, 1000, never);
        BOOST_REQUIRE(room);
        BOOST_TEST(*room == (lives == 120s));
        const auto natt = measure_capacity(path, *ground, Kind::natt, 700, 5000, servers, 2000, never);
        BOOST_REQUIRE(natt);
        if (*room) {
            BOOST_TEST((path.now() - began < 170s));
            BOOST_TEST(natt->row.held >= 499U);  // who asked for room has a place
        } else {
            BOOST_TEST((path.now() - began < 7min));
            BOOST_TEST(natt->row.opened == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(waiting_for_room_ends_when_it_has_to) {
    auto spec = router_of(2);
    sim::Router router(spec);
    SimulatedPath path(router);
    auto ground = Ground::create(spec.lab, 5, 7);
    BOOST_REQUIRE(ground);
    BOOST_REQUIRE(make_ready(path, *ground, never));
    BOOST_REQUIRE(measure_capacity(path, *ground, Kind::udp, 8, 50, servers, 1, never));
    const auto end = path.now() + 7s;
    const auto room = wait_for_room(path, *ground, Kind::udp, 1s, 6min, servers, 1000,
                                    [&] { return path.now() < end ? std::nullopt : std::optional<std::string>("interrupted"); });
    BOOST_REQUIRE(!room);
    BOOST_TEST(room.error().what == "interrupted");
    BOOST_TEST((path.now() < end + 1s));
}

BOOST_AUTO_TEST_CASE(a_table_with_room_for_all_is_no_limit) {
    for (const auto kind : {Kind::udp, Kind::natt, Kind::esp, Kind::l2tp, Kind::wireguard}) {
        const auto row = capacity_of(router_of(65536), kind, 300);
        BOOST_TEST(row.held == 300U, to_string(kind));
        BOOST_TEST(to_string(row.at_limit) == "not reached", to_string(kind));
        BOOST_TEST(row.newcomer, to_string(kind));
    }
}

BOOST_AUTO_TEST_CASE(eight_esp_entries_are_eight) {
    auto spec = router_of(65536);
    spec.esp_slots = 8;
    spec.timers.esp = 600s;
    sim::Router router(spec);
    SimulatedPath path(router);
    auto ground = Ground::create(spec.lab, 12, 7);
    BOOST_REQUIRE(ground);
    BOOST_REQUIRE(make_ready(path, *ground, never));
    const auto row = measure_capacity(path, *ground, Kind::esp, 12, 1000, servers, 1, never);
    BOOST_REQUIRE(row);
    BOOST_TEST(row->row.opened == 8U);
}

BOOST_AUTO_TEST_CASE(a_protocol_that_does_not_pass_has_no_capacity_but_trouble) {
    auto spec = router_of(65536);
    spec.esp = model::EspHandling::blocked;
    const auto row = capacity_of(spec, Kind::esp, 20);
    BOOST_TEST(row.opened == 0U);
    BOOST_TEST(row.trouble.find("no flow is open") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_happens_at_the_limit_is_told_apart) {
    const auto all = flags(1000, 0, 1000);
    BOOST_TEST(to_string(at_limit(all, all)) == "not reached");
    BOOST_TEST(to_string(at_limit(flags(1000, 0, 600), flags(1000, 0, 600))) == "refused");
    BOOST_TEST(to_string(at_limit(all, flags(1000, 400, 1000))) == "oldest evicted");
    BOOST_TEST(to_string(at_limit(all, flags(1000, 0, 20))) == "all lost");
    auto every_third = all;
    for (std::size_t flow = 0; flow < 1000; flow += 3) every_third[flow] = false;
    BOOST_TEST(to_string(at_limit(all, every_third)) == "some evicted");
    auto one_lost = all;
    one_lost[500] = false;
    BOOST_TEST(to_string(at_limit(all, one_lost)) == "not reached");
    BOOST_TEST(to_string(at_limit(flags(1000, 0, 0), flags(1000, 0, 0))) == "not reached");
}

BOOST_AUTO_TEST_SUITE_END()
