// Octets that were sent before and go once more: a TCP retransmission, a datagram, or those of its fragments that an earlier `order` left
// out. Sent again is the probe itself, so its arrivals are one more than before, and no stranger's.
#include "generator/proto/ip_view.hpp"
#include "generator/proto/registry.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/outgoing.hpp"
#include "harness/engine/state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

constexpr std::size_t fragment_unit = 8;  ///< RFC 791 section 3.1

Result<void> segments_again(State& state, Probe& probe, std::size_t index_of_probe, model::SendStep const& step, Instant now) {
    if (probe.held) return fail(fmt::format("'{}' is still held back by coalesce, so it cannot be sent again", probe.name));
    auto& tcp = *state.flows[probe.flow].tcp;
    auto& endpoint = probe.speaker == flow::Speaker::client ? tcp.client : tcp.server;
    tcp.log[index(probe.speaker)].send_again(index_of_probe, probe.place, probe.octets.size());
    endpoint.repeat(probe.place, probe.octets, step.split);
    ++probe.copies;
    drain_tcp(state, probe.flow, index_of_probe, now);
    return {};
}

}  // namespace

void count_copies(Probe& probe, View sent) {
    const auto ip = proto::view_ip(sent);
    if (!ip) {  // a header broken on purpose: nobody can say which part this is
        ++probe.copies;
        return;
    }
    // A fragment of IPv6 has a header more than the datagram that was cut.
    const auto whole = proto::view_ip(probe.octets);
    const auto header = ip->fragment_header ? *ip->fragment_header + fragment_unit : ip->transport;
    const auto own_header = ip->fragment_header && whole ? whole->transport : header;
    const auto body = probe.octets.size() > own_header ? probe.octets.size() - own_header : 0;
    probe.units.resize(std::max<std::size_t>(1, (body + fragment_unit - 1) / fragment_unit), 0);
    const auto first = ip->fragment.offset / fragment_unit;
    const auto units = sent.size() > header ? (sent.size() - header + fragment_unit - 1) / fragment_unit : 1;
    for (auto unit = first; unit < std::min(first + units, probe.units.size()); ++unit) ++probe.units[unit];
    probe.copies = *std::min_element(probe.units.begin(), probe.units.end());
}

Result<void> send_again(State& state, model::SendStep const& step, Instant now) {
    const auto first = state.evidence.size();
    state.closed = 0;  // what had arrived is under way again
    for (std::size_t at = 0; at < state.probes.size(); ++at) {
        auto& probe = state.probes[at];
        if (probe.name != step.again || !probe.unsent.empty()) continue;
        auto sent = probe.in_stream() ? segments_again(state, probe, at, step, now) : put_datagram(state, probe, step.fragment, now);
        if (!sent) return sent.error();
        probe.lost = false;
    }
    for (auto at = first; at < state.evidence.size(); ++at) state.evidence[at].record.step = state.step;
    return {};
}

}  // namespace tsuka::engine
