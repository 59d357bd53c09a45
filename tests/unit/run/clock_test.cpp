// The live driver between two ports of a cable in memory: a wall clock that somebody sets moves no deadline, and a port that always has one
// more frame keeps nobody from looking at time and signals.
#include "harness/run/clock.hpp"

#include "harness/port/memory_port.hpp"
#include "harness/run/live.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

BOOST_AUTO_TEST_SUITE(clocks)

using namespace run_bench;

namespace {

/// The machine's clocks, of which the wall clock is set by `step` when the case has run for a while.
struct Clockwork {
    run::Clocks machine = run::machine_clocks();
    std::optional<Instant> set_at;
    Duration step{};

    [[nodiscard]] Duration now_set() const { return set_at && machine.steady() >= *set_at ? step : Duration{}; }
    [[nodiscard]] run::Clocks clocks() const {
        return {machine.steady, [this] { return machine.wall() + now_set(); }};
    }
};

constexpr Duration long_wait = 300ms;

/// Both hosts talk before and after a wait; the frames in between are stamped by the wall clock.
std::string waiting_case() {
    return toy::case_text("t.wait", R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" },
      { wait = "300ms" },
      { send = "udp", on = "u", at = "server", as = "back" },
      { expect = "udp", on = "u", at = "alice", probe = "back" })");
}

/// When the first case begins the wall clock is about to be set.
class SettingTold : public Told {
public:
    explicit SettingTold(Clockwork& clockwork) : clockwork_(clockwork) {}
    void case_started(model::Case const& scenario, unsigned attempt) override {
        Told::case_started(scenario, attempt);
        if (!clockwork_.set_at) clockwork_.set_at = clockwork_.machine.steady() + long_wait / 3;
    }

private:
    Clockwork& clockwork_;
};

struct Cable {
    explicit Cable(Clockwork const& clockwork) {
        auto pair = port::memory_cable("lan", "wan", [&clockwork] { return clockwork.clocks().wall(); });
        lan = std::move(pair->first);
        wan = std::move(pair->second);
    }
    std::unique_ptr<port::MemoryPort> lan;
    std::unique_ptr<port::MemoryPort> wan;
};

std::ptrdiff_t starts(Told const& told) {
    return std::count_if(told.log.begin(), told.log.end(), [](auto const& line) { return line.starts_with("start"); });
}

run::Plan plan_for_a_cable(std::string const& suite) {
    auto plan = RunBench(suite).plan;
    plan.lab.cable = true;
    plan.lab.lan.prefix = {{0xc0a80001}, 16};
    return plan;
}

/// Never has nothing to receive: a storm of ARP requests for nobody's address on one side of a cable.
class Storm : public port::Port {
public:
    Storm(port::Port& real, Clockwork const& clockwork) : real_(real), clockwork_(clockwork) {}
    [[nodiscard]] std::string name() const override { return real_.name(); }
    [[nodiscard]] Result<void> send(View frame) override { return real_.send(frame); }
    [[nodiscard]] Result<std::optional<port::Received>> receive() override {
        auto received = real_.receive();
        if (!received || *received) return received;
        ++frames;
        port::Received frame{Octets(60, 0xff), clockwork_.clocks().wall()};
        frame.frame[12] = 0x08;
        frame.frame[13] = 0x06;
        return std::optional(std::move(frame));
    }
    [[nodiscard]] int descriptor() const override { return real_.descriptor(); }
    [[nodiscard]] port::Statistics statistics() override { return real_.statistics(); }

    std::uint64_t frames = 0;

protected:
    port::Port& real_;

private:
    Clockwork const& clockwork_;
};

/// Frames that come as fast as they are looked at: whoever takes one finds nothing, looks twice more, and there is the next. For as long as
/// it takes to tell a turn that ends from one that does not.
class Drip : public Storm {
public:
    using Storm::Storm;
    static constexpr std::uint64_t last = 100'000;
    [[nodiscard]] Result<std::optional<port::Received>> receive() override {
        if (!open || frames >= last || ++looks_ % 3 != 0) return real_.receive();
        return Storm::receive();
    }
    bool open = false;

private:
    std::uint64_t looks_ = 0;
};

/// Raises Ctrl-C when the first case begins.
class Raising : public Told {
public:
    void case_started(model::Case const& scenario, unsigned attempt) override {
        Told::case_started(scenario, attempt);
        ::raise(SIGINT);
    }
};

std::string endless_case() {
    return toy::case_text("t.hour", R"({ wait = "1h" }, { never = "esp", at = "alice" })");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_wall_clock_that_is_set_changes_no_verdict_and_no_wait) {
    for (const auto step : {Duration(1000s), Duration(-1000s), Duration(2ms)}) {
        Clockwork clockwork;
        clockwork.step = step;
        const Cable cable(clockwork);
        SettingTold told(clockwork);
        const auto plan = plan_for_a_cable(waiting_case());
        port::Tap tap;
        run::Session session(plan, told);
        const auto live = run::run_live(session, *cable.lan, *cable.wan, tap, nullptr, {}, clockwork.clocks());
        BOOST_TEST(live.trouble.empty(), live.trouble);
        BOOST_TEST(session.ended().empty(), session.ended());
        auto const& result = told.of("t.wait");
        BOOST_TEST((result.outcome == Outcome::satisfied), result.reason);
        BOOST_TEST((result.took >= long_wait));  // a wait is not over because the wall clock says so
        // The attempt that met it counted for nothing.
        BOOST_TEST(starts(told) == 2);
    }
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_left_alone_costs_no_attempt) {
    Clockwork clockwork;
    const Cable cable(clockwork);
    SettingTold told(clockwork);
    const auto plan = plan_for_a_cable(waiting_case());
    port::Tap tap;
    run::Session session(plan, told);
    (void)run::run_live(session, *cable.lan, *cable.wan, tap, nullptr, {}, clockwork.clocks());
    BOOST_TEST((told.of("t.wait").outcome == Outcome::satisfied));
    BOOST_TEST(starts(told) == 1);
}

BOOST_AUTO_TEST_CASE(a_clock_that_keeps_being_set_leaves_the_case_open_and_says_why) {
    Clockwork clockwork;
    const auto jumping = [&clockwork] {
        // Set forward by five seconds every 50 ms.
        const auto steady = clockwork.machine.steady();
        return clockwork.machine.wall() + steady.time_since_epoch() / 50ms * 5s;
    };
    auto pair = port::memory_cable("lan", "wan", jumping);
    Told told;
    const auto plan = plan_for_a_cable(waiting_case());
    port::Tap tap;
    run::Session session(plan, told);
    (void)run::run_live(session, *pair->first, *pair->second, tap, nullptr, {}, {clockwork.machine.steady, jumping});
    auto const& result = told.of("t.wait");
    BOOST_TEST((result.outcome == Outcome::undetermined));
    BOOST_TEST(has(result.reason, "the machine's clock was set"), result.reason);
}

BOOST_AUTO_TEST_CASE(stamps_come_onto_the_steady_clock) {
    Instant steady{10s};
    Duration offset = 1'700'000'000s;
    run::StampClock clock({[&] { return steady; }, [&] { return steady + offset; }});
    BOOST_TEST((clock.offset() == Duration(1'700'000'000s)));
    BOOST_TEST((clock.steady(steady + offset, Instant{9s}, Instant{11s}) == steady));
    BOOST_TEST(!clock.look().has_value());
    offset += 1ms;  // as good as nothing
    BOOST_TEST(!clock.look().has_value());
    offset += 999s;
    BOOST_TEST((clock.look() == std::optional(Duration(999s + 1ms))));
    BOOST_TEST(!clock.look().has_value());
    // A stamp that was given before the clock was set, and read after: between what was handed over last and now.
    BOOST_TEST((clock.steady(Instant{10s + 1'700'000'000s}, Instant{9s}, Instant{11s}) == Instant{9s}));
    BOOST_TEST((clock.steady(Instant{99s + 1'700'000'999s}, Instant{9s}, Instant{11s}) == Instant{11s}));
}

BOOST_AUTO_TEST_CASE(a_reading_that_was_interrupted_is_not_believed) {
    Instant steady{10s};
    run::StampClock clock({[&] { return steady; }, [&] { return steady + 5s; }});
    int reads = 0;
    // The process stands still for a second between two readings, seven times of eight.
    run::StampClock slow({[&] { return steady += ++reads % 16 < 14 ? Duration(1s) : Duration{}; }, [&] { return steady + 5s; }});
    BOOST_TEST(!clock.look().has_value());
    BOOST_TEST(!slow.look().has_value());
}

BOOST_AUTO_TEST_CASE(a_storm_keeps_nobody_from_time_and_signals) {
    Clockwork clockwork;
    const Cable cable(clockwork);
    Storm storm(*cable.wan, clockwork);
    Told told;
    const auto plan = plan_for_a_cable(waiting_case());
    port::Tap tap;
    run::Session session(plan, told);
    const auto live = run::run_live(session, *cable.lan, storm, tap, nullptr, {}, clockwork.clocks());
    BOOST_TEST(live.trouble.empty(), live.trouble);
    BOOST_TEST((told.of("t.wait").outcome == Outcome::satisfied), told.of("t.wait").reason);
    BOOST_TEST(storm.frames > 2048U);  // more than one go

    // And a signal ends it, where nothing else would.
    run::Signals signals;
    Raising raising;
    auto endless = plan_for_a_cable(endless_case());
    run::Session long_session(endless, raising);
    const auto stopped = run::run_live(long_session, *cable.lan, storm, tap, &signals, {}, clockwork.clocks());
    BOOST_TEST(has(long_session.ended(), "interrupted"), long_session.ended());
    BOOST_TEST((stopped.took < 1h));
}

BOOST_AUTO_TEST_CASE(frames_that_come_as_fast_as_they_are_taken_keep_nobody_from_signals) {
    Clockwork clockwork;
    const Cable cable(clockwork);
    Drip drip(*cable.wan, clockwork);
    run::Signals signals;
    class Opening : public Raising {
    public:
        explicit Opening(Drip& drip) : drip_(drip) {}
        void case_started(model::Case const& scenario, unsigned attempt) override {
            Raising::case_started(scenario, attempt);
            drip_.open = true;
        }

    private:
        Drip& drip_;
    } raising(drip);
    const auto endless = plan_for_a_cable(endless_case());
    port::Tap tap;
    run::Session session(endless, raising);
    (void)run::run_live(session, *cable.lan, drip, tap, &signals, {}, clockwork.clocks());
    BOOST_TEST(has(session.ended(), "interrupted"), session.ended());
    BOOST_TEST(drip.frames < Drip::last);
}

BOOST_AUTO_TEST_SUITE_END()
