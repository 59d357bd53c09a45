// Whole runs whose cases are run once more under load, with simulated routers in virtual time: load begins when all at rest have been
// judged, a fault that shows only under load is found by the second run alone, and one that a fast path has is told with its place.
#include "harness/judge/beside.hpp"
#include "harness/run/session.hpp"
#include "harness/run/virtual.hpp"
#include "harness/sim/defect.hpp"
#include "tests/support/suite_text.hpp"
#include "tests/unit/run/run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(under_load)

using namespace run_bench;

namespace {

/// Two plain cases under load, and one that measures a time and is not.
std::vector<model::Case> cases() {
    auto all = RunBench(plain_case("t.one") + plain_case("t.two")).plan.cases;
    auto measured = all.front();
    measured.id = "t.measured";
    measured.group.kind = model::Group::Kind::measure;
    all.push_back(measured);
    return all;
}

struct Whole {
    explicit Whole(model::RouterSpec const& spec = {}, std::vector<std::string> protocols = {"udp"}, std::uint64_t rate = 1000)
        : router(spec), load({rate, protocols, 256}) {
        plan.cases = cases();
        plan.lab = spec.lab;
        plan.seed = 7;
        plan.load = {rate, std::move(protocols), 256};
        left_out = run::repeat_under_load(plan, 30s);
    }
    void go(rate::Background* source) {
        run::Session session(plan, told);
        port::Tap tap;
        const auto result = run::run_virtual(session, router, tap, {}, {}, {}, source);
        BOOST_REQUIRE_MESSAGE(result.trouble.empty(), result.trouble);
        ended = session.ended();
        timeline = session.timeline();
    }
    void go() { go(&load); }
    model::CaseRecord const& named(std::string const& name) {
        const auto found = std::find_if(told.cases.begin(), told.cases.end(), [&](auto const& one) { return one.name == name; });
        BOOST_REQUIRE_MESSAGE(found != told.cases.end(), name);
        return *found;
    }
    run::Plan plan;
    sim::Router router;
    rate::Background load;
    Told told;
    std::string ended;
    std::vector<model::Event> timeline;
    std::size_t left_out = 0;
};

model::RouterSpec with(std::string const& defect, std::uint64_t model::Onset::*when, std::uint64_t value) {
    model::Onset onset;
    onset.*when = value;
    return sim::with_defect({}, defect, onset);
}

}  // namespace

BOOST_AUTO_TEST_CASE(cases_run_at_rest_first_and_then_under_load) {
    Whole whole;
    BOOST_TEST(whole.left_out == 1U);
    whole.go();
    BOOST_TEST(whole.ended == "");
    std::vector<std::string> order;
    for (auto const& result : whole.told.cases) order.push_back(result.name);
    BOOST_TEST(order == (std::vector<std::string>{"t.one", "t.two", "t.measured[]", "t.one@load", "t.two@load"}),
               boost::test_tools::per_element());
    for (auto const& result : whole.told.cases) BOOST_TEST((result.outcome == Outcome::satisfied), result.name << ": " << result.reason);
    const auto figures = whole.load.figures();
    BOOST_TEST(figures.offered > 0U);
    BOOST_TEST(figures.sent[0] > 0U);
    BOOST_TEST(figures.received[0] > 0U);
    for (auto const& passage : figures.passages) BOOST_TEST(passage.faults.empty());
    // While the load flowed, and not before.
    BOOST_TEST((whole.named("t.one@load").began >= whole.named("t.two").began + whole.named("t.two").took + 1s));
}

BOOST_AUTO_TEST_CASE(a_fault_that_shows_under_load_alone_is_found_there_alone) {
    Whole whole(with("udp.inbound-checksum-wrong", &model::Onset::rate, 3000), {"udp"}, 4000);
    whole.go();
    BOOST_TEST((whole.named("t.one").outcome == Outcome::satisfied));
    BOOST_TEST((whole.named("t.one@load").outcome == Outcome::violated));
}

BOOST_AUTO_TEST_CASE(a_fault_of_the_fast_path_is_told_with_its_place) {
    Whole whole(with("udp.inbound-checksum-wrong", &model::Onset::after, 50));
    whole.go();
    BOOST_TEST((whole.named("t.one@load").outcome == Outcome::satisfied));  // so few frames of a flow
    const auto all = judge::load_cases(whole.load.figures(), 0s);
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST((all[0].outcome == Outcome::violated));
    BOOST_TEST(has(all[0].reason, "inward, right up to frame 50 of a flow, with a wrong UDP checksum from frame 51 on"), all[0].reason);
}

BOOST_AUTO_TEST_CASE(where_no_load_gets_through_no_case_runs_under_it) {
    model::RouterSpec spec;
    spec.natt_open = false;
    Whole whole(spec, {"natt"});
    whole.go();
    BOOST_TEST((whole.named("t.one").outcome == Outcome::satisfied));
    BOOST_TEST((whole.named("t.one@load").outcome == Outcome::skipped));
    BOOST_TEST(has(whole.named("t.one@load").reason, "no flow of the load came up"));
    BOOST_TEST(whole.ended == "");
}

BOOST_AUTO_TEST_CASE(where_nobody_sends_load_no_case_runs_under_it) {
    Whole whole;
    whole.go(nullptr);
    BOOST_TEST((whole.named("t.one@load").outcome == Outcome::skipped));
    BOOST_TEST(whole.ended == "");
}

BOOST_AUTO_TEST_SUITE_END()
