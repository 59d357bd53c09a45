// A session on the bench: see run_bench.hpp.
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>

namespace run_bench {

namespace {

constexpr std::uint64_t seed = 4711;

class Machine {
public:
    Machine(run::Session& session, RunBench& bench) : session_(session), bench_(bench) {}
    void start(Instant now) { session_.start(now_ = now); }
    void receive(Side side, View frame, Instant at) { session_.receive(side, frame, now_ = at, true); }
    void wake(Instant now) {
        now_ = now;
        if (!hook_ends_ || now < *hook_ends_) return session_.wake(now);
        hook_ends_.reset();
        session_.hook_ended(bench_.hook_fails, now);
    }
    [[nodiscard]] std::optional<Instant> wake_at() const {
        const auto at = session_.wake_at();
        return hook_ends_ && (!at || *hook_ends_ < *at) ? hook_ends_ : at;
    }
    [[nodiscard]] bool done() const { return session_.done(); }
    [[nodiscard]] std::vector<std::pair<Side, Octets>> take() {
        std::vector<std::pair<Side, Octets>> frames;
        for (auto& out : session_.take_frames()) {
            session_.sent(out, now_, 0);
            frames.emplace_back(out.side, std::move(out.frame));
        }
        for (auto const& hook : session_.take_requests()) {
            bench_.hooks_asked.push_back(hook);
            hook_ends_ = now_ + bench_.hook_takes;
            if (bench_.hook_silence > Duration::zero()) bench_.router.silent_until = now_ + bench_.hook_silence;
        }
        return frames;
    }

private:
    run::Session& session_;
    RunBench& bench_;
    std::optional<Instant> hook_ends_;
    Instant now_{};
};

}  // namespace

void Told::case_started(model::Case const& scenario, unsigned attempt) {
    log.push_back("start " + scenario.id + " " + std::to_string(attempt));
    running.insert(scenario.id);
    most_running = std::max(most_running, running.size());
}

void Told::case_finished(engine::Finished finished) {
    log.push_back("end " + finished.record.id);
    running.erase(finished.record.id);
    cases.push_back(std::move(finished.record));
}

model::CaseRecord const& Told::of(std::string const& id) const {
    const auto found = std::find_if(cases.begin(), cases.end(), [&](auto const& one) { return one.id == id; });
    if (found == cases.end()) throw std::runtime_error("nothing was told of " + id);
    return *found;
}

RunBench::RunBench(std::string const& suite) : router(seed) {
    plan.seed = seed;
    plan.rest = {};  // who tests what comes late says so
    plan.lab.lan.static_client = Ipv4Address{0xc0a80064};
    if (!suite.empty()) plan.cases = toy::cases(suite);
    for (auto& scenario : plan.cases) {
        // Who has no line in a case needs no seat in it.
        std::erase_if(scenario.cast, [&](auto const& actor) {
            return std::none_of(scenario.steps.begin(), scenario.steps.end(), [&](auto const& step) {
                auto const* use = std::get_if<model::UseStep>(&step.action);
                return step.written.find("\"" + actor.name + "\"") != std::string::npos ||
                       (use != nullptr && (use->from == actor.name || use->to == actor.name));
            });
        });
        if (std::none_of(scenario.cast.begin(), scenario.cast.end(), [](auto const& actor) { return actor.static_target; }))
            std::erase_if(scenario.needs, [](auto const& need) { return need.kind == model::Need::Kind::static_client; });
    }
}

void RunBench::go() {
    run::Session running(plan, told);
    session = &running;
    Machine machine(running, *this);
    course = toy::run(machine, router, std::exchange(events, {}), start);
    BOOST_REQUIRE_MESSAGE(course.trouble.empty(), course.trouble);
    ended = running.ended();
    accounts = running.accounts();
    timeline = running.timeline();
    preflight_failed = running.preflight_failed();
    session = nullptr;
}

std::string plain_case(std::string const& id, std::string const& more) {
    return toy::case_text(id, R"({ use = "udp", as = "u", from = "alice", to = "server", src_port = 4000, dst_port = 5000 },
      { send = "udp", on = "u", at = "alice", as = "out" },
      { expect = "udp", on = "u", at = "server", probe = "out" },
      { send = "udp", on = "u", at = "server", as = "back" },
      { expect = "udp", on = "u", at = "alice", probe = "back" })",
                          more);
}

bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace run_bench
