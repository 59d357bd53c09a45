// How fast a router forgets flows, found in virtual time: as fast as its description says, never by a command that only said so, and with
// the command's own time told apart.
#include "harness/rate/tear_down.hpp"
#include "rate_bench.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tear_downs)

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;
using load::Kind;

namespace {

using rate_bench::never;
using rate_bench::servers;

model::RouterSpec clearing(unsigned a_second, std::size_t table = 65536) {
    model::RouterSpec spec;
    spec.clears = a_second;
    spec.most_bindings = table;
    return spec;
}

/// A command that takes its own time before, as a login does.
class SlowClearer final : public Clearer {
public:
    SlowClearer(sim::Router& router, Path const& path, Duration own) : inner_(router), path_(path), own_(own) {}
    void begin(Instant now) override { began_ = now; }
    std::optional<std::string> ended() override {
        if (began_ && path_.now() < *began_ + own_) return std::nullopt;
        if (began_) inner_.begin(path_.now());
        began_.reset();
        return inner_.ended();
    }

private:
    SimulatedClearer inner_;
    Path const& path_;
    Duration own_;
    std::optional<Instant> began_;
};

/// Clears nothing, and says what it is to say.
class Idle final : public Clearer {
public:
    explicit Idle(std::string says) : says_(std::move(says)) {}
    void begin(Instant) override { ++asked; }
    std::optional<std::string> ended() override { return says_; }
    unsigned asked = 0;

private:
    std::string says_;
};

struct Bench : rate_bench::Rig<> {
    using Rig::Rig;
    std::vector<model::TearDownRow> measure(Clearer& clearer, std::uint32_t up_to, Kind kind = Kind::udp, Stop const& stop = never) {
        auto rows = measure_tear_down(
            path, ground, clearer, {kind, servers, up_to, 5000, 1}, [&](auto const&) { ++told; }, stop);
        BOOST_REQUIRE(rows);
        return std::move(*rows);
    }
    unsigned told = 0;
};

bool about(std::optional<double> rate, double wanted) {
    return rate && *rate > wanted * 0.97 && *rate < wanted * 1.03;
}

}  // namespace

BOOST_DATA_TEST_CASE(as_many_a_second_as_the_router_forgets, boost::unit_test::data::make({2'000U, 40'000U}), limit) {
    for (const auto kind : {Kind::udp, Kind::natt}) {
        Bench bench(clearing(limit));
        SimulatedClearer clearer(bench.router);
        const auto rows = bench.measure(clearer, 1000, kind);
        BOOST_REQUIRE(rows.size() == 3U);
        BOOST_TEST(bench.told == 3U);
        for (std::size_t at = 0; at < rows.size(); ++at) {
            auto const& row = rows[at];
            BOOST_TEST(row.trouble == "");
            BOOST_TEST(row.protocol == to_string(kind));
            BOOST_TEST(row.held == counts_to_clear(1000)[at]);
            BOOST_TEST(row.held == row.tried);
            BOOST_TEST(row.left == 0U);
            BOOST_TEST(row.newcomer);
            BOOST_TEST(!row.at_least);
        }
        BOOST_TEST(about(rows.back().lower, limit), *rows.back().lower);
    }
}

BOOST_AUTO_TEST_CASE(the_time_that_the_command_takes_by_itself_is_told_apart) {
    Bench bench(clearing(1000));
    SlowClearer clearer(bench.router, bench.path, 300ms);
    const auto rows = bench.measure(clearer, 1000);
    BOOST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[0].at_least, "ten flows are forgotten in a thirtieth of what the command takes");
    BOOST_TEST(*rows[0].lower < 40);
    BOOST_TEST(!rows[2].at_least);
    BOOST_TEST(about(rows[2].lower, 1000), *rows[2].lower);
    BOOST_TEST(rows[2].idle >= 300ms);
    BOOST_TEST(rows[2].took >= 1300ms);
}

BOOST_AUTO_TEST_CASE(only_flows_that_are_known_count) {
    Bench bench(clearing(1000, 400));
    SimulatedClearer clearer(bench.router);
    const auto rows = bench.measure(clearer, 1000);
    BOOST_REQUIRE(rows.size() == 3U);
    BOOST_TEST(rows[2].tried == 1000U);
    BOOST_TEST(rows[2].held == 400U);
    BOOST_TEST(about(rows[2].lower, 1000), *rows[2].lower);
    BOOST_TEST(rows[2].newcomer, "there is room again");
}

BOOST_AUTO_TEST_CASE(a_command_that_clears_nothing_is_found_out) {
    Bench bench(clearing(0));
    Idle clearer("");
    const auto rows = bench.measure(clearer, 1000);
    BOOST_REQUIRE_MESSAGE(rows.size() == 1U, "no more is tried");
    BOOST_TEST(rows[0].trouble == "the router still knew 10 of 10 flows when its table was said to be clear");
    BOOST_TEST(!rows[0].lower.has_value());
}

BOOST_AUTO_TEST_CASE(a_command_that_fails_is_told) {
    Bench bench(clearing(0));
    Idle clearer("the hook 'clear-table' failed with status 255: no route");
    const auto rows = bench.measure(clearer, 1000);
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].trouble == "the table was not cleared: the hook 'clear-table' failed with status 255: no route");
    BOOST_TEST(clearer.asked == 1U);
}

BOOST_AUTO_TEST_CASE(no_time_is_no_rate) {
    Bench bench(clearing(0));
    SimulatedClearer clearer(bench.router);
    const auto rows = bench.measure(clearer, 100);
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].trouble.starts_with("the table was clear at once"));
    BOOST_TEST(!rows[0].lower.has_value());
}

BOOST_AUTO_TEST_CASE(a_protocol_that_does_not_pass_has_no_rate) {
    auto spec = clearing(1000);
    spec.esp = model::EspHandling::blocked;
    Bench bench(spec);
    SimulatedClearer clearer(bench.router);
    const auto rows = bench.measure(clearer, 100, Kind::esp);
    BOOST_REQUIRE(rows.size() == 1U);
    BOOST_TEST(rows[0].trouble == no_flow_is_open);
}

BOOST_AUTO_TEST_CASE(it_can_be_ended_while_the_table_is_cleared) {
    Bench bench(clearing(1));
    SimulatedClearer clearer(bench.router);
    const Stop stop = [&] { return bench.router.clears() ? std::optional<std::string>("interrupted") : std::nullopt; };
    const auto rows = measure_tear_down(
        bench.path, bench.ground, clearer, {Kind::udp, servers, 1000, 5000, 1}, [](auto const&) {}, stop);
    BOOST_REQUIRE(!rows);
    BOOST_TEST(rows.error().what == "interrupted");
}

BOOST_AUTO_TEST_CASE(several_numbers_of_flows) {
    BOOST_TEST(counts_to_clear(10'000) == (std::vector<std::uint32_t>{100, 1000, 10'000}), boost::test_tools::per_element());
    BOOST_TEST(counts_to_clear(150) == (std::vector<std::uint32_t>{15, 150}), boost::test_tools::per_element());
    BOOST_TEST(counts_to_clear(8) == (std::vector<std::uint32_t>{8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
