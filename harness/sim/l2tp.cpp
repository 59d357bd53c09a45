// The L2TP gateway of a simulated router: see l2tp.hpp.
#include "harness/sim/l2tp.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr unsigned control_bit = 0x8000;
constexpr unsigned length_bit = 0x4000;
constexpr unsigned sequence_bit = 0x0800;

/// RFC 2661 section 3.1: flags and version, Length where L says so, then the Tunnel ID. Nothing for other versions.
std::optional<std::size_t> tunnel_id_place(Packet const& packet) {
    constexpr unsigned version = 0x000f;
    const auto message = packet.body() + udp_header;
    const auto flags = packet.get(message, 2);
    const auto place = message + ((flags & length_bit) != 0 ? 4U : 2U);
    if ((flags & version) != 2 || place + 2 > packet.size()) return std::nullopt;
    return place;
}

/// Where the value of the Assigned Tunnel ID stands (section 4.4.3), in the messages that have one: SCCRQ, SCCRP, StopCCN. Hidden values
/// (section 4.3) cannot be read.
std::optional<std::size_t> assigned_id_place(Packet const& packet) {
    constexpr unsigned hidden = 0x4000;
    constexpr unsigned length_mask = 0x03ff;
    constexpr std::size_t avp_header = 6;
    constexpr unsigned message_type = 0;
    constexpr unsigned assigned_tunnel_id = 9;
    const auto message = packet.body() + udp_header;
    const auto flags = packet.get(message, 2);
    if ((flags & control_bit) == 0 || (flags & length_bit) == 0 || (flags & sequence_bit) == 0) return std::nullopt;
    bool assigns = false;
    for (auto at = message + 12; at + avp_header + 2 <= packet.size();) {
        const auto head = packet.get(at, 2);
        const auto length = static_cast<std::size_t>(head & length_mask);
        if (length < avp_header) return std::nullopt;
        const bool ietf = packet.get(at + 2, 2) == 0 && (head & hidden) == 0;
        const auto type = packet.get(at + 4, 2);
        const auto value = packet.get(at + avp_header, 2);
        if (ietf && type == message_type) assigns = value == 1 || value == 2 || value == 4;
        if (ietf && type == assigned_tunnel_id && assigns) return at + avp_header;
        at += length;
    }
    return std::nullopt;
}

}  // namespace

L2tp::Tunnel& L2tp::tunnel_of(Ipv4Address client, Ipv4Address server, std::uint16_t id, Instant now) {
    std::erase_if(tunnels_, [&](auto const& tunnel) { return tunnel.expires <= now; });
    for (auto& tunnel : tunnels_)
        if (tunnel.client == client && tunnel.server == server && tunnel.internal == id) return tunnel;
    const auto free = [&](std::uint16_t wanted) {
        return wanted != 0 && std::none_of(tunnels_.begin(), tunnels_.end(),
                                           [&](auto const& tunnel) { return tunnel.server == server && tunnel.external == wanted; });
    };
    auto external = id;
    while (!free(external)) external = next_id_++;
    tunnels_.push_back({client, server, id, external, now});
    return tunnels_.back();
}

void L2tp::outbound(Packet& packet, Instant now) {
    for (auto& tunnel : tunnels_)
        if (tunnel.client == packet.source() && tunnel.server == packet.destination()) tunnel.expires = now + spec_.timers.udp;
    const auto place = assigned_id_place(packet);
    if (!place) return;
    const auto id = static_cast<std::uint16_t>(packet.get(*place, 2));
    auto& tunnel = tunnel_of(packet.source(), packet.destination(), id, now);
    tunnel.expires = now + spec_.timers.udp;
    packet.set(*place, tunnel.external, 2);
}

std::optional<Ipv4Address> L2tp::inbound(Packet& packet, Instant now) {
    const auto place = tunnel_id_place(packet);
    if (!place) return std::nullopt;
    const auto id = packet.get(*place, 2);
    for (auto& tunnel : tunnels_) {
        if (tunnel.server != packet.source() || tunnel.external != id || tunnel.expires <= now) continue;
        tunnel.expires = now + spec_.timers.udp;
        packet.set(*place, tunnel.internal, 2);
        return tunnel.client;
    }
    return std::nullopt;
}

}  // namespace tsuka::sim
