// Several threads that send one trial: every frame is somebody's and nobody's twice, all are accounted for, and an end ends them all.
#include "harness/rate/share.hpp"
#include "rate_bench.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>

BOOST_AUTO_TEST_SUITE(threads)

using namespace tsuka;
using namespace tsuka::rate;
using namespace std::chrono_literals;
using load::Kind;

namespace {

using rate_bench::never;

std::vector<Side> const outward{Side::lan};
std::vector<Side> const both{Side::lan, Side::wan};

std::vector<std::uint32_t> numbered(std::uint32_t count) {
    std::vector<std::uint32_t> flows(count);
    std::iota(flows.begin(), flows.end(), 100U);
    return flows;
}

/// A router in memory that several threads send to, one at a time; its time is that of a clock.
class Shared final : public SimulatedPath {
public:
    Shared(sim::Router& router, unsigned lanes) : SimulatedPath(router) {
        for (unsigned which = 0; which < lanes; ++which) lanes_.push_back(std::make_unique<One>(*this, which));
    }

    Instant now() const override { return Instant{} + (std::chrono::steady_clock::now() - began_); }
    bool queue(Side side, std::size_t number, Item const& item) override {
        const std::lock_guard lock(mutex_);
        return SimulatedPath::queue(side, number, item);
    }
    Result<void> receive(Sink const& sink, Instant until) override {
        {
            const std::lock_guard lock(mutex_);
            if (auto got = SimulatedPath::receive(sink, std::min(until, now())); !got) return got;
        }
        if (now() < until) std::this_thread::sleep_for(50us);
        return {};
    }
    std::span<std::unique_ptr<Lane> const> lanes() const override { return lanes_; }

    struct Sent {
        std::size_t lane;
        std::uint32_t sequence;
    };
    std::map<std::pair<Side, std::uint32_t>, std::vector<Sent>> sent;  ///< by way and flow
    std::optional<std::size_t> fails;                                  ///< this lane cannot send

private:
    class One final : public Lane {
    public:
        One(Shared& all, std::size_t which) : all_(all), which_(which) {}
        bool queue(Side side, std::size_t stream, Item const& item) override {
            const std::lock_guard lock(all_.mutex_);
            all_.sent[{side, item.flow}].push_back({which_, item.sequence});
            return all_.SimulatedPath::queue(side, stream, item);
        }
        Result<void> flush() override { return all_.fails == which_ ? Result<void>(fail("the interface is down")) : Result<void>{}; }

    private:
        Shared& all_;
        std::size_t which_;
    };

    std::mutex mutex_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

struct Rig : rate_bench::Rig<Shared> {
    explicit Rig(unsigned lanes, std::uint32_t count = 20)
        : rate_bench::Rig<Shared>({}, 4, lanes), traffic(rate_bench::Rig<Shared>::traffic(Kind::natt, count, {true, true})) {
        BOOST_REQUIRE(traffic.open_flows() == count);
    }
    Traffic traffic;
};

}  // namespace

BOOST_DATA_TEST_CASE(shares_are_disjoint_and_complete,
                     boost::unit_test::data::make({1U, 2U, 7U, 100U}) * boost::unit_test::data::make({1U, 2U, 3U}), flows, shares) {
    const auto all = numbered(flows);
    for (auto const& sides : {outward, both}) {
        std::map<std::pair<Side, std::uint32_t>, std::vector<std::uint32_t>> sequences;
        double parts = 0;
        for (unsigned which = 0; which < std::min(shares, flows); ++which) {
            const Share share(all, sides, which, std::min(shares, flows));
            std::map<std::pair<Side, std::uint32_t>, std::vector<std::uint32_t>> own;
            for (std::uint64_t number = 0; number < 5 * share.flows().size() * sides.size(); ++number) {
                const auto turn = share.turn(number);
                own[{turn.from, turn.flow}].push_back(turn.sequence);
                BOOST_TEST(share.flows()[share.place(number)] == turn.flow);
            }
            for (auto& [flow, numbers] : own) BOOST_TEST(sequences.emplace(flow, numbers).second, "nobody else sends it");
            parts += share.part_of(1);
        }
        BOOST_TEST(sequences.size() == flows * sides.size());
        for (auto const& [flow, numbers] : sequences)
            BOOST_TEST(numbers == (std::vector<std::uint32_t>{0, 1, 2, 3, 4}), boost::test_tools::per_element());
        BOOST_TEST(parts == 1.0, boost::test_tools::tolerance(1e-9));
    }
}

BOOST_DATA_TEST_CASE(every_frame_is_accounted_for, boost::unit_test::data::make({2U, 3U}), lanes) {
    Rig rig(lanes);
    const auto outcome = rig.traffic.measure(2000, 1s, never);
    BOOST_REQUIRE(outcome);
    std::size_t sent = 0;
    std::set<std::size_t> senders;
    BOOST_TEST(rig.path.sent.size() == 40U);
    for (auto const& [flow, frames] : rig.path.sent) {
        sent += frames.size();
        senders.insert(frames.front().lane);
        for (std::size_t at = 0; at < frames.size(); ++at) {
            BOOST_TEST(frames[at].sequence == at);
            BOOST_TEST(frames[at].lane == frames.front().lane, "a flow is one thread's");
        }
    }
    BOOST_TEST(senders.size() == lanes);
    BOOST_TEST(outcome->sent() == sent);
    BOOST_TEST(outcome->sent() <= 2000U);
    for (auto const* passage : {&outcome->outward, &outcome->inward}) {
        BOOST_TEST(passage->counts.received == passage->counts.sent);
        BOOST_TEST(passage->counts.duplicated + passage->counts.reordered + passage->counts.altered + passage->counts.strayed == 0U);
    }
    BOOST_TEST(outcome->silent == 0U);
}

BOOST_AUTO_TEST_CASE(no_more_threads_than_flows) {
    Rig rig(3, 2);
    const auto outcome = rig.traffic.measure(2000, 50ms, never);
    BOOST_REQUIRE(outcome);
    BOOST_TEST(outcome->received() == outcome->sent());
    BOOST_TEST(rig.path.sent.size() == 4U);
}

BOOST_AUTO_TEST_CASE(an_end_ends_them_all) {
    Rig rig(2);
    unsigned asked = 0;
    const auto outcome =
        rig.traffic.measure(1000, 1h, [&] { return ++asked > 2 ? std::optional<std::string>("interrupted") : std::nullopt; });
    BOOST_REQUIRE(!outcome);
    BOOST_TEST(outcome.error().what == "interrupted");
}

BOOST_AUTO_TEST_CASE(what_one_of_them_meets_is_told) {
    Rig rig(2);
    rig.path.fails = 1;
    const auto outcome = rig.traffic.measure(1000, 50ms, never);
    BOOST_REQUIRE(!outcome);
    BOOST_TEST(outcome.error().what == "the interface is down");
}

BOOST_AUTO_TEST_SUITE_END()
