// How a case goes from step to step, and how absence is known. The steps themselves: script_use.cpp, script_send.cpp and so on.
#include "harness/engine/script.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/emit.hpp"

#include "generator/proto/ike.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

/// All frames of a case are kept until it ends, so there is an end to them: so many, and so many more for each one that was sent.
constexpr std::size_t frames_for_nothing = 5000;
constexpr std::size_t frames_for_one = 16;

}  // namespace

CaseEngine::Script::Script(model::Case const& scenario, std::vector<model::Host> hosts, Facts const& facts)
    : state_(scenario, std::move(hosts), facts) {
    record_.id = scenario.id;
    record_.name = scenario.name();
    record_.group = scenario.group;
    record_.suite = scenario.suite;
    record_.title = scenario.title;
    record_.about = scenario.about;
    record_.claims = scenario.claims;
    for (std::size_t at = 0; at < scenario.steps.size(); ++at) {
        model::StepRecord step;
        step.number = static_cast<unsigned>(at + 1);
        step.written = scenario.steps[at].written;
        step.spot = scenario.steps[at].spot;
        record_.steps.push_back(std::move(step));
    }
    looks_back_ = !scenario.classes.empty() || std::any_of(scenario.steps.begin(), scenario.steps.end(), [](auto const& step) {
        return std::holds_alternative<model::NeverStep>(step.action);
    });
    for (auto const& host : state_.hosts) record_.hosts.emplace_back(host.actor, to_string(host.address));
}

void CaseEngine::Script::start(Instant now) {
    began_ = now;
    step_began_ = now;
    state_.step = 1;
    advance(now);
}

void CaseEngine::Script::receive(Side side, View frame, Instant at, bool checksum_ready, std::uint64_t number, bool at_open_port) {
    if (done()) return;
    if (resting()) conclude(at);
    if (done()) return;
    take_frame(state_, side, frame, at, checksum_ready, number, at_open_port);
    if (const auto received = state_.evidence.size() - sent_; received > frames_for_nothing + frames_for_one * sent_)
        return abandon(fmt::format("{} frames came for {} that were sent: the router multiplies frames, or a loop does", received, sent_),
                       at);
    if (!resting()) advance(at);
}

void CaseEngine::Script::wake(Instant now) {
    if (done()) return;
    if (resting()) return conclude(now);
    tick(now);
    advance(now);
}

void CaseEngine::Script::tick(Instant now) {
    state_.sentinel.wake(now, state_.facts);
    state_.control.wake(now);
    for (std::size_t at = 0; at < state_.flows.size(); ++at) {
        auto& flow = state_.flows[at];
        if (!flow.tcp) continue;
        for (auto* endpoint : {&flow.tcp->client, &flow.tcp->server})
            if (const auto due = endpoint->wake_at(); due && *due <= now) endpoint->wake(now);
        drain_tcp(state_, at, std::nullopt, now);
    }
    wake_dialogues(state_, now);
}

std::optional<Instant> CaseEngine::Script::wake_at() const {
    if (done()) return std::nullopt;
    if (resting()) return timer_;
    auto at = sooner(sooner(sooner(watch_at_, timer_), leave_until_), state_.control.wake_at());
    at = sooner(at, state_.sentinel.wake_at(state_.facts.margin));
    at = sooner(at, dialogues_wake_at(state_));
    for (auto const& flow : state_.flows)
        if (flow.tcp) at = sooner(at, sooner(flow.tcp->client.wake_at(), flow.tcp->server.wake_at()));
    return at;
}

std::vector<Outgoing> CaseEngine::Script::take_frames() {
    std::vector<Outgoing> frames;
    sent_ += state_.outgoing.size();
    for (auto& out : state_.outgoing) frames.push_back({out.side, std::move(out.frame), out.evidence});
    state_.outgoing.clear();
    return frames;
}

void CaseEngine::Script::advance(Instant now) {
    while (phase_ == Phase::steps) {
        if (step_ == state_.scenario.steps.size()) {
            begin_settling(now);
            break;
        }
        const auto progress = run_step(now);
        if (progress == Progress::waiting) break;
        if (progress == Progress::ended) begin_settling(now);
    }
    if (phase_ == Phase::settle || phase_ == Phase::linger || phase_ == Phase::control || phase_ == Phase::farewell) conclude(now);
    for (const auto exchange : state_.control.take_pings()) send_control_ping(state_, exchange, now);
    while (const auto copy = state_.sentinel.take_ping()) send_ping(state_, *copy, now);
}

CaseEngine::Script::Progress CaseEngine::Script::run_step(Instant now) {
    return std::visit([&](auto const& step) { return run(step, now); }, state_.scenario.steps[step_].action);
}

CaseEngine::Script::Progress CaseEngine::Script::finish_step(model::StepStatus status, std::string detail, Instant now) {
    auto& step = record();
    step.status = status;
    step.detail = std::move(detail);
    step.began = step_began_ - began_;
    step.took = now - step_began_;
    ++step_;
    state_.step = static_cast<unsigned>(step_ + 1);
    step_began_ = now;
    entered_ = false;
    watch_at_.reset();
    timer_.reset();
    matched_ = 0;
    repeats_ = 0;
    state_.sentinel.stop();
    return Progress::next;
}

CaseEngine::Script::Progress CaseEngine::Script::fail_case(model::Outcome outcome, std::string reason, model::StepStatus status,
                                                           Instant now) {
    outcome_ = outcome;
    record_.reason = fmt::format("step {}: {}", step_ + 1, reason);
    (void)finish_step(status, std::move(reason), now);
    return Progress::ended;
}

// --- absence

std::optional<CaseEngine::Script::Progress> CaseEngine::Script::unless_proven(Absence known, std::string_view doubt, Instant now) {
    if (known == Absence::proven) return std::nullopt;
    if (known == Absence::unknown) return Progress::waiting;
    return fail_case(model::Outcome::undetermined, std::string(doubt), model::StepStatus::undetermined, now);
}

CaseEngine::Script::Absence CaseEngine::Script::absence(Side from, Instant now) {
    if (!watch_at_ && !state_.sentinel.running()) {
        // Most arrivals come at once: asking the sentinel only after a margin keeps it off the wire where it is not needed.
        watch_at_ = now + state_.facts.margin;
        return Absence::unknown;
    }
    if (watch_at_ && now >= *watch_at_) {
        watch_at_.reset();
        state_.sentinel.start(now);
        state_.sentinel.wake(now, state_.facts);
    }
    if (state_.sentinel.dead()) return Absence::path_dead;
    return state_.sentinel.passed(from, now, state_.facts.margin) && !tcp_still_trying() ? Absence::proven : Absence::unknown;
}

bool CaseEngine::Script::tcp_still_trying() const {
    return std::any_of(state_.flows.begin(), state_.flows.end(), [](auto const& flow) {
        if (!flow.tcp) return false;
        const auto trying = [](flow::TcpEndpoint const& endpoint) {
            return !endpoint.gave_up() && !endpoint.everything_acknowledged() && endpoint.state() != flow::TcpEndpoint::State::reset;
        };
        return trying(flow.tcp->client) || trying(flow.tcp->server);
    });
}

Side CaseEngine::Script::side_of_peer(std::string_view actor) const {
    auto const* host = state_.host(actor);
    return host == nullptr ? Side::lan : other(host->side);
}

std::string CaseEngine::Script::where_instead(std::string_view message, std::string_view on, std::string_view at) const {
    for (auto const& arrival : state_.arrivals) {
        if (arrival.claimed || arrival.actor == at || proto::wire_shape(arrival.message) != proto::wire_shape(message)) continue;
        if (!on.empty() && arrival.flow && state_.flows[*arrival.flow].name != on) continue;
        return fmt::format("; it arrived at {} instead", arrival.actor.empty() ? "an unknown host" : arrival.actor);
    }
    return {};
}

}  // namespace tsuka::engine
