// Tunnel data of PPTP: whose a GRE packet is, and what ICMP errors quote. GRE has flags, protocol type 0x880b, payload length, and at octet
// 6 the Call ID of the receiver (RFC 2637 section 4.1). See pptp.hpp.
#include "harness/sim/pptp.hpp"

#include <algorithm>

namespace tsuka::sim {

using model::PptpHandling;

bool Pptp::outbound(Packet& gre, Instant now) {
    constexpr std::size_t call_id = 6;
    constexpr std::size_t sequence = 8;
    if (faults_("gre.outbound-dropped")) return false;
    const auto at = gre.body();
    const auto client = gre.source();
    const auto server = gre.destination();
    if (faults_("gre.sequence-touched")) gre.set(at + sequence + 3, gre.get(at + sequence + 3, 1) ^ 0x40U, 1);
    if (faults_("gre.outbound-call-id-rewritten")) gre.set(at + call_id, gre.get(at + call_id, 2) ^ 0x0100U, 2);
    switch (spec_.pptp) {
        case PptpHandling::control_blocked:
            return false;
        case PptpHandling::gre_blocked:
            return spec_.gre_leaves;
        case PptpHandling::by_address:
            if (std::find(pairs_.begin(), pairs_.end(), std::pair(client, server)) == pairs_.end()) pairs_.emplace_back(client, server);
            return true;
        case PptpHandling::tracked:
        case PptpHandling::rewritten:
        case PptpHandling::one_call:
            break;
    }
    bool known = false;
    for (auto& call : calls_) {
        if (call.client != client || call.server != server || !call.up || call.expires <= now) continue;
        if (!call.over) call.expires = now + lifetime();
        call.heard = true;
        known = true;
    }
    return known;
}

std::optional<Ipv4Address> Pptp::inbound(Packet& gre, Instant now) {
    constexpr std::size_t call_id = 6;
    if (faults_("gre.inbound-dropped")) return std::nullopt;
    const auto server = gre.source();
    if (spec_.pptp == PptpHandling::by_address) {
        const auto pair = std::find_if(pairs_.begin(), pairs_.end(), [&](auto const& one) { return one.second == server; });
        return pair == pairs_.end() ? std::nullopt : std::optional(pair->first);
    }
    const auto id = gre.get(gre.body() + call_id, 2);
    for (auto& call : calls_) {
        if (faults_("gre.request-opens-for-all") && call.internal == id && call.server != server) return call.client;
        const bool this_server = call.server == server || faults_("gre.any-server-accepted");
        const bool this_call = call.external == id || faults_("gre.any-call-id-accepted");
        const bool stands = (call.up || faults_("gre.pinhole-before-answer")) && call.expires > now;
        if (!this_server || !this_call || !stands) continue;
        const auto displaces = [&](auto const& later) { return later.up && later.server != server && later.client != call.client; };
        if (faults_("gre.second-server-displaces") && std::any_of(std::next(&call), std::to_address(calls_.end()), displaces))
            return std::nullopt;
        if (faults_("gre.client-must-start") && !call.heard) return std::nullopt;
        if (!call.over) call.expires = now + lifetime();
        auto internal = call.internal;
        if (faults_("pptp.calls-mixed"))
            for (auto const& other : calls_)
                if (other.control == call.control && other.internal != call.internal) internal = other.internal;
        if (!faults_("gre.call-id-not-restored")) gre.set(gre.body() + call_id, internal, 2);
        if (faults_("gre.wrong-client"))
            for (auto const& other : calls_)
                if (other.server == server && other.client != call.client) return other.client;
        return call.client;
    }
    return std::nullopt;
}

// --- what ICMP errors quote

std::optional<Ipv4Address> Pptp::quoted(Ipv4Address server, std::uint16_t id) const {
    const auto found = sent_.find({server, id});
    return found == sent_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::uint16_t> Pptp::external_id(Ipv4Address client, Ipv4Address server, std::uint16_t id, Instant now) const {
    if (spec_.pptp == PptpHandling::by_address) {
        const bool known = std::find(pairs_.begin(), pairs_.end(), std::pair(client, server)) != pairs_.end();
        return known ? std::optional(id) : std::nullopt;
    }
    for (auto const& call : calls_)
        if (call.client == client && call.server == server && call.internal == id && call.expires > now) return call.external;
    return std::nullopt;
}

void Pptp::forget(Ipv4Address client, Ipv4Address server) {
    std::erase_if(calls_, [&](auto const& call) { return call.client == client && call.server == server; });
}

}  // namespace tsuka::sim
