// The search against devices whose limit is known.
#include "generator/load/search.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <random>

BOOST_AUTO_TEST_SUITE(searches)

using namespace tsuka;
using namespace tsuka::load;
using namespace std::chrono_literals;

namespace {

using Device = std::function<TrialResult(double rate)>;

Search::Answer run(Search& search, Device const& device) {
    for (unsigned trials = 0; trials < 500; ++trials) {
        const auto trial = search.next();
        if (!trial) return search.answer();
        search.measured(*trial, device(trial->rate));
    }
    BOOST_FAIL("the search does not end");
    return {};
}

Device with_capacity(double capacity) {
    return [capacity](double rate) { return TrialResult{rate > capacity ? 1 - capacity / rate : 0.0, std::min(rate, capacity)}; };
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_limit_lies_in_the_answer_whatever_it_is) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> exponent(1, 6.9);
    for (auto const name : goal_names())
        for (unsigned round = 0; round < 200; ++round) {
            const auto capacity = std::pow(10.0, exponent(random));
            auto goal = goal_of(name).value();
            Search search(goal, 1, 1e7);
            const auto answer = run(search, with_capacity(capacity));
            BOOST_REQUIRE(answer.regular);
            const auto limit = capacity / (1 - goal.loss_ratio);  // so much may be sent if that share may be lost
            BOOST_TEST(*answer.lower <= limit * (1 + 1e-9));
            BOOST_TEST(*answer.upper >= limit * (1 - 1e-9));
            BOOST_TEST((*answer.upper - *answer.lower) / *answer.upper <= goal.width * (1 + 1e-9));
            BOOST_TEST(answer.trials < 60U);
        }
}

BOOST_AUTO_TEST_CASE(a_device_that_carries_everything_gives_an_irregular_answer) {
    Search search(goal_of("rfc2544").value(), 10, 1000);
    const auto answer = run(search, with_capacity(1e9));
    BOOST_TEST(!answer.regular);
    BOOST_TEST(*answer.lower == 1000.0);
    BOOST_TEST(!answer.upper.has_value());
    BOOST_TEST(answer.throughput == 1000.0);
}

BOOST_AUTO_TEST_CASE(a_device_that_carries_nothing_gives_no_lower_bound) {
    Search search(goal_of("ci").value(), 10, 1000);
    const auto answer = run(search, [](double) { return TrialResult{1, 0}; });
    BOOST_TEST(!answer.lower.has_value());
    BOOST_TEST(*answer.upper == 10.0);
}

BOOST_AUTO_TEST_CASE(one_bad_trial_of_three_is_put_up_with_where_the_goal_says_so) {
    for (auto const& [name, carried] : {std::pair{"certificate", true}, std::pair{"rfc2544", false}}) {
        unsigned trials = 0;
        Search search(goal_of(name).value(), 10, 1000);
        const auto answer = run(search, [&](double rate) {
            return ++trials % 3 == 1 ? TrialResult{0.01, rate * 0.99} : TrialResult{0, rate};
        });
        BOOST_TEST((answer.lower && *answer.lower == 1000.0) == carried, name);
    }
}

BOOST_AUTO_TEST_CASE(a_load_that_does_well_above_one_that_does_not_is_no_lower_bound) {
    // Good up to 100, bad up to 200, good again.
    Search search(goal_of("rfc2544").value(), 10, 1000);
    const auto answer = run(search, [](double rate) {
        const bool bad = (rate > 100 && rate < 200) || rate > 900;
        return TrialResult{bad ? 0.5 : 0.0, bad ? rate / 2 : rate};
    });
    BOOST_REQUIRE(answer.regular);
    BOOST_TEST(*answer.lower < *answer.upper);
    BOOST_TEST((*answer.upper - *answer.lower) / *answer.upper <= 0.005);
}

BOOST_AUTO_TEST_CASE(noise_ends_in_an_answer_near_the_limit) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> noise(1, 0.02);
    for (unsigned round = 0; round < 50; ++round) {
        Search search(goal_of("ci").value(), 1, 1e6);
        const auto answer = run(search, [&](double rate) { return with_capacity(50'000 * noise(random))(rate); });
        BOOST_REQUIRE(answer.lower.has_value());
        BOOST_TEST(*answer.lower > 40'000.0);
        BOOST_TEST(*answer.lower < 60'000.0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
