// How many flows a router opens in a second, found in virtual time: its own limit, whatever table stands behind it, and never this
// machine's.
#include "harness/rate/establishment.hpp"
#include "harness/rate/capacity.hpp"
#include "harness/rate/filled.hpp"
#include "harness/rate/forgetting.hpp"
#include "rate_bench.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>

BOOST_AUTO_TEST_SUITE(establishments)

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;
using load::Kind;

namespace {

using rate_bench::never;
using rate_bench::servers;

model::RouterSpec opening(unsigned a_second, std::size_t table = 65536) {
    model::RouterSpec spec;
    spec.new_bindings = a_second;
    spec.most_bindings = table;
    spec.timers.udp = spec.timers.udp_unanswered = 30s;
    return spec;
}

/// Takes so many frames a second and no more, as a machine does that is too slow for what arrives.
class SlowToTake final : public SimulatedPath {
public:
    SlowToTake(sim::Router& router, double rate)
        : SimulatedPath(router), between_(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / rate))) {}

    Result<void> receive(Sink const& sink, Instant until) override {
        return SimulatedPath::receive(
            [&](Side side, View frame, std::uint32_t stamp) {
                if (next_ > now() + 10ms) {
                    ++missed_;
                    return;
                }
                next_ = std::max(next_, now()) + between_;
                sink(side, frame, stamp);
            },
            until);
    }
    std::uint64_t missed() override { return missed_; }

private:
    Duration between_;
    Instant next_{};
    std::uint64_t missed_ = 0;
};

struct Searched {
    model::EstablishmentRow row;
    std::uint32_t most_tried = 0;  ///< flows of the largest trial
    unsigned waits = 0;
};

EstablishmentPlan planned() {
    EstablishmentPlan plan;
    plan.servers = servers;
    plan.goal = {"test", 0.005, 0.5, 1s, 3s, 0.02, false};
    plan.most = 6000;
    plan.flows = 2000;
    return plan;
}

struct Bench {
    explicit Bench(model::RouterSpec const& spec, std::unique_ptr<SimulatedPath> (*make)(sim::Router&) = nullptr)
        : router(spec),
          path(make != nullptr ? make(router) : std::make_unique<SimulatedPath>(router)),
          ground(*Ground::create(spec.lab, 5, 7)) {
        BOOST_REQUIRE(make_ready(*path, ground, never));
    }
    Searched search(EstablishmentPlan const& plan) {
        Searched searched;
        EstablishmentNews const news{
            [&](auto const&, Opening const& one) { searched.most_tried = std::max(searched.most_tried, one.tried); },
            [&](std::uint32_t) { ++searched.waits; }};
        auto row = measure_establishment(*path, ground, plan, news, never);
        BOOST_REQUIRE(row);
        searched.row = std::move(row->row);
        return searched;
    }
    sim::Router router;
    std::unique_ptr<SimulatedPath> path;
    Ground ground;
};

void found_about(Searched const& searched, double limit) {
    auto const& row = searched.row;
    BOOST_TEST(row.trouble == "");
    BOOST_TEST(row.unfinished == "");
    BOOST_REQUIRE(row.lower.has_value());
    BOOST_REQUIRE(row.upper.has_value());
    BOOST_TEST(*row.lower > limit * 0.93);
    BOOST_TEST(*row.lower < limit * 1.07);
    BOOST_TEST(*row.upper > *row.lower);
    BOOST_TEST(*row.upper < *row.lower * 1.05);
    BOOST_TEST(row.regular);
    BOOST_TEST(!row.own_limit);
    BOOST_TEST(!row.capped);
}

}  // namespace

BOOST_DATA_TEST_CASE(as_many_a_second_as_the_router_opens, boost::unit_test::data::make({200U, 1500U}), limit) {
    for (const auto kind : {Kind::udp, Kind::natt}) {
        auto plan = planned();
        plan.kind = kind;
        const auto searched = Bench(opening(limit)).search(plan);
        BOOST_TEST(searched.row.protocol == to_string(kind));
        found_about(searched, limit);
        if (limit > 1000) continue;  // so many that ports run out
        BOOST_TEST(searched.waits == 0U);
        BOOST_TEST(!searched.row.room.has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_table_that_is_known_is_kept_from_filling) {
    auto plan = planned();
    plan.room = 800;
    const auto searched = Bench(opening(1000, 800)).search(plan);
    found_about(searched, 1000);
    BOOST_TEST(searched.waits > 0U);
    BOOST_TEST(searched.most_tried <= 720U);
}

BOOST_AUTO_TEST_CASE(what_a_full_table_refuses_is_no_rate) {
    const auto searched = Bench(opening(1000, 800)).search(planned());
    found_about(searched, 1000);
    BOOST_REQUIRE(searched.row.room.has_value());
    BOOST_TEST(*searched.row.room <= 800U);
    BOOST_TEST(*searched.row.room > 750U);
}

BOOST_AUTO_TEST_CASE(no_limit_below_what_was_to_be_tried) {
    auto plan = planned();
    plan.most = 2000;
    const auto row = Bench(opening(0)).search(plan).row;
    BOOST_REQUIRE(row.lower.has_value());
    BOOST_TEST(*row.lower > 1900.0);
    BOOST_TEST(!row.upper.has_value());
    BOOST_TEST(row.capped);
    BOOST_TEST(!row.own_limit);
    BOOST_TEST(!row.regular);
}

BOOST_AUTO_TEST_CASE(what_this_machine_cannot_take_is_not_the_routers) {
    const auto row =
        Bench(opening(0), [](sim::Router& router) -> std::unique_ptr<SimulatedPath> { return std::make_unique<SlowToTake>(router, 1000); })
            .search(planned())
            .row;
    BOOST_REQUIRE(row.lower.has_value());
    BOOST_TEST(*row.lower < 550.0);  // each flow is two frames
    BOOST_TEST(*row.lower > 420.0);
    BOOST_TEST(row.own_limit);
}

BOOST_AUTO_TEST_CASE(where_nothing_opens_there_is_no_rate) {
    auto spec = opening(0);
    spec.natt_open = false;
    auto plan = planned();
    plan.kind = Kind::natt;
    const auto row = Bench(spec).search(plan).row;
    BOOST_TEST(!row.lower.has_value());
    BOOST_TEST(row.trouble.find("no flow is open") != std::string::npos, row.trouble);
}

BOOST_AUTO_TEST_CASE(a_table_of_eight_tells_no_rate) {
    auto spec = opening(0);
    spec.esp_tunnels = 8;
    spec.timers.esp = 600s;
    auto plan = planned();
    plan.kind = Kind::esp;
    Bench bench(spec);
    const auto row = bench.search(plan).row;
    BOOST_TEST(!row.lower.has_value());
    BOOST_TEST(row.trouble.find("too few to tell a rate") != std::string::npos, row.trouble);
}

BOOST_AUTO_TEST_CASE(a_table_that_does_not_forget_ends_the_search) {
    auto spec = opening(1000, 800);
    spec.timers.udp = spec.timers.udp_unanswered = 3600s;
    Bench bench(spec);
    const auto began = bench.path->now();
    const auto row = bench.search(planned()).row;
    BOOST_TEST(!row.lower.has_value());
    BOOST_TEST(row.trouble.find("no room for more") != std::string::npos, row.trouble);
    BOOST_TEST((bench.path->now() - began < 7min));
}

BOOST_AUTO_TEST_CASE(too_few_servers_end_it_with_words) {
    auto plan = planned();
    plan.kind = Kind::esp;
    plan.servers = {{0xc6336400}, 25};
    plan.flows = 100;
    plan.most = 1000;
    const auto row = Bench(opening(0)).search(plan).row;
    BOOST_TEST((row.trouble + row.unfinished).find("--servers") != std::string::npos, row.trouble << row.unfinished);
}

BOOST_AUTO_TEST_CASE(a_handful_of_flows_tells_no_rate) {
    auto plan = planned();
    plan.flows = 49;
    const auto row = Bench(opening(100)).search(plan).row;
    BOOST_TEST(!row.lower.has_value());
    BOOST_TEST(row.trouble.find("trials of 49 flows tell no rate") != std::string::npos, row.trouble);
}

BOOST_AUTO_TEST_CASE(a_search_ends_when_it_has_to) {
    Bench bench(opening(100));
    const auto end = bench.path->now() + 2s;
    const EstablishmentNews news{[](auto const&, auto const&) {}, [](auto) {}};
    const auto row = measure_establishment(*bench.path, bench.ground, planned(), news, [&] {
        return bench.path->now() < end ? std::nullopt : std::optional<std::string>("interrupted");
    });
    BOOST_REQUIRE(!row);
    BOOST_TEST(row.error().what == "interrupted");
    BOOST_TEST((bench.path->now() < end + 1s));
}

BOOST_DATA_TEST_CASE(latency_is_measured_at_shares_of_what_the_table_keeps, boost::unit_test::data::make({false, true}), evicts) {
    auto spec = opening(0, evicts ? 65536 : 1000);
    if (evicts) spec = sim::with_defect(spec, "table.evicts-oldest");
    Bench bench(spec);
    auto count = measure_capacity(*bench.path, bench.ground, Kind::udp, 1400, 5000, servers, 1, never);
    BOOST_REQUIRE(count);
    auto& row = count->row;
    BOOST_TEST(to_string(row.at_limit) == (evicts ? "oldest evicted" : "refused"));
    BOOST_REQUIRE(has_shares(row));
    const auto emptied = wait_until_forgotten(*bench.path, bench.ground, *count->flows, 1400, never);
    BOOST_REQUIRE(emptied);
    BOOST_TEST(emptied->forgotten);
    FillPlan plan;
    plan.servers = servers;
    plan.first = 2000;
    const auto inside = measure_filled(*bench.path, bench.ground, plan, row, never);
    BOOST_REQUIRE(inside);
    BOOST_REQUIRE(inside->has_value());
    BOOST_TEST((*inside)->open_flows() == row.held * 99 / 100);
    BOOST_TEST(row.filled_trouble == "");
    BOOST_REQUIRE(row.filled.size() == 4U);
    for (auto const& part : row.filled) {
        BOOST_TEST(part.flows == row.held * part.percent / 100);
        BOOST_TEST(part.sent == 1000U);
        BOOST_TEST(part.received == part.sent);
        BOOST_TEST((part.latency.p50 == 2us));  // a microsecond on each wire
    }
}

BOOST_AUTO_TEST_CASE(a_table_is_not_taken_for_empty_before_it_is) {
    Bench bench(opening(0, 1000));
    auto count = measure_capacity(*bench.path, bench.ground, Kind::udp, 1400, 5000, servers, 1, never);
    BOOST_REQUIRE(count);
    const auto began = bench.path->now();
    const auto emptied = wait_until_forgotten(*bench.path, bench.ground, *count->flows, 1400, never);
    BOOST_REQUIRE(emptied);
    BOOST_TEST(emptied->forgotten);
    BOOST_TEST((bench.path->now() - began > 25s));
    BOOST_TEST((bench.path->now() - began < 50s));
    BOOST_TEST(emptied->asked < 40U);
}

BOOST_AUTO_TEST_CASE(of_a_table_without_a_limit_there_are_no_shares) {
    model::CapacityRow row;
    row.held = 10'000;
    BOOST_TEST(!has_shares(row));
    row.at_limit = model::AtLimit::refused;
    BOOST_TEST(has_shares(row));
    row.held = 8;
    BOOST_TEST(!has_shares(row));
}

BOOST_AUTO_TEST_SUITE_END()
