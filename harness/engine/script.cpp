// The steps of a case: see script.hpp.
#include "harness/engine/script.hpp"

#include "generator/proto/ike.hpp"
#include "generator/proto/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

using flow::Speaker;

constexpr unsigned most_repeats = 2;  // a set-up message is sent three times before it counts as lost

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

std::optional<Instant> sooner(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a) return b;
    return b ? std::min(*a, *b) : a;
}

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
    for (auto const& host : state_.hosts) record_.hosts.emplace_back(host.actor, to_string(host.address));
}

void CaseEngine::Script::start(Instant now) {
    began_ = now;
    step_began_ = now;
    state_.step = 1;
    advance(now);
}

void CaseEngine::Script::receive(Side side, View frame, Instant at, bool checksum_ready) {
    if (done()) return;
    take_frame(state_, side, frame, at, checksum_ready);
    advance(at);
}

void CaseEngine::Script::wake(Instant now) {
    if (done()) return;
    tick(now);
    advance(now);
}

void CaseEngine::Script::tick(Instant now) {
    state_.sentinel.wake(now, state_.facts);
    for (std::size_t at = 0; at < state_.flows.size(); ++at) {
        auto& flow = state_.flows[at];
        if (!flow.tcp) continue;
        for (auto* endpoint : {&flow.tcp->client, &flow.tcp->server})
            if (const auto due = endpoint->wake_at(); due && *due <= now) endpoint->wake(now);
        drain_tcp(state_, at, std::nullopt, now);
    }
}

std::optional<Instant> CaseEngine::Script::wake_at() const {
    if (done()) return std::nullopt;
    auto at = sooner(watch_at_, timer_);
    at = sooner(at, state_.sentinel.wake_at(state_.facts.margin));
    for (auto const& flow : state_.flows)
        if (flow.tcp) at = sooner(at, sooner(flow.tcp->client.wake_at(), flow.tcp->server.wake_at()));
    return at;
}

std::vector<Outgoing> CaseEngine::Script::take_frames() {
    std::vector<Outgoing> frames;
    for (auto const& out : state_.outgoing) frames.push_back({out.side, state_.evidence[out.evidence].frame, out.evidence});
    state_.outgoing.clear();
    return frames;
}

void CaseEngine::Script::advance(Instant now) {
    while (phase_ == Phase::steps) {
        if (step_ == state_.scenario.steps.size()) {
            begin_settling(now);
            break;
        }
        const auto progress = run(now);
        if (progress == Progress::waiting) break;
        if (progress == Progress::ended) begin_settling(now);
    }
    if (phase_ == Phase::settle || phase_ == Phase::linger) conclude(now);
    while (const auto copy = state_.sentinel.take_ping()) send_ping(state_, *copy, now);
}

CaseEngine::Script::Progress CaseEngine::Script::run(Instant now) {
    return std::visit(
        Overloaded{[&](model::UseStep const& step) { return use(step, now); }, [&](model::SendStep const& step) { return send(step, now); },
                   [&](model::ExpectStep const& step) { return expect(step, now); },
                   [&](model::NeverStep const& step) { return never(step, now); },
                   [&](model::WaitStep const& step) { return wait(step, now); }},
        state_.scenario.steps[step_].action);
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

// --- use

CaseEngine::Script::Progress CaseEngine::Script::use(model::UseStep const& step, Instant now) {
    if (!entered_) {
        auto opened = open_flow(state_, step);
        if (!opened) return fail_case(model::Outcome::error, opened.error().what, model::StepStatus::failed, now);
        flow_ = *opened;
        opening_ = 0;
        opening_sent_ = false;
        entered_ = true;
        if (needs_tcp(state_.flows[flow_])) connect_tcp(state_, flow_, now);
    }
    if (state_.flows[flow_].tcp && state_.flows[flow_].tcp->client.state() != flow::TcpEndpoint::State::established)
        return use_tcp(step, now);
    return use_opening(step, now);
}

CaseEngine::Script::Progress CaseEngine::Script::use_failed(model::UseStep const& step, std::string const& what, Instant now) {
    // A set-up that is itself what the case is about violates it; otherwise nothing is known about what the case asks.
    const bool judged = step.judged;
    return fail_case(judged ? model::Outcome::violated : model::Outcome::undetermined, judged ? what : "set-up: " + what,
                     judged ? model::StepStatus::failed : model::StepStatus::undetermined, now);
}

CaseEngine::Script::Progress CaseEngine::Script::use_tcp(model::UseStep const& step, Instant now) {
    auto const& tcp = *state_.flows[flow_].tcp;
    if (tcp.client.state() == flow::TcpEndpoint::State::reset)
        return use_failed(step, fmt::format("the TCP connection from {} to {} was reset", step.from, step.to), now);
    switch (absence(state_.host(step.from)->side, now)) {
        case Absence::unknown:
            return Progress::waiting;
        case Absence::path_dead:
            return fail_case(model::Outcome::undetermined, "set-up: the router stopped forwarding even plain UDP",
                             model::StepStatus::undetermined, now);
        case Absence::proven:
            break;
    }
    const auto what = tcp.seen ? fmt::format("the SYN/ACK of {} did not come back to {}", step.to, step.from)
                               : fmt::format("the TCP SYN of {} did not reach {}, while plain UDP passes", step.from, step.to);
    return use_failed(step, what, now);
}

CaseEngine::Script::Progress CaseEngine::Script::use_opening(model::UseStep const& step, Instant now) {
    const auto opening = state_.flows[flow_].conversation->opening();
    while (opening_ < opening.size()) {
        auto const& part = opening[opening_];
        const auto name = fmt::format("{}:{}", step.as, part.message);
        if (!opening_sent_) {
            model::SendStep message;
            message.message = std::string(part.message);
            message.on = step.as;
            if (part.over != 0) {
                model::Term over;
                over.number = part.over;
                message.fields.push_back({"over", over});
            }
            if (auto sent = send_probe(state_, message, name, flow_, part.speaker, true, now); !sent)
                return fail_case(model::Outcome::error, sent.error().what, model::StepStatus::failed, now);
            opening_sent_ = true;
        }
        auto const& probe = state_.probes.back();
        const bool arrived =
            std::any_of(probe.arrivals.begin(), probe.arrivals.end(), [&](auto at) { return state_.arrivals[at].actor == probe.receiver; });
        if (arrived) {
            for (auto at : probe.arrivals) state_.arrivals[at].claimed = true;
            ++opening_;
            opening_sent_ = false;
            repeats_ = 0;
            watch_at_.reset();
            state_.sentinel.stop();
            continue;
        }
        const auto known = probe.unsent.empty() ? absence(state_.host(probe.sender)->side, now) : Absence::proven;
        if (known == Absence::unknown) return Progress::waiting;
        if (known == Absence::path_dead)
            return fail_case(model::Outcome::undetermined, "set-up: the router stopped forwarding even plain UDP",
                             model::StepStatus::undetermined, now);
        if (probe.unsent.empty() && !state_.flows[flow_].tcp && repeats_++ < most_repeats) {
            repeat_probe(state_, probe, now);
            state_.sentinel.stop();
            continue;
        }
        const auto why = probe.unsent.empty() ? std::string("while plain UDP passes") : probe.unsent;
        return use_failed(step, fmt::format("{} from {} did not reach {}, {}", part.message, probe.sender, probe.receiver, why), now);
    }
    return finish_step(model::StepStatus::done, {}, now);
}

// --- send

CaseEngine::Script::Absence CaseEngine::Script::await_earlier(std::string_view actor, Instant now) {
    const auto open = [&](Probe const& probe) {
        return probe.receiver == actor && probe.unsent.empty() && !probe.held && !probe.lost && probe.arrivals.empty();
    };
    if (std::none_of(state_.probes.begin(), state_.probes.end(), open)) return Absence::proven;
    const auto known = absence(side_of_peer(actor), now);
    if (known == Absence::proven)
        for (auto& probe : state_.probes) probe.lost = probe.lost || open(probe);
    return known;
}

CaseEngine::Script::Progress CaseEngine::Script::send(model::SendStep const& step, Instant now) {
    const auto flow = state_.find_flow(step.on);
    if (!flow) return fail_case(model::Outcome::error, fmt::format("no flow is called '{}'", step.on), model::StepStatus::failed, now);
    // Nobody speaks before it is known what has reached them: an answer goes to where its question came from.
    switch (await_earlier(step.at, now)) {
        case Absence::unknown:
            return Progress::waiting;
        case Absence::path_dead:
            return fail_case(model::Outcome::undetermined, "the router stopped forwarding even plain UDP", model::StepStatus::undetermined,
                             now);
        case Absence::proven:
            break;
    }
    const auto speaker = state_.flows[*flow].client == step.at ? Speaker::client : Speaker::server;
    const auto first = state_.probes.size();
    if (auto sent = send_probe(state_, step, step.as, *flow, speaker, false, now); !sent)
        return fail_case(model::Outcome::error, sent.error().what, model::StepStatus::failed, now);
    for (auto at = first; at < state_.probes.size(); ++at)
        if (!state_.probes[at].unsent.empty())
            return finish_step(model::StepStatus::undetermined, "not sent: " + state_.probes[at].unsent, now);
    return finish_step(model::StepStatus::done, {}, now);
}

// --- expect

std::optional<std::size_t> CaseEngine::Script::find_arrival(std::string_view message, std::string_view on, std::string_view at,
                                                            std::string_view probe, bool unclaimed) const {
    for (std::size_t index = 0; index < state_.arrivals.size(); ++index) {
        auto const& arrival = state_.arrivals[index];
        if (arrival.actor != at || (unclaimed && arrival.claimed) || proto::wire_shape(arrival.message) != proto::wire_shape(message))
            continue;
        if (!on.empty() && (!arrival.flow || state_.flows[*arrival.flow].name != on)) continue;
        if (!probe.empty() && (!arrival.probe || state_.probes[*arrival.probe].name != probe)) continue;
        if (arrival.probe && state_.probes[*arrival.probe].receiver != at) continue;
        return index;
    }
    return std::nullopt;
}

bool CaseEngine::Script::check_fields(Arrival const& arrival, std::vector<model::FieldConstraint> const& fields,
                                      model::Constraint const& payload) {
    auto const* probe = arrival.probe ? &state_.probes[*arrival.probe] : nullptr;
    bool all = true;
    for (auto const& constraint : fields) {
        auto const* sent = probe == nullptr ? nullptr : probe->sent.find(constraint.field);
        record().checks.push_back(compare(constraint, arrival.reading.find(constraint.field), sent, arrival.validity, state_.scope()));
        all = all && record().checks.back().holds;
    }
    for (auto const& term : payload) {
        model::Check check{"payload", term.written, arrival.payload_same ? "as sent" : "altered", false};
        check.holds = probe != nullptr && arrival.payload_same == (term.kind == model::Term::Kind::same);
        record().checks.push_back(check);
        all = all && check.holds;
    }
    return all;
}

CaseEngine::Script::Progress CaseEngine::Script::expect(model::ExpectStep const& step, Instant now) {
    while (const auto found = find_arrival(step.message, step.on, step.at, step.probe, true)) {
        auto& arrival = state_.arrivals[*found];
        arrival.claimed = true;
        record().checks.push_back({"arrives", fmt::format("{} at {}", step.message, step.at), "arrived", true});
        if (!check_fields(arrival, step.fields, step.payload)) {
            auto const& checks = record().checks;
            const auto wrong = std::find_if(checks.begin(), checks.end(), [](auto const& check) { return !check.holds; });
            return fail_case(
                model::Outcome::violated,
                fmt::format("{} at {}: {} is {}, expected {}", step.message, step.at, wrong->what, wrong->found, wrong->wanted),
                model::StepStatus::failed, now);
        }
        if (++matched_ >= step.times) return finish_step(model::StepStatus::held, {}, now);
    }
    if (step.within && !timer_) timer_ = now + *step.within;
    if (timer_ && now < *timer_) return Progress::waiting;
    timer_.reset();
    const auto known = absence(side_of_peer(step.at), now);
    if (known == Absence::unknown) return Progress::waiting;
    if (known == Absence::path_dead)
        return fail_case(model::Outcome::undetermined,
                         "the router stopped forwarding even plain UDP, so nothing can be said of what is missing",
                         model::StepStatus::undetermined, now);
    const auto unsent = std::find_if(state_.probes.begin(), state_.probes.end(), [&](auto const& probe) {
        return !probe.unsent.empty() && probe.receiver == step.at && (step.probe.empty() || probe.name == step.probe) &&
               probe.message->name == step.message;
    });
    if (unsent != state_.probes.end())
        return fail_case(model::Outcome::undetermined, fmt::format("{} was never sent: {}", step.message, unsent->unsent),
                         model::StepStatus::undetermined, now);
    const auto wanted = step.times > 1 ? fmt::format("{} of {}", matched_, step.times) : std::string("did not arrive");
    record().checks.push_back({"arrives", fmt::format("{} at {}", step.message, step.at), wanted, false});
    missed_ = Missed{step.message, step.on, step.at, step.probe, now};
    return fail_case(model::Outcome::violated,
                     fmt::format("{} did not arrive at {}, while the control flow passes{}", step.message, step.at,
                                 where_instead(step.message, step.on, step.at)),
                     model::StepStatus::failed, now);
}

// --- never, wait

CaseEngine::Script::Progress CaseEngine::Script::never(model::NeverStep const& step, Instant now) {
    if (!entered_) {
        entered_ = true;
        if (step.during) timer_ = now + *step.during;
    }
    for (auto const& arrival : state_.arrivals) {
        if (arrival.actor != step.at || proto::wire_shape(arrival.message) != proto::wire_shape(step.message)) continue;
        if (!step.on.empty() && (!arrival.flow || state_.flows[*arrival.flow].name != step.on)) continue;
        if (!step.from.empty() && (!arrival.probe || state_.probes[*arrival.probe].sender != step.from)) continue;
        auto const* sent = arrival.probe ? &state_.probes[*arrival.probe].sent : nullptr;
        const bool described = std::all_of(step.fields.begin(), step.fields.end(), [&](auto const& constraint) {
            return compare(constraint, arrival.reading.find(constraint.field), sent == nullptr ? nullptr : sent->find(constraint.field),
                           arrival.validity, state_.scope())
                .holds;
        });
        // What an expectation at the same place has claimed was wanted there.
        if (!described || arrival.claimed) continue;
        record().checks.push_back({"never", fmt::format("no {} at {}", step.message, step.at), "arrived", false});
        return fail_case(model::Outcome::violated, fmt::format("{} arrived at {}, where it must never be", step.message, step.at),
                         model::StepStatus::failed, now);
    }
    if (timer_ && now < *timer_) return Progress::waiting;
    timer_.reset();
    switch (absence(side_of_peer(step.at), now)) {
        case Absence::unknown:
            return Progress::waiting;
        case Absence::path_dead:
            return fail_case(model::Outcome::undetermined, "silence proves nothing: the control flow did not pass either",
                             model::StepStatus::undetermined, now);
        case Absence::proven:
            break;
    }
    record().checks.push_back({"never", fmt::format("no {} at {}", step.message, step.at), "absent, while the control flow passes", true});
    return finish_step(model::StepStatus::held, {}, now);
}

CaseEngine::Script::Progress CaseEngine::Script::wait(model::WaitStep const& step, Instant now) {
    if (!entered_) {
        entered_ = true;
        timer_ = now + step.duration;
    }
    return now < *timer_ ? Progress::waiting : finish_step(model::StepStatus::done, {}, now);
}

}  // namespace tsuka::engine
