// How the hosts of a case take their leave once all steps are over: calls are cleared, tunnels and control connections stopped, TCP is
// closed, in the order of software that is told to hang up. What nobody hangs up stays in the router for hours, and a router with a hundred
// open calls is not the one that people have at home. Nothing of it is judged: cases about hanging up say so in their steps. See
// script.hpp.
#include "harness/engine/emit.hpp"
#include "harness/engine/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

using State_ = flow::TcpEndpoint::State;

bool is_over(flow::TcpEndpoint const& endpoint) {
    return endpoint.state() == State_::closed || endpoint.state() == State_::reset || endpoint.gave_up();
}

bool has_connection(Flow const& flow) {
    return flow.tcp && flow.tcp->seen && flow.tcp->client.state() != State_::syn_sent && !is_over(flow.tcp->client) &&
           !is_over(flow.tcp->server);
}

}  // namespace

void CaseEngine::Script::begin_farewell(Instant now) {
    // The router may have been asked for something last of all, most of all to end what it was asked for before.
    constexpr Duration longest_answer = std::chrono::seconds(2);
    took_leave_ = true;
    for (std::size_t at = 0; at < state_.flows.size() && state_.facts.hang_up; ++at) {
        auto const& flow = state_.flows[at];
        const bool connected = has_connection(flow);
        if (needs_tcp(flow) && !connected) continue;
        auto messages = flow.conversation->closing();
        if (connected || !messages.empty()) leaving_.push_back({at, std::move(messages)});
    }
    const bool asking = is_asking(state_);
    if (leaving_.empty() && !asking) return;
    phase_ = Phase::farewell;
    timer_.reset();
    state_.sentinel.stop();
    state_.step = 0;  // no step of the case
    leave_until_ = now + (asking ? std::max(state_.facts.linger, longest_answer) : state_.facts.linger);
}

bool CaseEngine::Script::took_leave(Instant now) {
    bool all = !is_asking(state_);
    for (auto& one : leaving_) all = left(one, now) && all;
    if (!all && now < *leave_until_) return false;  // whom the router does not let through waits for nobody
    give_up_dialogues(state_, now);
    leave_until_.reset();
    leaving_.clear();
    return true;
}

/// The next message of a flow once the one before has arrived, then its FINs. True: all is said.
bool CaseEngine::Script::left(Leaving& one, Instant now) {
    while (one.next < one.messages.size()) {
        if (!one.probe && !send_goodbye(one, now)) {
            one.next = one.messages.size();
            break;
        }
        if (deliveries(state_.probes[*one.probe]) == 0) return false;
        one.probe.reset();
        ++one.next;
    }
    auto& flow = state_.flows[one.flow];
    if (!flow.tcp) return true;
    auto& tcp = *flow.tcp;
    tcp.client.close(now);
    if (tcp.server.state() == State_::close_wait) tcp.server.close(now);
    drain_tcp(state_, one.flow, std::nullopt, now);
    return is_over(tcp.client) && is_over(tcp.server);
}

bool CaseEngine::Script::send_goodbye(Leaving& one, Instant now) {
    auto const& flow = state_.flows[one.flow];
    auto const& part = one.messages[one.next];
    model::SendStep message;
    message.message = std::string(part.message);
    message.on = flow.name;
    const auto before = state_.probes.size();
    const auto name = fmt::format("{}{}:{}", State::goodbye, flow.name, part.message);
    if (!send_set_up(state_, message, name, one.flow, part.speaker, now) || state_.probes.size() == before) return false;
    one.probe = state_.probes.size() - 1;
    return state_.probes.back().unsent.empty();
}

}  // namespace tsuka::engine
