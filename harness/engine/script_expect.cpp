// `expect`: what has come is looked at, and what has not is waited for until it is known not to come. See script.hpp.
#include "harness/engine/script.hpp"

#include "generator/proto/ike.hpp"
#include "generator/proto/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

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

CaseEngine::Script::Progress CaseEngine::Script::run(model::ExpectStep const& step, Instant now) {
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

}  // namespace tsuka::engine
