// Who may get what was for somebody else: a host that static entries or a DMZ lead to gets what nobody has asked for, and one that has
// opened a port what strangers send there.
#include "generator/proto/numbers.hpp"
#include "harness/engine/incoming.hpp"

#include <algorithm>

namespace tsuka::engine {

namespace {

using flow::Speaker;

constexpr Duration shortest_timer = std::chrono::seconds(30);

/// Whether the client got tunnel data of this Call ID before, and its call has neither ended since (RFC 2637 sections 2.3, 2.12 and 2.13)
/// nor been silent for long. What comes for a call of nobody's goes where the router leads what nobody has asked for.
bool call_is_up(State const& state, Probe const& late, std::uint64_t number, Instant now) {
    bool up = false;
    Instant heard{};
    for (auto const& probe : state.probes) {
        if (&probe == &late) break;
        if (probe.flow != late.flow) continue;
        auto const& name = probe.message->name;
        bool reached = false;
        for (const auto at : probe.arrivals) {
            if (state.arrivals[at].actor != probe.receiver) continue;
            reached = true;
            if (probe.protocol->name == "gre") heard = std::max(heard, state.arrivals[at].at);
        }
        if (name == "pptp.stop-request" || name == "pptp.call-clear" || name == "pptp.call-disconnect") up = up && !reached;
        if (reached && probe.receiver == late.receiver && probe.protocol->name == "gre" && probe.sent().number("gre.call_id") == number)
            up = true;
    }
    return up && now - heard < shortest_timer;
}

/// Whether the client had got something of this flow when this one was sent, and so short a while ago that the router still has to lead it
/// there. Of protocols without ports a router may let the client's own out and keep nothing of it: an answer is then as unasked as any.
bool is_served(State const& state, Probe const& late, Instant now) {
    return std::any_of(state.arrivals.begin(), state.arrivals.end(), [&](Arrival const& arrival) {
        if (!arrival.probe || arrival.actor != late.receiver || now - arrival.at >= shortest_timer) return false;
        if (arrival.at > late.sent_at.value_or(now)) return false;
        auto const& probe = state.probes[*arrival.probe];
        return probe.flow == late.flow && probe.receiver == late.receiver && ip_protocol(probe.sent()) == ip_protocol(late.sent());
    });
}

/// Whether a probe is for a client whom the router cannot have forgotten: the sender is an application of that client's own side, or a
/// server that had heard the client when it sent, and so recently that the shortest timers in use have not run out: a router that first has
/// to ask for a host's MAC address delivers late. What a server sends from another port than it was asked on is a stranger's.
bool asked_for(State const& state, Probe const& probe, Instant now) {
    auto const* sender = state.host(probe.sender);
    if (sender == nullptr || sender->side == Side::lan) return true;
    if (probe.speaker != Speaker::server || probe.by_hand) return false;
    auto const& flow = state.flows[probe.flow];
    const auto number = probe.sent().number("gre.call_id");
    if (number && probe.protocol->name == "gre") return call_is_up(state, probe, *number, now);
    if (flow.tcp) return true;
    const auto carried = ip_protocol(probe.sent());
    const auto is = [carried](proto::IpProtocol which) { return carried == static_cast<std::uint8_t>(which); };
    if (is(proto::IpProtocol::esp) || is(proto::IpProtocol::ah)) return is_served(state, probe, now);
    const auto here = endpoint(probe.sent(), true).port;
    return std::any_of(flow.associations.begin(), flow.associations.end(), [&](auto const& association) {
        return association->ip_protocol == carried && association->server_port == here && association->seen &&
               association->since <= probe.sent_at.value_or(now) && now - association->heard < shortest_timer;
    });
}

/// Whether nobody of this case has the port outside that something was sent to.
bool is_nobodys_port(State const& state, Endpoint const& target) {
    return std::none_of(state.flows.begin(), state.flows.end(), [&](Flow const& flow) {
        return std::any_of(flow.associations.begin(), flow.associations.end(),
                           [&](auto const& association) { return association->seen == target; });
    });
}

/// Whether it was delivered to a host that has opened that very port itself, and nobody of this case has: a router that lets in whoever
/// comes to an open port (RFC 4787 section 5, endpoint-independent filtering) leads a stranger there, however long ago that client spoke.
bool went_to_an_open_port(State const& state, Probe const& probe, Incoming const& incoming) {
    auto const& evidence = incoming.arrival.evidence;
    if (evidence.empty() || !state.evidence[evidence.back()].at_open_port) return false;
    const auto target = endpoint(probe.sent(), false);
    return target.port == endpoint(incoming.arrival.reading, false).port && is_nobodys_port(state, target);
}

}  // namespace

std::optional<model::Seen> taken_by_rights(State const& state, Probe const& probe, Incoming const& incoming) {
    auto const& reading = incoming.arrival.reading;
    const Ipv4Address to{static_cast<std::uint32_t>(reading.number("ip.dst").value_or(0))};
    if (incoming.side == Side::lan && incoming.actor != probe.receiver && !asked_for(state, probe, incoming.at)) {
        if (incoming.actor.empty() && state.facts.leads_to(to))
            return to == state.facts.dmz ? model::Seen::went_to_dmz : model::Seen::went_to_static;
        // One of this case's clients may have opened it in a case before: where a router has room for few, they are lent again.
        if (went_to_an_open_port(state, probe, incoming)) return model::Seen::went_to_open_port;
    }
    const auto ponged = [&](std::string_view request, std::string_view reply) {
        return probe.message->name == request && incoming.arrival.message == reply;
    };
    if (incoming.actor == probe.sender &&
        (ponged("icmp.echo-request", "icmp.echo-reply") || ponged("icmpv6.echo-request", "icmpv6.echo-reply")))
        return model::Seen::answered_by_router;
    return std::nullopt;
}

}  // namespace tsuka::engine
