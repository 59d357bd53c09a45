// Streams through routers in memory: everything that arrives is counted right, and what a router does wrong is seen.
#include "harness/rate/simulated_path.hpp"
#include "harness/rate/throughput.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <tuple>

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;
using load::Kind;

namespace {

const Stop never = [] { return std::optional<std::string>{}; };
const Ipv4Prefix servers{{0xc6120000}, 15};

struct Rig {
    explicit Rig(model::RouterSpec spec = {}, unsigned clients = 4)
        : router(spec), path(router), ground(*Ground::create(spec.lab, clients, 3)) {
        BOOST_REQUIRE(make_ready(path, ground, never));
    }
    Traffic traffic(Kind kind, std::uint32_t count, Directions directions, load::SizeMix sizes = load::SizeMix({{256, 1}})) {
        auto flows = Flows::create(ground, kind, count, servers, 1);
        BOOST_REQUIRE(flows);
        auto made = Traffic::create(path, ground, std::move(*flows), std::move(sizes), directions, 1);
        BOOST_REQUIRE(made);
        BOOST_REQUIRE(made->open(10'000, never));
        return std::move(*made);
    }
    sim::Router router;
    SimulatedPath path;
    Ground ground;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(traffics)

BOOST_DATA_TEST_CASE(a_good_router_brings_everything_both_ways, boost::unit_test::data::make({"udp", "natt", "esp", "l2tp", "wireguard"}),
                     word) {
    Rig rig;
    auto traffic = rig.traffic(load::parse_kind(word).value(), 50, {true, true});
    BOOST_TEST(traffic.open_flows() == 50U);
    const auto outcome = traffic.measure(20'000, 100ms, never);
    BOOST_REQUIRE(outcome);
    BOOST_TEST(outcome->sent() == 2000U);
    for (auto const* passage : {&outcome->outward, &outcome->inward}) {
        BOOST_TEST(passage->counts.sent == 1000U);
        BOOST_TEST(passage->counts.received == 1000U);
        BOOST_TEST(passage->counts.duplicated + passage->counts.reordered + passage->counts.altered + passage->counts.strayed == 0U);
        BOOST_TEST((passage->latency.percentile(50) == 2us));  // a microsecond on each wire
    }
    BOOST_TEST(outcome->loss_ratio() == 0.0);
    BOOST_TEST(!outcome->held_up());
}

BOOST_AUTO_TEST_CASE(a_mix_of_sizes_is_compared_size_by_size) {
    Rig rig;
    auto traffic = rig.traffic(Kind::esp, 10, {true, false}, load::SizeMix::imix());
    const auto outcome = traffic.measure(10'000, 120ms, never);
    BOOST_REQUIRE(outcome);
    BOOST_TEST(outcome->outward.counts.received == 1200U);
    BOOST_TEST(outcome->outward.counts.altered == 0U);
}

BOOST_AUTO_TEST_CASE(altered_octets_are_counted) {
    Rig rig(sim::with_defect({}, "esp.payload-altered"));
    auto traffic = rig.traffic(Kind::esp, 5, {true, false});
    const auto outcome = traffic.measure(1000, 100ms, never);
    BOOST_REQUIRE(outcome);
    BOOST_TEST(outcome->outward.counts.altered == outcome->outward.counts.received);
    BOOST_TEST(outcome->outward.counts.received > 0U);
}

BOOST_AUTO_TEST_CASE(nothing_open_is_an_error_in_words) {
    model::RouterSpec spec;
    spec.natt_open = false;
    Rig rig(spec);
    auto traffic = rig.traffic(Kind::natt, 5, {true, false});
    BOOST_TEST(traffic.open_flows() == 0U);
    const auto outcome = traffic.measure(1000, 100ms, never);
    BOOST_REQUIRE(!outcome);
    BOOST_TEST(outcome.error().what.find("no flow is open") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_throughput_through_a_router_without_limit_is_what_was_offered_at_most) {
    Rig rig;
    ThroughputPlan plan;
    plan.sizes = load::SizeMix({{128, 1}});
    plan.size_word = "128";
    plan.flows = 10;
    plan.servers = servers;
    plan.goal = {"test", 0, 0, 20ms, 40ms, 0.05, false};
    plan.most = 5000;
    unsigned trials = 0;
    const auto row = measure_throughput(
        rig.path, rig.ground, plan, [&](auto const&, auto const&) { ++trials; }, never);
    BOOST_REQUIRE(row);
    BOOST_TEST(row->trouble == "");
    BOOST_REQUIRE(row->lower.has_value());
    BOOST_TEST(*row->lower > 4900.0);
    BOOST_TEST(row->capped);
    BOOST_TEST(!row->own_limit);
    BOOST_TEST(trials == row->trials);
    BOOST_TEST(row->sent == row->received);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_it_with_its_reason) {
    Rig rig;
    auto traffic = rig.traffic(Kind::udp, 5, {true, false});
    const auto outcome = traffic.measure(1000, 100s, [] { return std::optional<std::string>("interrupted"); });
    BOOST_REQUIRE(!outcome);
    BOOST_TEST(outcome.error().what == "interrupted");
}

namespace {

/// Takes frames of a thousand octets at most, and nothing comes back.
class ShortPath final : public Path {
public:
    [[nodiscard]] Instant now() const override { return {}; }
    [[nodiscard]] bool queue(Side, std::size_t, Item const&) override { return true; }
    [[nodiscard]] Result<void> flush() override { return {}; }
    [[nodiscard]] Result<void> send(Side, View) override { return {}; }
    [[nodiscard]] Result<void> receive(Sink const&, Instant) override { return {}; }
    [[nodiscard]] std::uint64_t missed() override { return 0; }
    [[nodiscard]] std::size_t room() const override { return 1000; }
    [[nodiscard]] std::string mechanism() const override { return "short"; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_frame_that_no_buffer_holds_is_refused_before_it_is_written) {
    Rig rig;
    ShortPath path;
    for (const std::size_t size : {1004U, 1005U}) {
        auto flows = Flows::create(rig.ground, Kind::udp, 1, servers, 1);
        BOOST_REQUIRE(flows);
        const auto made = Traffic::create(path, rig.ground, std::move(*flows), load::SizeMix({{size, 1}}), {true, false}, 1);
        BOOST_TEST(made.has_value() == (size == 1004U));
        if (!made) BOOST_TEST(made.error().what.find("1004 at most") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_silent_router_is_told_before_anything_is_sent) {
    model::RouterSpec spec;
    sim::Router router(spec);
    SimulatedPath path(router);
    auto lab = spec.lab;
    lab.wan.router_address = {lab.wan.router_address.number + 9};  // nobody's
    auto ground = Ground::create(lab, 1, 3);
    BOOST_REQUIRE(ground);
    const auto ready = make_ready(path, *ground, never);
    BOOST_REQUIRE(!ready);
    BOOST_TEST(ready.error().what.find("WAN side") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(flow_numbers)

BOOST_AUTO_TEST_CASE(no_two_flows_are_one_to_a_router) {
    Rig rig;
    for (const auto kind : {Kind::udp, Kind::esp}) {
        const auto flows = Flows::create(rig.ground, kind, 3000, servers, 5);
        BOOST_REQUIRE(flows);
        std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint16_t>> seen;
        for (std::uint32_t flow = 0; flow < flows->size(); ++flow) {
            const auto numbers = flows->outward(flow);
            BOOST_TEST(servers.contains(numbers.destination));
            seen.emplace(numbers.source.number, numbers.destination.number, numbers.source_port);
        }
        BOOST_TEST(seen.size() == 3000U);
    }
}

BOOST_AUTO_TEST_CASE(without_ports_there_are_no_more_flows_than_servers) {
    Rig rig;
    const Ipv4Prefix few{{0xc6336400}, 24};
    BOOST_TEST(Flows::create(rig.ground, Kind::esp, 254, few, 0).has_value());
    const auto more = Flows::create(rig.ground, Kind::esp, 255, few, 0);
    BOOST_REQUIRE(!more);
    BOOST_TEST(more.error().what.find("a server of its own") != std::string::npos);
    BOOST_TEST(Flows::create(rig.ground, Kind::udp, 255, few, 0).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
