// A line that is bad on purpose: what it does, that the same seed does the same, and that no case is judged by it.
#include "harness/run/impaired_line.hpp"

#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(impaired)

using namespace run_bench;

namespace {

run::Transmit frame_of(std::uint8_t number, bool of_case = true) {
    return {Side::wan, Octets{number}, of_case ? std::optional<std::uint32_t>(1) : std::nullopt, number};
}

std::vector<int> numbers(std::vector<run::Transmit> const& frames) {
    std::vector<int> all;
    for (auto const& frame : frames) all.push_back(frame.frame.front());
    return all;
}

/// Everything that comes out of it, with the milliseconds at which it does.
std::vector<std::pair<int, long>> course(model::Impairment const& wanted, std::uint64_t seed, unsigned frames, bool of_case = true) {
    run::ImpairedLine line(wanted, seed);
    std::vector<std::pair<int, long>> all;
    const auto drain = [&](Instant now) {
        for (const auto number : numbers(line.leaving(now))) all.emplace_back(number, now.time_since_epoch() / 1ms);
    };
    Instant now{};
    for (unsigned number = 0; number < frames; ++number, now += 1ms) {
        (void)line.send(frame_of(static_cast<std::uint8_t>(number), of_case), now);
        drain(now);
    }
    while (const auto at = line.wake_at()) drain(now = std::max(now, *at));
    return all;
}

std::vector<int> order(std::vector<std::pair<int, long>> const& all) {
    std::vector<int> numbers;
    for (auto const& [number, at] : all) numbers.push_back(number);
    return numbers;
}

std::string cases(unsigned count) {
    std::string all;
    for (unsigned number = 0; number < count; ++number) all += plain_case("t.case" + std::to_string(number));
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(late_and_in_order) {
    const auto all = course({.delay = 20ms, .jitter = 5ms}, 1, 200);
    BOOST_TEST_REQUIRE(all.size() == 200U);
    BOOST_TEST(std::is_sorted(all.begin(), all.end()));
    for (auto const& [number, at] : all) {
        BOOST_TEST(at >= number + 20);
        BOOST_TEST(at <= number + 25);
    }
}

BOOST_AUTO_TEST_CASE(lost_doubled_and_overtaken_by_chance_that_comes_from_the_seed) {
    const auto lossy = course({.loss = 100'000}, 1, 250);
    BOOST_TEST(lossy.size() > 200U);
    BOOST_TEST(lossy.size() < 245U);
    const auto doubled = order(course({.duplicate = 100'000}, 1, 250));
    BOOST_TEST(doubled.size() > 255U);
    BOOST_TEST(doubled.size() < 300U);
    BOOST_TEST(std::is_sorted(doubled.begin(), doubled.end()));
    const auto mixed = order(course({.reorder = 100'000}, 1, 250));
    BOOST_TEST(mixed.size() == 250U);
    BOOST_TEST(!std::is_sorted(mixed.begin(), mixed.end()));
    for (auto const& wanted : {model::Impairment{.loss = 100'000}, {.duplicate = 100'000}, {.reorder = 100'000}}) {
        BOOST_TEST((course(wanted, 1, 250) == course(wanted, 1, 250)));
        BOOST_TEST((course(wanted, 1, 250) != course(wanted, 2, 250)));
        BOOST_TEST(order(course(wanted, 1, 250, false)).size() == 250U);  // what is no case's is not touched
    }
}

BOOST_AUTO_TEST_CASE(a_second_copy_is_nobodys_and_what_it_did_is_counted) {
    run::ImpairedLine line({.duplicate = 1'000'000}, 1);
    const auto done = line.send(frame_of(7), Instant{});
    BOOST_TEST(done.doubled == 1U);
    const auto out = line.leaving(Instant{});
    BOOST_TEST_REQUIRE(out.size() == 2U);
    BOOST_TEST(out[0].case_number.has_value());
    BOOST_TEST(!out[1].case_number.has_value());
    run::ImpairedLine lossy({.loss = 1'000'000}, 1);
    BOOST_TEST(lossy.receive({Octets{1}, true, 1}, true, Instant{}).dropped == 1U);
    BOOST_TEST(lossy.receive({Octets{2}, true, 2}, false, Instant{}).dropped == 0U);
    BOOST_TEST(lossy.arriving(Instant{}).size() == 1U);
    BOOST_TEST(lossy.done().dropped == 1U);
    BOOST_TEST(run::in_words(model::Impairment{.delay = 20ms, .loss = 10'000, .reorder = 500}) == "delay=20ms loss=1% reorder=0.05%");
}

/// A router that does nothing wrong has nothing held against it, and the page says what was done to the line.
BOOST_AUTO_TEST_CASE(no_router_is_blamed_for_it) {
    for (auto const& wanted : {model::Impairment{.delay = 40ms, .jitter = 10ms},
                               {.loss = 50'000},
                               {.duplicate = 100'000},
                               {.reorder = 100'000},
                               {.delay = 5ms, .loss = 30'000, .duplicate = 30'000, .reorder = 30'000}}) {
        RunBench bench(cases(40));
        bench.plan.lab.wan.impairment = wanted;
        bench.go();
        BOOST_TEST(bench.ended == "");
        BOOST_TEST_REQUIRE(bench.told.cases.size() == 40U);
        unsigned satisfied = 0;
        unsigned again = 0;
        for (auto const& result : bench.told.cases) {
            BOOST_TEST((result.outcome == Outcome::satisfied || result.outcome == Outcome::undetermined), result.reason);
            satisfied += result.outcome == Outcome::satisfied ? 1 : 0;
            again += result.attempts > 1 ? 1 : 0;
            if (result.outcome == Outcome::undetermined) BOOST_TEST(has(result.reason, "as the lab file wants it"), result.reason);
        }
        BOOST_TEST(satisfied > 25U);
        const bool touches = wanted.loss + wanted.duplicate + wanted.reorder > 0;
        BOOST_TEST((wanted.reorder == 100'000 || (again > 0) == touches));  // what is only overtaken is found all the same
        const auto line =
            std::find_if(bench.accounts.bench.begin(), bench.accounts.bench.end(), [](auto const& one) { return one.kind == "line"; });
        BOOST_TEST_REQUIRE((line != bench.accounts.bench.end()) == touches);
        if (touches) BOOST_TEST(line->count > 0U);
        BOOST_TEST(std::any_of(bench.told.facts.begin(), bench.told.facts.end(),
                               [&](auto const& fact) { return fact.name == "line.impaired" && fact.value == run::in_words(wanted); }));
        for (auto const& side : bench.accounts.sides) BOOST_TEST(side.received == side.explained());
    }
}

BOOST_AUTO_TEST_CASE(what_the_router_does_wrong_is_found_all_the_same) {
    RunBench bench(cases(20));
    bench.plan.lab.wan.impairment = {.delay = 10ms, .loss = 20'000, .duplicate = 20'000};
    bench.router.faults.push_back({toy::Misdeed::drop, toy::probe(1)});
    bench.go();
    const auto violated =
        std::count_if(bench.told.cases.begin(), bench.told.cases.end(), [](auto const& one) { return one.outcome == Outcome::violated; });
    BOOST_TEST(violated > 10);
}

BOOST_AUTO_TEST_SUITE_END()
