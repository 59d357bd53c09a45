// A run that was killed is gone through as far as it had told of its cases, in whatever moment that was. (Whole runs:
// tests/cli/replay_test.py.)
#include "harness/run/replay.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/run/virtual.hpp"
#include "harness/suite/load_router.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(replays)

using namespace tsuka;

namespace {

/// Keeps what a record keeps, and how long the capture was whenever a case was told of: a kill can come right behind that.
class Keeper : public run::Observer {
public:
    explicit Keeper(port::Tap const* tap = nullptr) : tap_(tap) {}
    void preflight_done(std::vector<model::FieldRecord> const&) override {}
    void case_started(model::Case const&, unsigned) override {}
    void case_finished(engine::Finished finished) override {
        record.cases.push_back(std::move(finished.record));
        if (tap_ == nullptr) return;
        std::uint64_t frames = 0;
        for (const auto side : {Side::lan, Side::wan}) frames += tap_->count(side).sent + tap_->count(side).received;
        frames_then.push_back(frames);
    }
    void input(model::Input const& input) override {
        if (input.kind != model::Input::Kind::wake) record.inputs.push_back(input);
    }

    model::Record record;
    std::vector<std::uint64_t> frames_then;

private:
    port::Tap const* tap_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_that_was_killed_right_behind_a_case_departs_from_nothing) {
    const auto router = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/faithful.toml");
    BOOST_REQUIRE(router.ok());
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    const std::vector<std::string> some{"esp.*", "l2tp.*"};
    run::Plan plan{app::select(*suites, some), router.value.lab, 7, 3, 1};
    BOOST_REQUIRE(plan.cases.size() > 20U);

    const test::TemporaryFolder folder;
    const auto path = (folder.path() / "evidence.pcapng").string();
    auto tap = port::Tap::create(path, "lan0", "wan0", "test", "", {}).value();
    Keeper then(&tap);
    {
        run::Session session(plan, then);
        sim::Router simulated(router.value);
        BOOST_REQUIRE(run::run_virtual(session, simulated, tap).trouble.empty());
    }
    tap.flush();
    then.record.run.virtual_time = true;
    BOOST_REQUIRE(then.frames_then.size() == plan.cases.size());
    for (std::size_t told = 1; told <= plan.cases.size(); ++told) {
        Keeper today;
        run::Session session(plan, today);
        run::Stretch stretch;
        stretch.last = then.frames_then[told - 1];
        stretch.over = [&] { return today.record.cases.size() >= told; };
        const auto replayed = run::run_replay(session, then.record, path, stretch);
        BOOST_REQUIRE(replayed);
        BOOST_TEST(replayed->departure == "", "killed behind " << then.record.cases[told - 1].name);
        BOOST_TEST(today.record.cases.size() == told);
    }
}

BOOST_AUTO_TEST_SUITE_END()
