// One rate for long: part after part, what goes wrong late is in the part that it went wrong in, and what is kept does not grow with time.
#include "harness/rate/soak.hpp"
#include "rate_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(soaks)

namespace {

using rate_bench::never;
using Rig = rate_bench::Rig<>;

SoakPlan plan_of(Duration duration, double rate = 200) {
    return {load::Kind::esp, load::SizeMix({{256, 1}}), "256", {true, true}, 10, {{0xc6120000}, 15}, rate, duration, 1};
}

model::SoakRow soaked(Rig& rig, SoakPlan const& plan, Stop const& stop = never) {
    model::SoakRow row;
    std::size_t told = 0;
    const auto done = soak(
        rig.path, rig.ground, plan, row, [&](model::SoakPart const&) { ++told; }, stop);
    BOOST_TEST((done.has_value() || stop().has_value()));
    BOOST_TEST(told == row.parts.size());
    return row;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_router_does_not_tire) {
    Rig rig;
    const auto row = soaked(rig, plan_of(30s));
    BOOST_TEST(row.trouble == "");
    BOOST_TEST(row.ended == "");
    BOOST_TEST(row.opened == 10U);
    BOOST_TEST(row.parts.size() >= 25U);
    for (auto const& part : row.parts) {
        BOOST_TEST(part.received == part.sent);
        BOOST_TEST(part.altered + part.strayed + part.duplicated + part.silent == 0U);
        BOOST_TEST((part.latency.p999 == 2us));
    }
    const auto sent =
        std::accumulate(row.parts.begin(), row.parts.end(), std::uint64_t{0}, [](auto sum, auto const& part) { return sum + part.sent; });
    BOOST_TEST(sent > 30 * 200 * 8 / 10);
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_late_is_in_its_part) {
    model::Onset late;
    late.after = 100;
    Rig rig(sim::with_defect({}, "esp.payload-altered", late));
    const auto row = soaked(rig, plan_of(30s));
    BOOST_REQUIRE(row.parts.size() > 15U);
    BOOST_TEST(row.parts.front().altered == 0U);
    BOOST_TEST(row.parts.back().altered > 0U);
}

BOOST_AUTO_TEST_CASE(flows_that_are_forgotten_are_silent) {
    Rig rig(sim::with_defect({}, "esp.dies-after-three-packets"));
    const auto row = soaked(rig, plan_of(10s));
    BOOST_REQUIRE(row.parts.size() > 5U);
    BOOST_TEST(row.parts.back().silent == 10U);
    BOOST_TEST(row.parts.back().received > 0U);  // outward all is well
    BOOST_TEST(row.ended == "");
}

BOOST_AUTO_TEST_CASE(a_router_that_has_died_is_not_sent_to_for_hours) {
    Rig rig(sim::with_defect({}, "esp.dies-after-three-packets"));
    auto plan = plan_of(1h);
    plan.directions = {false, true};
    const auto row = soaked(rig, plan);
    BOOST_TEST(row.ended.starts_with("nothing has come through since "), row.ended);
    BOOST_TEST(row.parts.size() < 6U);
}

BOOST_AUTO_TEST_CASE(flows_that_do_not_open_are_no_soak) {
    Rig rig(sim::with_defect({}, "esp.outbound-dropped"));
    const auto row = soaked(rig, plan_of(5s));
    BOOST_TEST(row.trouble == no_flow_is_open);
    BOOST_TEST(row.parts.empty());
}

BOOST_AUTO_TEST_CASE(a_week_is_kept_in_as_many_parts_as_an_hour) {
    BOOST_TEST((soak_part(4s) == 1s));
    BOOST_TEST((soak_part(1h) == 15s));
    BOOST_TEST((soak_part(24h * 7) == Duration(24h * 7) / soak_parts));
}

BOOST_AUTO_TEST_CASE(one_that_is_stopped_has_the_parts_until_then) {
    Rig rig;
    const auto end = rig.path.now() + 12s;
    const auto row =
        soaked(rig, plan_of(60s), [&] { return rig.path.now() > end ? std::optional<std::string>("interrupted") : std::nullopt; });
    BOOST_TEST(row.parts.size() >= 5U);
    BOOST_TEST(row.parts.size() < 20U);
}

BOOST_AUTO_TEST_SUITE_END()
