// `send`, `expect`, `never`, `wait` and `close`. See script.hpp.
#include "harness/engine/script.hpp"

#include "generator/proto/ike.hpp"
#include "generator/proto/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

using flow::Speaker;

}  // namespace

CaseEngine::Script::Absence CaseEngine::Script::await_earlier(std::string_view actor, Instant now) {
    const auto open = [&](Probe const& probe) {
        return probe.receiver == actor && probe.unsent.empty() && !probe.held && !probe.lost &&
               probe.arrivals.size() < std::max(probe.copies, 1U);
    };
    // A series of thousands of copies is looked through once, not once for each copy.
    const auto closed = [](Probe const& probe) {
        return !probe.unsent.empty() || probe.lost || (!probe.held && probe.arrivals.size() >= std::max(probe.copies, 1U));
    };
    while (state_.closed < state_.probes.size() && closed(state_.probes[state_.closed])) ++state_.closed;
    const auto from = state_.probes.begin() + static_cast<std::ptrdiff_t>(state_.closed);
    if (std::none_of(from, state_.probes.end(), open)) return Absence::proven;
    const auto known = absence(side_of_peer(actor), now);
    if (known == Absence::proven) std::for_each(from, state_.probes.end(), [&](auto& probe) { probe.lost = probe.lost || open(probe); });
    return known;
}

bool CaseEngine::Script::may_follow(std::string_view actor, std::size_t flow, Instant now) {
    auto const* host = state_.host(actor);
    const auto in_front = [&](Probe const& probe) {
        // Part of a datagram goes nowhere before the rest, and TCP keeps its own order.
        const bool under_way = !probe.awaited && !probe.lost && !probe.held && probe.unsent.empty() && probe.copies > 0 &&
                               probe.arrivals.size() < probe.copies && !probe.in_stream();
        auto const* sender = under_way ? state_.host(probe.sender) : nullptr;
        if (sender == nullptr || host == nullptr || sender->side != host->side) return false;
        // Two flows of one computer may take different ways through a machine with several processors, and what a router maps first
        // decides.
        const bool beside = probe.flow != flow && host->side == Side::lan;
        return probe.sender != actor || beside || (probe.opens_path && probe.flow == flow);
    };
    const auto from = state_.probes.begin() + static_cast<std::ptrdiff_t>(state_.closed);
    if (host == nullptr || std::none_of(from, state_.probes.end(), in_front)) return true;
    // A path that is dead keeps nobody from speaking.
    if (absence(host->side, now) == Absence::unknown) return false;
    std::for_each(from, state_.probes.end(), [&](auto& probe) { probe.awaited = probe.awaited || in_front(probe); });
    return true;
}

std::optional<CaseEngine::Script::Progress> CaseEngine::Script::unless_proven(Absence known, std::string_view doubt, Instant now) {
    if (known == Absence::proven) return std::nullopt;
    if (known == Absence::unknown) return Progress::waiting;
    return fail_case(model::Outcome::undetermined, std::string(doubt), model::StepStatus::undetermined, now);
}

CaseEngine::Script::Progress CaseEngine::Script::send(model::SendStep const& step, Instant now) {
    const auto flow = state_.find_flow(step.on);
    if (!flow) return fail_case(model::Outcome::error, fmt::format("no flow is called '{}'", step.on), model::StepStatus::failed, now);
    if (state_.flows[*flow].shut) {
        state_.unsent.try_emplace(step.as, "its conversation did not open");
        return finish_step(model::StepStatus::undetermined, "not sent: its conversation did not open", now);
    }
    if (timer_ && now < *timer_) return Progress::waiting;
    // Nobody speaks before it is known what has reached them: an answer goes to where its question came from, and an error is about
    // what has reached somebody on that side.
    const auto quoted = step.quote.empty() ? std::nullopt : quoted_probe(state_, step.quote);
    const auto known = entered_ ? Absence::proven : await_earlier(quoted ? state_.probes[*quoted].receiver : step.at, now);
    if (const auto open = unless_proven(known, "the router stopped forwarding even plain UDP", now)) return *open;
    if (!entered_) {
        // Nor does it follow another client at the wire's pace, where a switch or a second processor may let it overtake.
        if (!may_follow(step.at, *flow, now)) return Progress::waiting;
        entered_ = true;
        watch_at_.reset();
        state_.sentinel.stop();
    }
    return send_copies(step, *flow, now);
}

CaseEngine::Script::Progress CaseEngine::Script::send_copies(model::SendStep const& step, std::size_t flow, Instant now) {
    const auto speaker = state_.flows[flow].client == step.at ? Speaker::client : Speaker::server;
    const bool spread = step.every > Duration::zero();
    const bool again = !step.again.empty();
    // Of a burst the first goes alone where nothing has gone before it: no client begins with a burst, and routers lose packets of one
    // while they are still making an entry for the first.
    const unsigned due = spread || matched_ == 0 ? 1 : step.times - matched_;
    if (matched_ == 1 && !spread && !may_follow(step.at, flow, now)) return Progress::waiting;
    auto sent = again ? send_again(state_, step, now) : send_probe(state_, step, step.as, flow, speaker, due, now);
    if (!sent) return not_sent(sent.error().what, now);
    if (const auto unsent = state_.unsent.find(again ? step.again : step.as); unsent != state_.unsent.end())
        return finish_step(model::StepStatus::undetermined, "not sent: " + unsent->second, now);
    matched_ += due;
    if (matched_ >= step.times) return finish_step(model::StepStatus::done, {}, now);
    if (!spread) return send_copies(step, flow, now);
    timer_ = timer_.value_or(now) + step.every;
    return Progress::waiting;
}

/// What is too large for this lab is no fault, neither of the router nor of ours.
CaseEngine::Script::Progress CaseEngine::Script::not_sent(std::string const& why, Instant now) {
    const bool skip = !state_.does_not_fit.empty();
    return fail_case(skip ? model::Outcome::skipped : model::Outcome::error, why,
                     skip ? model::StepStatus::not_reached : model::StepStatus::failed, now);
}

bool CaseEngine::Script::all_claimed(std::size_t index) const {
    auto const& probe = state_.probes[index];
    const auto claimed = std::count_if(probe.arrivals.begin(), probe.arrivals.end(), [&](auto at) { return state_.arrivals[at].claimed; });
    return static_cast<std::size_t>(claimed) >= std::max(probe.copies, 1U);
}

std::optional<std::size_t> CaseEngine::Script::find_arrival(std::string_view message, std::string_view on, std::string_view at,
                                                            std::string_view probe, bool unclaimed) const {
    for (std::size_t index = unclaimed ? claimed_ : 0; index < state_.arrivals.size(); ++index) {
        auto const& arrival = state_.arrivals[index];
        if (arrival.actor != at || (unclaimed && arrival.claimed) || proto::wire_shape(arrival.message) != proto::wire_shape(message))
            continue;
        if (!on.empty() && (!arrival.flow || state_.flows[*arrival.flow].name != on)) continue;
        if (!probe.empty() && (!arrival.probe || state_.probes[*arrival.probe].name != probe)) continue;
        if (arrival.probe && state_.probes[*arrival.probe].receiver != at) continue;
        // A copy more than were sent is a fault of its own, and not the message that is still wanted.
        if (unclaimed && arrival.probe && all_claimed(*arrival.probe)) continue;
        return index;
    }
    return std::nullopt;
}

bool CaseEngine::Script::check_fields(Arrival const& arrival, std::vector<model::FieldConstraint> const& fields,
                                      model::Constraint const& payload) {
    auto const* probe = arrival.probe ? &state_.probes[*arrival.probe] : nullptr;
    bool all = true;
    for (auto const& constraint : fields) {
        auto const* sent = probe == nullptr ? nullptr : probe->sent().find(constraint.field);
        record().checks.push_back(
            compare(constraint, arrival.reading.find(constraint.field), sent, arrival.validity, state_.scope(arrival.at)));
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
    if (!step.answers.empty()) return await_answer(step, now);
    while (const auto found = find_arrival(step.message, step.on, step.at, step.probe, true)) {
        auto& arrival = state_.arrivals[*found];
        arrival.claimed = true;
        while (claimed_ < state_.arrivals.size() && state_.arrivals[claimed_].claimed) ++claimed_;
        record().checks.push_back({"arrives", step.message + " at " + step.at, "arrived", true});
        if (!check_fields(arrival, step.fields, step.payload)) {
            auto const& checks = record().checks;
            const auto wrong = std::find_if(checks.begin(), checks.end(), [](auto const& check) { return !check.holds; });
            return fail_case(model::Outcome::violated,
                             fmt::format("{} at {}: {} is {}, expected {}{}", step.message, step.at, wrong->what, wrong->found,
                                         wrong->wanted, arrival.probe ? place_in_series(step, *arrival.probe) : std::string{}),
                             model::StepStatus::failed, now);
        }
        if (arrival.probe && *arrival.probe >= readings_kept) state_.probes[*arrival.probe].forget();
        if (!looks_back_ && arrival.reading.number("ip.protocol") != 6) arrival.reading = {};  // a refused `use` asks for segments
        if (++matched_ >= step.times) return finish_series(step, now);
    }
    if (!entered_) {
        entered_ = true;
        if (step.within) timer_ = now + *step.within;
    }
    if (timer_ && now < *timer_) return Progress::waiting;
    timer_.reset();
    if (const auto open = unless_proven(absence(side_of_peer(step.at), now),
                                        "the router stopped forwarding even plain UDP, so nothing can be said of what is missing", now))
        return *open;
    // One packet lost of many is what a path does; it is told, and a case of its own asks for none.
    if (step.least > 0 && matched_ >= step.least) return finish_series(step, now);
    return expect_missed(step, now);
}

CaseEngine::Script::Progress CaseEngine::Script::finish_series(model::ExpectStep const& step, Instant now) {
    if (step.order) {
        const auto late = overtaken(step);
        record().checks.push_back({"order", "as sent", late.empty() ? "as sent" : late, late.empty()});
        if (!late.empty())
            return fail_case(model::Outcome::violated, fmt::format("{} at {}: {}", step.message, step.at, late), model::StepStatus::failed,
                             now);
    }
    return finish_step(
        model::StepStatus::held,
        matched_ < step.times ? fmt::format("{} of {} arrived, and {} are enough", matched_, step.times, step.least) : std::string{}, now);
}

/// Which copy of a series is the first that is wrong, or missing: a router's fast path is not there from the first one on. Empty: it is no
/// series, or the very first.
std::string CaseEngine::Script::place_in_series(model::ExpectStep const& step, std::size_t wrong) const {
    std::size_t copy = 0;
    for (std::size_t at = 0; at <= wrong; ++at) copy += state_.probes[at].name == state_.probes[wrong].name ? 1U : 0U;
    if (step.times == 1 || copy == 1 || matched_ + 1 < copy) return {};
    return fmt::format(" (copy {} of {}, the first that is not right)", copy, step.times);
}

/// "copy 20 arrived after copy 21"; nothing when the copies of the probe arrived in the order in which they were sent.
std::string CaseEngine::Script::overtaken(model::ExpectStep const& step) const {
    std::vector<std::size_t> copies;
    for (std::size_t at = 0; at < state_.probes.size(); ++at)
        if (state_.probes[at].name == step.probe) copies.push_back(at);
    std::size_t latest = 0;
    for (auto const& arrival : state_.arrivals) {
        if (!arrival.probe || arrival.actor != step.at) continue;
        const auto copy = std::find(copies.begin(), copies.end(), *arrival.probe);
        if (copy == copies.end()) continue;
        const auto number = static_cast<std::size_t>(copy - copies.begin()) + 1;
        if (number < latest) return fmt::format("copy {} arrived after copy {}", number, latest);
        latest = number;
    }
    return {};
}

/// What was expected is known not to come: because it was never sent, or because the router did not let it through.
CaseEngine::Script::Progress CaseEngine::Script::expect_missed(model::ExpectStep const& step, Instant now) {
    const auto is_wanted = [&](Probe const& probe) {
        return probe.receiver == step.at && (step.probe.empty() || probe.name == step.probe) && probe.message->name == step.message;
    };
    const auto unsent = std::find_if(state_.probes.begin(), state_.probes.end(),
                                     [&](auto const& probe) { return !probe.unsent.empty() && is_wanted(probe); });
    if (unsent != state_.probes.end())
        return fail_case(model::Outcome::undetermined, fmt::format("{} was never sent: {}", step.message, unsent->unsent),
                         model::StepStatus::undetermined, now);
    const auto held =
        std::find_if(state_.probes.begin(), state_.probes.end(), [&](auto const& probe) { return probe.held && is_wanted(probe); });
    if (held != state_.probes.end())
        return fail_case(model::Outcome::error,
                         fmt::format("'{}' is still held back: coalesce = true needs a later send of the same flow and actor", held->name),
                         model::StepStatus::failed, now);
    const auto wanted = step.times > 1 ? fmt::format("{} of {}", matched_, step.times) : std::string("did not arrive");
    record().checks.push_back({"arrives", fmt::format("{} at {}", step.message, step.at), wanted, false});
    missed_ = Missed{step.message, step.on, step.at, step.probe, now};
    const auto missing = std::find_if(state_.probes.begin(), state_.probes.end(),
                                      [&](auto const& probe) { return is_wanted(probe) && probe.arrivals.empty(); });
    return fail_case(
        model::Outcome::violated,
        fmt::format("{} did not arrive at {}, {}{}{}", step.message, step.at,
                    tcp_was_reset(step.on) ? "because the TCP connection was reset" : "while the control flow passes",
                    where_instead(step.message, step.on, step.at),
                    missing == state_.probes.end() ? std::string{}
                                                   : place_in_series(step, static_cast<std::size_t>(missing - state_.probes.begin()))),
        model::StepStatus::failed, now);
}

bool CaseEngine::Script::tcp_was_reset(std::string_view name) const {
    const auto flow = state_.find_flow(name);
    if (!flow || !state_.flows[*flow].tcp) return false;
    auto const& tcp = *state_.flows[*flow].tcp;
    return tcp.client.state() == flow::TcpEndpoint::State::reset || tcp.server.state() == flow::TcpEndpoint::State::reset;
}

bool CaseEngine::Script::forbidden(model::NeverStep const& step, Arrival const& arrival) const {
    // What an expectation at the same place has claimed was wanted there.
    if (arrival.foreign && !arrival.probe) return false;
    if (arrival.claimed || arrival.actor != step.at || proto::wire_shape(arrival.message) != proto::wire_shape(step.message)) return false;
    if (!step.on.empty() && (!arrival.flow || state_.flows[*arrival.flow].name != step.on)) return false;
    if (!step.from.empty() && (!arrival.probe || state_.probes[*arrival.probe].sender != step.from)) return false;
    auto const* sent = arrival.probe ? &state_.probes[*arrival.probe].sent() : nullptr;
    auto symbols = state_.symbols;  // looking at what may be something else binds nothing
    const Scope scope{state_.facts_at(arrival.at), state_.hosts, symbols};
    return std::all_of(step.fields.begin(), step.fields.end(), [&](auto const& constraint) {
        return compare(constraint, arrival.reading.find(constraint.field), sent == nullptr ? nullptr : sent->find(constraint.field),
                       arrival.validity, scope)
            .holds;
    });
}

CaseEngine::Script::Progress CaseEngine::Script::never(model::NeverStep const& step, Instant now) {
    if (!entered_) {
        entered_ = true;
        if (step.during) timer_ = now + *step.during;
    }
    for (auto const& arrival : state_.arrivals) {
        if (!forbidden(step, arrival)) continue;
        record().checks.push_back({"never", fmt::format("no {} at {}", step.message, step.at), "arrived", false});
        return fail_case(model::Outcome::violated, fmt::format("{} arrived at {}, where it must never be", step.message, step.at),
                         model::StepStatus::failed, now);
    }
    if (timer_ && now < *timer_) return Progress::waiting;
    timer_.reset();
    if (const auto open =
            unless_proven(absence(side_of_peer(step.at), now), "silence proves nothing: the control flow did not pass either", now))
        return *open;
    record().checks.push_back({"never", fmt::format("no {} at {}", step.message, step.at), "absent, while the control flow passes", true});
    return finish_step(model::StepStatus::held, {}, now);
}

CaseEngine::Script::Progress CaseEngine::Script::close(model::CloseStep const& step, Instant now) {
    const auto flow = state_.find_flow(step.flow);
    if (!flow || !state_.flows[*flow].tcp)
        return fail_case(model::Outcome::error, fmt::format("no TCP flow is called '{}'", step.flow), model::StepStatus::failed, now);
    auto& tcp = *state_.flows[*flow].tcp;
    auto& endpoint = state_.flows[*flow].client == step.at ? tcp.client : tcp.server;
    if (!entered_) {
        entered_ = true;
        endpoint.close(now);
        drain_tcp(state_, *flow, std::nullopt, now);
    }
    const bool reset = endpoint.state() == flow::TcpEndpoint::State::reset;
    if (!reset && endpoint.everything_acknowledged()) return finish_step(model::StepStatus::done, {}, now);
    if (!reset && !endpoint.gave_up()) return Progress::waiting;
    return fail_case(model::Outcome::undetermined, fmt::format("nobody acknowledged the FIN of {}", step.at),
                     model::StepStatus::undetermined, now);
}

}  // namespace tsuka::engine
