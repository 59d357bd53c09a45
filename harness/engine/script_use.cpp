// `use`: a conversation is opened and run to the point where a case begins. See script.hpp.
#include "harness/engine/emit.hpp"
#include "harness/engine/incoming.hpp"
#include "harness/engine/script.hpp"
#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

constexpr unsigned most_repeats = 2;  // a set-up message is sent three times before it counts as lost
constexpr const char* no_path = "set-up: the router stopped forwarding even plain UDP";

}  // namespace

CaseEngine::Script::Progress CaseEngine::Script::run(model::UseStep const& step, Instant now) {
    if (!entered_) {
        auto opened = open_flow(state_, step);
        if (!opened) return fail_case(model::Outcome::error, opened.error().what, model::StepStatus::failed, now);
        flow_ = *opened;
        opening_ = 0;
        opening_sent_ = false;
        entered_ = true;
        if (needs_tcp(state_.flows[flow_])) connect_tcp(state_, flow_, now);
        if (step.silent) timer_ = now + *step.silent;
    }
    if (step.refused) return use_refused(step, now);
    if (state_.flows[flow_].tcp && state_.flows[flow_].tcp->client.state() != flow::TcpEndpoint::State::established)
        return use_tcp(step, now);
    return use_opening(step, now);
}

CaseEngine::Script::Progress CaseEngine::Script::use_failed(model::UseStep const& step, std::string const& what, Instant now) {
    if (state_.facts.counting || step.may_stay_closed) {
        state_.flows[flow_].shut = true;
        return finish_step(model::StepStatus::undetermined, what, now);
    }
    // A set-up that is itself what the case is about violates it; otherwise nothing is known about what the case asks.
    const bool judged = step.judged;
    use_missed_ = true;
    return fail_case(judged ? model::Outcome::violated : model::Outcome::undetermined, judged ? what : "set-up: " + what,
                     judged ? model::StepStatus::failed : model::StepStatus::undetermined, now);
}

CaseEngine::Script::Progress CaseEngine::Script::use_tcp(model::UseStep const& step, Instant now) {
    auto const& tcp = *state_.flows[flow_].tcp;
    if (tcp.client.state() == flow::TcpEndpoint::State::reset)
        return use_failed(step, fmt::format("the TCP connection from {} to {} was reset", step.from, step.to), now);
    // Once the SYN has arrived it is the SYN/ACK that is waited for, and that goes the other way.
    const auto client_side = state_.host(step.from)->side;
    const auto known = absence(tcp.seen ? other(client_side) : client_side, now);
    if (const auto open = unless_proven(known, no_path, now)) return *open;
    const auto what = tcp.seen ? fmt::format("the SYN/ACK of {} did not come back to {}", step.to, step.from)
                               : fmt::format("the TCP SYN of {} did not reach {}, while plain UDP passes", step.from, step.to);
    return use_failed(step, what, now);
}

/// A connection that must not come about: the SYN must not reach its host. A reset of the router's own is as good as silence.
CaseEngine::Script::Progress CaseEngine::Script::use_refused(model::UseStep const& step, Instant now) {
    auto const& tcp = *state_.flows[flow_].tcp;
    const auto side = state_.host(step.from)->side;
    // At another host than the one it was for it is no connection, but it has come through all the same.
    const bool elsewhere = std::any_of(state_.arrivals.begin(), state_.arrivals.end(), [&](auto const& arrival) {
        const Ipv4Address to{static_cast<std::uint32_t>(arrival.reading.number("ip.dst").value_or(0))};
        const bool through_entry = arrival.actor.empty() && state_.facts.leads_to(to);
        return arrival.side != side && !through_entry && arrival.reading.number("tcp.seq") == tcp.client.initial_seq();
    });
    if ((tcp.seen || elsewhere) && step.silent)  // forwarding it is no answer of the router's
        return fail_case(model::Outcome::skipped,
                         fmt::format("the TCP SYN of {} was let in, so the router had nothing to answer", step.from),
                         model::StepStatus::not_reached, now);
    if (tcp.seen || elsewhere)
        return fail_case(
            model::Outcome::violated,
            fmt::format("the TCP SYN of {} reached {}, where it must never be", step.from, tcp.seen ? step.to : "another host"),
            model::StepStatus::failed, now);
    if (timer_ && now < *timer_) {
        const auto answer = answered_early(step);
        return answer.empty() ? Progress::waiting : fail_case(model::Outcome::violated, answer, model::StepStatus::failed, now);
    }
    timer_.reset();
    if (tcp.client.state() == flow::TcpEndpoint::State::reset) return finish_step(model::StepStatus::held, "refused with a reset", now);
    if (const auto open = unless_proven(absence(side, now), "silence proves nothing: the control flow did not pass either", now))
        return *open;
    return finish_step(model::StepStatus::held, "no SYN came, while the control flow passes", now);
}

/// What came back while nothing may: a reset, or an ICMP error about this host's SYN. Empty: nothing.
std::string CaseEngine::Script::answered_early(model::UseStep const& step) const {
    auto const& client = state_.flows[flow_].tcp->client;
    if (client.state() == flow::TcpEndpoint::State::reset)
        return fmt::format("the TCP SYN of {} was answered with a reset within {}", step.from, model::readable(*step.silent));
    const bool error = std::any_of(state_.arrivals.begin(), state_.arrivals.end(), [&](auto const& arrival) {
        return arrival.actor == step.from && !arrival.foreign && is_icmp_error(arrival.reading) &&
               arrival.reading.number("quote.tcp.src_port") == client.own_port();
    });
    return error ? fmt::format("the TCP SYN of {} was answered with an ICMP error within {}", step.from, model::readable(*step.silent))
                 : "";
}

Result<void> CaseEngine::Script::send_opening(model::UseStep const& step, flow::OpeningMessage const& part, Instant now) {
    model::SendStep message;
    message.message = std::string(part.message);
    message.on = step.as;
    if (part.over != 0) {
        model::Term over;
        over.number = part.over;
        message.fields.push_back({"over", over});
    }
    return send_set_up(state_, message, fmt::format("{}:{}", step.as, part.message), flow_, part.speaker, now);
}

CaseEngine::Script::Progress CaseEngine::Script::use_opening(model::UseStep const& step, Instant now) {
    const auto opening = state_.flows[flow_].conversation->opening();
    while (opening_ < opening.size()) {
        auto const& part = opening[opening_];
        if (!opening_sent_) {
            if (auto sent = send_opening(step, part, now); !sent) return not_sent(sent.error().what, now);
            opening_sent_ = true;
        }
        auto& probe = state_.probes.back();
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
        if (const auto open = unless_proven(known, no_path, now)) return *open;
        if (probe.unsent.empty() && !state_.flows[flow_].tcp && repeats_++ < most_repeats) {
            if (auto sent = put_datagram(state_, probe, std::nullopt, now); !sent) return not_sent(sent.error().what, now);
            state_.sentinel.stop();
            continue;
        }
        missed_set_up_ = state_.probes.size() - 1;
        const auto why = probe.unsent.empty() ? std::string("while plain UDP passes") : probe.unsent;
        return use_failed(step, fmt::format("{} from {} did not reach {}, {}", part.message, probe.sender, probe.receiver, why), now);
    }
    return finish_step(model::StepStatus::done, {}, now);
}

}  // namespace tsuka::engine
