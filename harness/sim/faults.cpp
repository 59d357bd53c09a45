// The faults of one router: see faults.hpp.
#include "harness/sim/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tsuka::sim {

namespace {

/// A flow that was silent for longer is another one: tests give addresses and ports a second time.
constexpr auto forgotten_after = std::chrono::hours(3);
/// A host that has not spoken to a server for longer is none of its clients.
constexpr auto client_for = std::chrono::minutes(10);

/// What tells flows between two addresses apart: ports, SPI (RFC 4303 section 2.1, RFC 4302 section 2.4), Call ID (RFC 2637 section 4.1),
/// identifier of a query. A later fragment shows none.
std::uint64_t selector_of(Packet const& packet) {
    const auto at = packet.body();
    if (packet.is_later_fragment() || packet.is_icmp_error()) return 0;
    switch (packet.protocol()) {
        case ip_protocol::udp:
        case ip_protocol::tcp:
        case ip_protocol::esp:
            return packet.get(at, 4);
        case ip_protocol::ah:
            return packet.get(at + 4, 4);
        case ip_protocol::gre:
            return packet.get(at + 6, 2);
        case ip_protocol::icmp:
            return packet.get(at + 4, 2);
        default:
            return 0;
    }
}

}  // namespace

Faults::Faults(std::vector<model::PlantedDefect> const& planted) {
    for (auto const& one : planted) {
        auto const* defect = find_defect(one.name);
        if (defect == nullptr) throw std::invalid_argument(fmt::format("no defect is called '{}'", one.name));
        planted_.push_back({defect, one.onset});
        if (one.onset != model::Onset{}) by_onset_ = true;
        by_rate_ = by_rate_ || one.onset.rate != 0;
        if (one.onset == model::Onset{}) showing_.push_back(defect);
    }
}

Faults::FlowKey Faults::key_of(Side from, Packet const& packet) {
    return {from, packet.protocol(), packet.source(), packet.destination(), selector_of(packet)};
}

std::uint64_t Faults::clients_of(Side from, Packet const& packet, Instant now) {
    const auto server = from == Side::lan ? packet.destination() : packet.source();
    if (from == Side::lan) heard_[{server, packet.source()}] = now;
    const auto first = heard_.lower_bound({server, Ipv4Address{}});
    const auto last = std::find_if(first, heard_.end(), [&](auto const& one) { return one.first.first != server; });
    return static_cast<std::uint64_t>(std::count_if(first, last, [&](auto const& one) { return now - one.second <= client_for; }));
}

bool Faults::met(model::Onset const& onset, Flow const& flow, std::uint64_t clients, Side from, Instant now) const {
    if (lately_.size() < onset.rate) return false;
    if (onset.direction && *onset.direction != from) return false;
    if (flow.packets < onset.after || flow.bytes < onset.bytes || clients < onset.clients) return false;
    if (onset.every != 0 && (flow.packets + 1) % onset.every != 0) return false;
    return onset.idle == Duration{} || (flow.packets > 0 && now - flow.last >= onset.idle);
}

/// A size that the onset is about.
bool Faults::fits(model::Onset const& onset, std::uint64_t octets) {
    return octets >= onset.least && (onset.most == 0 || octets <= onset.most) && (!onset.odd || octets % 2 != 0);
}

void Faults::arrives(Side from, Packet const& packet, Instant now) {
    if (!by_onset_) return;
    if (by_rate_) {
        while (!lately_.empty() && now - lately_.front() >= std::chrono::seconds(1)) lately_.pop_front();
        lately_.push_back(now);
    }
    auto& flow = flows_[key_of(from, packet)];
    if (now - flow.last > forgotten_after) flow = {};
    const auto clients = clients_of(from, packet, now);
    showing_.clear();
    for (auto const& one : planted_)
        if (fits(one.onset, packet.size()) && met(one.onset, flow, clients, from, now)) showing_.push_back(one.defect);
    ++flow.packets;
    flow.bytes += packet.size();
    flow.last = now;
}

void Faults::forget() {
    flows_.clear();
    heard_.clear();
}

}  // namespace tsuka::sim
