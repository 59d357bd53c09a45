// Promises of traffic at rate: kept, broken, and everything that must not be called either.
#include "harness/judge/load.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(promises_of_load)

using namespace tsuka;
using model::LoadPromise;
using model::Promised;

namespace {

model::CapacityRow capacity(std::uint32_t tried, std::uint32_t held, model::AtLimit limit, std::string trouble = {}) {
    model::CapacityRow row;
    row.protocol = "esp";
    row.tried = tried;
    row.opened = row.held = held;
    row.at_limit = limit;
    row.trouble = std::move(trouble);
    return row;
}

model::ThroughputRow throughput(std::string protocol, std::optional<double> lower, std::optional<double> upper, std::string trouble = {}) {
    model::ThroughputRow row;
    row.protocol = std::move(protocol);
    row.size = "512";
    row.direction = "outward";
    row.octets = 512;
    row.lower = lower;
    row.upper = upper;
    row.trouble = std::move(trouble);
    return row;
}

LoadPromise promise(LoadPromise::Of of, std::uint64_t at_least) {
    return {"esp", of == LoadPromise::Of::flows ? "" : "512", "outward", of, at_least, "Manual"};
}

model::PromiseRow judged(model::LoadReport const& report, LoadPromise const& one) {
    auto rows = judge::judge_load(report, {one});
    BOOST_REQUIRE(rows.size() == 1U);
    return rows.front();
}

}  // namespace

BOOST_AUTO_TEST_CASE(flows_that_are_kept_at_once) {
    using model::AtLimit;
    struct Row {
        model::CapacityRow measured;
        Promised verdict;
        std::string why;
    };
    for (auto const& [measured, verdict, why] : std::vector<Row>{
             {capacity(16, 8, AtLimit::refused), Promised::kept, ""},
             {capacity(16, 16, AtLimit::not_reached), Promised::kept, ""},
             {capacity(16, 7, AtLimit::refused), Promised::broken, ""},
             {capacity(16, 4, AtLimit::oldest_evicted), Promised::broken, ""},
             {capacity(16, 1, AtLimit::all_lost), Promised::broken, ""},
             // Neither a short test nor a lost frame breaks a promise.
             {capacity(7, 7, AtLimit::not_reached), Promised::unknown, "no more than 7 flows were tried"},
             {capacity(8, 7, AtLimit::not_reached), Promised::unknown, "some frames were lost, and no limit was met"},
             // ESP without an exchange before it: that a router lets none in says nothing of those that have had one.
             {capacity(16, 0, AtLimit::not_reached, "no flow is open"), Promised::unknown, "no flow is open"},
         }) {
        model::LoadReport report;
        report.capacity = {measured};
        auto const row = judged(report, promise(LoadPromise::Of::flows, 8));
        BOOST_TEST((row.verdict == verdict), to_string(row.verdict) << ", " << measured.held << " of " << measured.tried);
        BOOST_TEST(row.why == why);
    }
    BOOST_TEST((judged({}, promise(LoadPromise::Of::flows, 8)).why == "it was not measured"));
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_carried) {
    model::LoadReport report;
    const auto judge_of = [&](model::ThroughputRow row, LoadPromise::Of of, std::uint64_t at_least) {
        report.throughput = {std::move(row)};
        return judged(report, promise(of, at_least));
    };
    using Of = LoadPromise::Of;
    BOOST_TEST((judge_of(throughput("esp", 1000, 1020), Of::frames, 1000).verdict == Promised::kept));
    BOOST_TEST((judge_of(throughput("esp", 980, 1000), Of::frames, 1000).verdict == Promised::broken));
    // The promise lies within what the search has left open.
    BOOST_TEST((judge_of(throughput("esp", 990, 1010), Of::frames, 1000).verdict == Promised::unknown));
    BOOST_TEST(judge_of(throughput("esp", 990, 1010), Of::frames, 1000).why == "the limit was not found closely enough");
    // No limit of the router: what this machine could not send, or was not to try.
    auto ours = throughput("esp", 900, 950);
    ours.own_limit = true;
    BOOST_TEST((judge_of(ours, Of::frames, 1000).verdict == Promised::unknown));
    BOOST_TEST(judge_of(ours, Of::frames, 1000).why == "this machine could not send more");
    auto capped = throughput("esp", 900, {});
    capped.capped = true;
    BOOST_TEST(judge_of(capped, Of::frames, 1000).why == "no more was to be tried");
    BOOST_TEST((judge_of(throughput("esp", 900, {}), Of::frames, 1000).verdict == Promised::unknown));
    // It is carried at no rate; or no flow was there to carry.
    BOOST_TEST((judge_of(throughput("esp", {}, 100, "loses frames at any rate"), Of::frames, 1000).verdict == Promised::broken));
    BOOST_TEST((judge_of(throughput("esp", {}, {}, "no flow is open"), Of::frames, 1000).verdict == Promised::unknown));
    // 532 octets a frame with preamble and gap: 100 Mbit/s are 23,497 frames.
    BOOST_TEST((judge_of(throughput("esp", 23'600, 23'700), Of::mbit, 100).verdict == Promised::kept));
    BOOST_TEST((judge_of(throughput("esp", 23'300, 23'400), Of::mbit, 100).verdict == Promised::broken));
    BOOST_TEST(*judge_of(throughput("esp", 23'300, 23'400), Of::mbit, 100).measured == 99.1648, boost::test_tools::tolerance(1e-9));
    // Another size or way is another measurement.
    auto other = throughput("esp", 2000, 2010);
    other.direction = "inward";
    BOOST_TEST(judge_of(other, Of::frames, 1000).why == "it was not measured");
}

BOOST_AUTO_TEST_CASE(a_share_of_what_udp_gets) {
    enum class Limit { routers, machines };
    struct Row {
        double esp;
        Limit of_esp;
        double udp;
        Limit of_udp;
        Promised verdict;
    };
    for (auto const& [esp, of_esp, udp, of_udp, verdict] : std::vector<Row>{
             {200, Limit::routers, 1000, Limit::routers, Promised::kept},
             {199, Limit::routers, 1000, Limit::routers, Promised::broken},
             // The router carries more ESP than this machine sends: the share is greater still.
             {200, Limit::machines, 1000, Limit::routers, Promised::kept},
             {199, Limit::machines, 1000, Limit::routers, Promised::unknown},
             // It carries more UDP: the share is smaller still.
             {200, Limit::routers, 1000, Limit::machines, Promised::unknown},
             {199, Limit::routers, 1000, Limit::machines, Promised::broken},
             {200, Limit::machines, 1000, Limit::machines, Promised::unknown},
             {199, Limit::machines, 1000, Limit::machines, Promised::unknown},
         }) {
        model::LoadReport report;
        report.throughput = {throughput("esp", esp, esp + 1), throughput("udp", udp, udp + 1)};
        report.throughput[0].own_limit = of_esp == Limit::machines;
        report.throughput[1].own_limit = of_udp == Limit::machines;
        auto const row = judged(report, promise(LoadPromise::Of::percent, 20));
        BOOST_TEST((row.verdict == verdict), esp << " of " << udp << ": " << to_string(row.verdict) << ", " << row.why);
    }
    model::LoadReport alone;
    alone.throughput = {throughput("esp", 200, 201)};
    BOOST_TEST(judged(alone, promise(LoadPromise::Of::percent, 20)).why == "it was not measured");
}

BOOST_AUTO_TEST_CASE(what_comes_near_to_the_rigs_own_figure_is_the_rigs) {
    struct Row {
        double cable;
        bool own;
    };
    for (auto const& [cable, own] : std::vector<Row>{{1000, false}, {1112, false}, {1111, true}, {1010, true}, {900, true}}) {
        model::LoadReport report;
        report.throughput = {throughput("esp", cable == 1000 ? 900 : 1000, 1010)};
        judge::compare_with_rig(report, {{throughput("esp", cable, {})}, {}});
        BOOST_TEST(report.throughput[0].own_limit == own, cable);
        BOOST_TEST(*report.throughput[0].rig == cable);
        if (own) BOOST_TEST((judged(report, promise(LoadPromise::Of::frames, 2000)).verdict == Promised::unknown));
    }
    // Of another size the cable says nothing; where no more was to be tried, that is why.
    model::LoadReport report;
    report.throughput = {throughput("esp", 1000, 1010)};
    auto other = throughput("esp", 1000, {});
    other.size = "64";
    judge::compare_with_rig(report, {{other}, {}});
    BOOST_TEST(!report.throughput[0].own_limit);
    report.throughput[0].capped = true;
    judge::compare_with_rig(report, {{throughput("esp", 1000, {})}, {}});
    BOOST_TEST(!report.throughput[0].own_limit);
}

BOOST_AUTO_TEST_CASE(new_flows_in_a_second) {
    const auto established = [](std::optional<double> lower, std::optional<double> upper, std::string trouble = {}) {
        model::EstablishmentRow row;
        row.protocol = "esp";
        row.lower = lower;
        row.upper = upper;
        row.trouble = std::move(trouble);
        return row;
    };
    const auto judge_of = [&](model::EstablishmentRow row) {
        model::LoadReport report;
        report.establishment = {std::move(row)};
        return judged(report, promise(LoadPromise::Of::new_flows, 500));
    };
    BOOST_TEST((judge_of(established(500, 510)).verdict == Promised::kept));
    const auto broken = judge_of(established(490, 499));
    BOOST_TEST((broken.verdict == Promised::broken));
    BOOST_TEST(*broken.measured == 490);
    BOOST_TEST((judge_of(established({}, 20, "loses frames at any rate")).verdict == Promised::broken));
    // What this machine could not try, what was not to be tried, and what has not been narrowed down says nothing.
    BOOST_TEST(judge_of(established(490, 505)).why == "the limit was not found closely enough");
    auto row = established(400, 405);
    row.own_limit = true;
    BOOST_TEST(judge_of(row).why == "this machine could not send more");
    row = established(400, {});
    row.capped = true;
    BOOST_TEST(judge_of(row).why == "no more was to be tried");
    BOOST_TEST(judge_of(established({}, {}, "no flow is open")).why == "no flow is open");
    auto other = established(500, 510);
    other.protocol = "gre";
    BOOST_TEST(judge_of(other).why == "it was not measured");
    // Nine tenths of what the cable has been seen to do are the rig's.
    for (const bool own : {false, true}) {
        model::LoadReport report;
        report.establishment = {established(400, 405)};
        judge::compare_with_rig(report, {{}, {established(own ? 440 : 450, {})}});
        BOOST_TEST(report.establishment[0].own_limit == own);
        BOOST_TEST(*report.establishment[0].rig == (own ? 440 : 450));
    }
}

BOOST_AUTO_TEST_SUITE_END()
