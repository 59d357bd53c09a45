// Streams through routers in memory: everything that arrives is counted right, and what a router does wrong is seen.
#include "rate_bench.hpp"

#include "harness/rate/throughput.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <tuple>

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;
using load::Kind;
using rate_bench::never;
using rate_bench::servers;
using Rig = rate_bench::Rig<>;

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

BOOST_AUTO_TEST_CASE(what_a_router_cuts_for_a_smaller_wan_is_not_altered) {
    for (auto const& sizes : {load::SizeMix({{1518, 1}}), load::SizeMix::imix()}) {
        model::RouterSpec narrow;
        narrow.wan_mtu = 1400;
        Rig rig(narrow);
        auto traffic = rig.traffic(Kind::udp, 5, {true, false}, sizes);
        const auto outcome = traffic.measure(1000, 120ms, never);
        BOOST_REQUIRE(outcome);
        BOOST_TEST(outcome->outward.counts.received == 120U);
        BOOST_TEST(outcome->outward.counts.altered == 0U);
    }
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

BOOST_AUTO_TEST_CASE(a_stop_is_seen_while_it_waits_for_the_last_frames) {
    Rig rig;
    auto traffic = rig.traffic(Kind::udp, 5, {true, false});
    const auto began = rig.path.now();
    const auto ended = [&] { return rig.path.now() - began > 10ms ? std::optional<std::string>("interrupted") : std::nullopt; };
    const auto outcome = traffic.measure(1000, 5ms, ended);
    BOOST_REQUIRE(!outcome);
    BOOST_TEST(outcome.error().what == "interrupted");
    BOOST_TEST((rig.path.now() - began < 60ms));
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

BOOST_AUTO_TEST_CASE(of_several_searches_the_median_counts) {
    const auto found = [](std::optional<double> lower, unsigned trials) {
        model::ThroughputRow row;
        row.lower = lower;
        row.trials = trials;
        if (!lower) row.trouble = "loses frames at any rate";
        return row;
    };
    const auto odd = median_of({found(30, 1), found(10, 2), found(20, 3)});
    BOOST_TEST(*odd.lower == 20);
    BOOST_TEST(odd.trials == 3U);
    BOOST_TEST((odd.searches == std::vector<double>{10, 20, 30}));
    BOOST_TEST(*median_of({found(40, 1), found(10, 2), found(20, 3), found(30, 4)}).lower == 20);
    BOOST_TEST(median_of({found(40, 1)}).searches.empty());
    const auto none = median_of({found(40, 1), found({}, 2)});
    BOOST_TEST(!none.lower);
    BOOST_TEST(none.trouble == "loses frames at any rate");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pppoe_lines)

namespace {

model::RouterSpec dialling(std::optional<std::uint16_t> vlan = {}) {
    model::RouterSpec spec;
    spec.lab.wan.router = model::Addressing::pppoe;
    spec.lab.wan.pppoe.user = "customer";
    spec.lab.wan.pppoe.password = "secret";
    spec.lab.wan.mtu = 1492;
    spec.lab.wan.vlan = vlan;
    return spec;
}

}  // namespace

BOOST_DATA_TEST_CASE(load_passes_both_ways_in_the_session, boost::unit_test::data::make({0, 201}), vlan) {
    Rig rig(dialling(vlan == 0 ? std::nullopt : std::optional<std::uint16_t>(static_cast<std::uint16_t>(vlan))));
    for (const auto kind : {Kind::udp, Kind::esp, Kind::l2tp}) {
        auto traffic = rig.traffic(kind, 50, {true, true}, load::SizeMix({{128, 1}, {1510, 1}}));
        BOOST_TEST(traffic.open_flows() == 50U);
        const auto outcome = traffic.measure(20'000, 100ms, never);
        BOOST_REQUIRE_MESSAGE(outcome, outcome.error().what);
        for (auto const* passage : {&outcome->outward, &outcome->inward}) {
            BOOST_TEST(passage->counts.sent == 1000U);
            BOOST_TEST(passage->counts.received == 1000U);
            BOOST_TEST(passage->counts.altered + passage->counts.strayed == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(altered_octets_are_counted_there_too) {
    Rig rig(sim::with_defect(dialling(), "esp.payload-altered"));
    auto traffic = rig.traffic(Kind::esp, 5, {true, false});
    const auto outcome = traffic.measure(1000, 100ms, never);
    BOOST_REQUIRE(outcome);
    BOOST_TEST(outcome->outward.counts.altered == outcome->outward.counts.received);
    BOOST_TEST(outcome->outward.counts.received > 0U);
}

BOOST_AUTO_TEST_CASE(a_frame_that_the_line_does_not_take_is_refused_in_words) {
    Rig rig(dialling());
    auto flows = Flows::create(rig.ground, Kind::udp, 1, servers, 1);
    const auto made = Traffic::create(rig.path, rig.ground, std::move(*flows), load::SizeMix({{1511, 1}}), {true, false}, 1);
    BOOST_REQUIRE(!made);
    BOOST_TEST(made.error().what.find("the link takes 1492") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_is_not_let_in_is_told_at_once) {
    auto spec = dialling();
    sim::Router router(spec);
    SimulatedPath path(router);
    spec.lab.wan.pppoe.refuse = true;
    auto ground = Ground::create(spec.lab, 1, 3);
    BOOST_REQUIRE(ground);
    const auto ready = make_ready(path, *ground, never);
    BOOST_REQUIRE(!ready);
    BOOST_TEST(ready.error().what.find("was refused") != std::string::npos, ready.error().what);
    BOOST_TEST((path.now() < Instant{} + 30s));
}

BOOST_AUTO_TEST_CASE(who_never_dials_is_told_after_a_while) {
    auto spec = dialling();
    sim::Router router({});  // has a fixed address
    SimulatedPath path(router);
    auto ground = Ground::create(spec.lab, 1, 3);
    BOOST_REQUIRE(ground);
    const auto ready = make_ready(path, *ground, never);
    BOOST_REQUIRE(!ready);
    BOOST_TEST(ready.error().what.find("no PPPoE session came about within a minute") != std::string::npos, ready.error().what);
}

BOOST_AUTO_TEST_CASE(a_late_offer_is_waited_for) {
    auto spec = dialling();
    spec.lab.wan.pppoe.late_offer = 3s;
    Rig rig(spec);
    BOOST_TEST((rig.path.now() > Instant{} + 3s));
}

BOOST_AUTO_TEST_CASE(a_session_that_ends_under_load_is_no_loss_of_the_router) {
    auto spec = dialling();
    spec.timers.boot = 1ms;
    Rig rig(spec);
    auto traffic = rig.traffic(Kind::udp, 5, {true, false});
    bool hung_up = false;
    const auto outcome = traffic.measure(1000, 10s, [&]() -> std::optional<std::string> {
        if (!hung_up) rig.router.reboot(rig.path.now());
        hung_up = true;
        return {};
    });
    BOOST_REQUIRE(!outcome);
    BOOST_TEST(outcome.error().what.find("the PPPoE session ended while load was measured") != std::string::npos, outcome.error().what);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_session_is_known_from_its_beginning_and_said_at_the_end) {
    auto spec = dialling(201);
    sim::Router router(spec);
    SimulatedPath path(router);
    auto ground = Ground::create(spec.lab, 1, 3);
    BOOST_REQUIRE(ground);
    std::vector<Octets> farewell;
    ground->tell_farewell([&](auto const& frames) { farewell = frames; });
    BOOST_REQUIRE(make_ready(path, *ground, never));
    BOOST_REQUIRE(!farewell.empty());
    const auto known = farewell;
    ground->hang_up();
    BOOST_TEST(farewell.empty());
    std::vector<Octets> said;
    for (auto const& [side, frame] : ground->take_frames())
        if (side == Side::wan) said.push_back(frame);
    BOOST_TEST((said == known));
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

BOOST_AUTO_TEST_CASE(no_server_has_more_flows_than_a_translator_has_ports) {
    Rig rig;
    const auto flows = Flows::create(rig.ground, Kind::udp, 450'000, servers, 5);  // each client comes to its first port again
    BOOST_REQUIRE(flows);
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint16_t>> seen;
    std::map<std::uint32_t, unsigned> of_server;
    for (std::uint32_t flow = 0; flow < flows->size(); ++flow) {
        const auto numbers = flows->outward(flow);
        seen.emplace(numbers.source.number, numbers.destination.number, numbers.source_port);
        ++of_server[numbers.destination.number];
    }
    BOOST_TEST(seen.size() == flows->size());
    for (auto const& [server, count] : of_server) BOOST_TEST(count <= 60'000U);
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
