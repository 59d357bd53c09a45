// When frames are due, in which sizes, and what is counted of those that arrive.
#include "generator/load/schedule.hpp"
#include "generator/load/size_mix.hpp"
#include "generator/load/tally.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace tsuka;
using namespace tsuka::load;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(schedules)

BOOST_AUTO_TEST_CASE(a_constant_rate_neither_gains_nor_loses) {
    const Schedule schedule(Constant{3});
    BOOST_TEST(schedule.due(0ns) == 1U);
    BOOST_TEST(schedule.due(999'999'999ns) == 3U);
    BOOST_TEST(schedule.due(1s) == 4U);
    BOOST_TEST(schedule.due(1h) == 3U * 3600 + 1);
    BOOST_TEST(schedule.due(-1ns) == 0U);
}

BOOST_AUTO_TEST_CASE(bursts_leave_at_once) {
    const Schedule schedule(Burst{5, 10ms});
    BOOST_TEST(schedule.due(0ns) == 5U);
    BOOST_TEST(schedule.due(9'999'999ns) == 5U);
    BOOST_TEST(schedule.due(10ms) == 10U);
    BOOST_TEST((schedule.when(5) == 10ms));
}

BOOST_AUTO_TEST_CASE(a_ramp_sends_the_area_under_it) {
    const Schedule schedule(Ramp{0, 1000, 2s});
    BOOST_TEST(schedule.due(1s) == 251U);  // 1/2 * 500 frames/s * 1 s
    BOOST_TEST(schedule.due(2s) == 1001U);
    BOOST_TEST(schedule.due(3s) == 2001U);  // then it stays
}

BOOST_AUTO_TEST_CASE(on_and_off) {
    const Schedule schedule(OnOff{100, 1s, 9s});
    BOOST_TEST(schedule.due(500ms) == 51U);
    BOOST_TEST(schedule.due(9s) == 101U);
    BOOST_TEST(schedule.due(10500ms) == 151U);
}

BOOST_AUTO_TEST_CASE(when_is_the_earliest_moment_of_each_frame) {
    for (auto const& shape :
         {Schedule::Shape(Constant{123456.7}), Schedule::Shape(Burst{7, 333us}), Schedule::Shape(Ramp{10, 50000, 1500ms}),
          Schedule::Shape(Ramp{5000, 100, 100ms}), Schedule::Shape(OnOff{9999, 3ms, 4ms})}) {
        const Schedule schedule(shape);
        for (std::uint64_t number = 1; number < 5000; number += 7) {
            const auto at = schedule.when(number);
            BOOST_REQUIRE(schedule.due(at) > number);
            BOOST_REQUIRE(schedule.due(at - 1ns) <= number);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sizes)

BOOST_AUTO_TEST_CASE(a_mix_keeps_its_proportions_and_interleaves) {
    const auto mix = SizeMix::imix();
    std::map<std::size_t, unsigned> count;
    for (std::uint64_t frame = 0; frame < 1200; ++frame) ++count[mix.parts()[mix.part_of(frame)].size];
    BOOST_TEST(count[64] == 700U);
    BOOST_TEST(count[594] == 400U);
    BOOST_TEST(count[1518] == 100U);
    BOOST_TEST(mix.mean() == (7 * 64 + 4 * 594 + 1518) / 12.0);
    // No four frames in a row are of one size.
    for (std::uint64_t frame = 0; frame < 24; ++frame) {
        std::set<std::size_t> seen;
        for (std::uint64_t next = frame; next < frame + 4; ++next) seen.insert(mix.part_of(next));
        BOOST_TEST(seen.size() > 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tallies)

BOOST_AUTO_TEST_CASE(what_is_counted) {
    Tally tally(2);
    for (unsigned frame = 0; frame < 5; ++frame) tally.sent(0);
    tally.sent(1);
    for (const std::uint32_t sequence : {0U, 2U, 1U, 2U, 4U}) tally.arrived({0, 0, sequence, 0}, 1us);  // 3 is lost, 1 overtaken, 2 twice
    const auto counts = tally.counts();
    BOOST_TEST(counts.sent == 6U);
    BOOST_TEST(counts.received == 4U);
    BOOST_TEST(counts.lost() == 2U);
    BOOST_TEST(counts.duplicated == 1U);
    BOOST_TEST(counts.reordered == 1U);
    BOOST_TEST(tally.silent() == 1U);
    BOOST_TEST(tally.silent(1));
    tally.arrived({0, 7, 0, 0}, 1us);  // no such flow
    BOOST_TEST(tally.counts().strayed == 1U);
}

BOOST_AUTO_TEST_CASE(sequence_numbers_wrap) {
    Tally tally(1);
    for (std::uint32_t sequence = 0xfffffff0U, frame = 0; frame < 40; ++frame, ++sequence) {
        tally.sent(0);
        tally.arrived({0, 0, sequence, 0}, 1us);
    }
    BOOST_TEST(tally.counts().received == 40U);
    BOOST_TEST(tally.counts().reordered == 0U);
    BOOST_TEST(tally.counts().duplicated == 0U);
}

// Against the plain way: remember every number that came.
BOOST_AUTO_TEST_CASE(counts_agree_with_a_receiver_that_remembers_everything) {
    std::mt19937 random(7);
    for (unsigned round = 0; round < 200; ++round) {
        std::vector<std::uint32_t> arrivals;
        for (std::uint32_t sequence = 0; sequence < 300; ++sequence)
            for (auto copies = random() % 10 == 0 ? random() % 3 : 1UL; copies > 0; --copies) arrivals.push_back(sequence);
        // Overtaking by at most 20 places, and copies near their original: within the window.
        for (std::size_t at = 0; at + 20 < arrivals.size(); ++at)
            if (random() % 5 == 0) std::swap(arrivals[at], arrivals[at + random() % 20]);
        Tally tally(1);
        for (unsigned frame = 0; frame < 300; ++frame) tally.sent(0);
        std::set<std::uint32_t> seen;
        std::uint64_t duplicated = 0;
        std::uint64_t reordered = 0;
        for (const auto sequence : arrivals) {
            const bool known = !seen.empty() && seen.contains(sequence);
            if (known) ++duplicated;
            if (!known && !seen.empty() && sequence < *seen.rbegin()) ++reordered;
            seen.insert(sequence);
            tally.arrived({0, 0, sequence, 0}, 1us);
        }
        const auto counts = tally.counts();
        BOOST_REQUIRE_EQUAL(counts.received, seen.size());
        BOOST_REQUIRE_EQUAL(counts.duplicated, duplicated);
        BOOST_REQUIRE_EQUAL(counts.reordered, reordered);
    }
}

BOOST_AUTO_TEST_CASE(percentiles_are_within_a_bucket_of_the_sorted_samples) {
    std::mt19937_64 random(3);
    std::lognormal_distribution<double> latency(9, 2);
    std::vector<std::int64_t> samples;
    Histogram histogram;
    Histogram halves[2];
    for (unsigned count = 0; count < 20000; ++count) {
        samples.push_back(static_cast<std::int64_t>(latency(random)));
        histogram.add(Duration(samples.back()));
        halves[count % 2].add(Duration(samples.back()));
    }
    std::sort(samples.begin(), samples.end());
    halves[0].add(halves[1]);
    for (const double per_hundred : {0.01, 1.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
        const auto exact = static_cast<double>(samples[static_cast<std::size_t>(per_hundred / 100 * 20000) - (per_hundred == 0 ? 0 : 1)]);
        const auto found = static_cast<double>(histogram.percentile(per_hundred).count());
        BOOST_TEST(found >= exact);
        BOOST_TEST(found <= exact * (1 + 1.0 / 32) + 1);
        BOOST_TEST((halves[0].percentile(per_hundred) == histogram.percentile(per_hundred)));
    }
    BOOST_TEST(histogram.least().count() == samples.front());
    BOOST_TEST(histogram.most().count() == samples.back());
    BOOST_TEST(histogram.count() == 20000U);
    Histogram edge;
    edge.add(Duration::max());
    edge.add(-1ns);
    BOOST_TEST((edge.least() == 0ns));
    BOOST_TEST((edge.percentile(100) == Duration::max()));
    BOOST_TEST((Histogram{}.percentile(50) == 0ns));
}

BOOST_AUTO_TEST_SUITE_END()
