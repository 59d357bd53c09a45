// A router's server of NAT-PMP and PCP: see map_server.hpp.
#include "harness/sim/map_server.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr unsigned response_bit = 0x80;
constexpr std::uint32_t longest = 86400;  // RFC 6887 section 15: 24 hours at most

// RFC 6887 section 7.4.
constexpr std::uint8_t unsupported_version = 1;
constexpr std::uint8_t not_authorized = 2;
constexpr std::uint8_t malformed = 3;
constexpr std::uint8_t unsupported_opcode = 4;
constexpr std::uint8_t unsupported_option = 5;
constexpr std::uint8_t unsupported_protocol = 9;
constexpr std::uint8_t cannot_provide = 11;
constexpr std::uint8_t address_mismatch = 12;

// Places in a request of PCP, in octets (RFC 6887 sections 7.1, 11.1, 12.1 and 13.1).
constexpr std::size_t head = 24;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t protocol_at = 36;
constexpr std::size_t internal_at = 40;
constexpr std::size_t external_at = 42;
constexpr std::size_t map_end = 60;
constexpr std::size_t remote_port_at = 60;
constexpr std::size_t remote_address_at = 76;
constexpr std::size_t peer_end = 80;

std::uint64_t number_at(View octets, std::size_t at, std::size_t count) {
    return read_bits(octets, at * 8, count * 8).value_or(0);
}

Octets nonce_of(View request) {
    const auto nonce = part(request, head, nonce_size);
    return {nonce.begin(), nonce.end()};
}

bool has_ports(std::uint8_t protocol) {
    return protocol == ip_protocol::udp || protocol == ip_protocol::tcp;
}

}  // namespace

std::optional<Octets> MapServer::answer(Ipv4Address client, View request, Napt& napt, Instant now) {
    if (request.size() < 2 || (request[1] & response_bit) != 0) return std::nullopt;  // answers are not answered
    if (request[0] == 0 && spec_.natpmp) return natpmp(client, request, napt, now);
    if (spec_.pcp) return pcp(client, request, napt, now);
    if (request[0] == 0 || !spec_.natpmp || faults_("mapping.other-versions-ignored")) return std::nullopt;
    // RFC 6886 section 3.5.
    return Writer{}.u8(0).u8(0).u16(unsupported_version).u32(maps_.epoch(now)).take();
}

std::optional<Octets> MapServer::natpmp(Ipv4Address client, View request, Napt const& napt, Instant now) {
    constexpr std::uint8_t address = 0;
    constexpr std::uint8_t map_tcp = 2;
    constexpr std::uint16_t no_such_opcode = 5;
    const auto asked = request[1];
    if (asked == address) {
        const auto outside = faults_("natpmp.private-address") ? spec_.lab.lan.prefix.address : spec_.lab.wan.router_address;
        return Writer{}.u8(0).u8(response_bit).u16(0).u32(maps_.epoch(now)).u32(outside.number).take();
    }
    if (asked <= map_tcp) return natpmp_map(client, request, napt, now);
    Octets whole(request.begin(), request.end());
    whole.resize(std::max<std::size_t>(whole.size(), 4));
    whole[1] = static_cast<std::uint8_t>(whole[1] | response_bit);
    whole[3] = no_such_opcode;
    return whole;
}

/// RFC 6886 sections 3.3 and 3.4.
Octets MapServer::natpmp_map(Ipv4Address client, View request, Napt const& napt, Instant now) {
    const auto opcode = request[1];
    const bool as_udp = opcode == 1 || faults_("natpmp.tcp-mapped-as-udp");
    PortMap wish;
    wish.protocol = as_udp ? ip_protocol::udp : ip_protocol::tcp;
    wish.internal = {client, static_cast<std::uint16_t>(number_at(request, 4, 2))};
    wish.external = static_cast<std::uint16_t>(number_at(request, 6, 2));
    const auto lifetime = static_cast<std::uint32_t>(number_at(request, 8, 4));
    Grant grant;
    const bool ends = lifetime == 0;
    if (ends && !faults_("natpmp.deletion-without-effect"))
        wish.internal.port == 0 ? maps_.end_all(wish.protocol, client) : maps_.end(wish.protocol, wish.internal);
    if (!ends) grant = map(wish, lifetime, napt, now);
    constexpr std::uint8_t out_of_resources = 4;
    return Writer{}
        .u8(0)
        .u8(response_bit | opcode)
        .u16(grant.result == 0 ? 0 : out_of_resources)
        .u32(maps_.epoch(now))
        .u16(wish.internal.port)
        .u16(grant.result == 0 ? grant.external : 0)
        .u32(grant.lifetime)
        .take();
}

/// The port that is wished for, the client's own, or another one.
std::optional<std::uint16_t> MapServer::choose(PortMap const& wish, Napt const& napt, Instant now) const {
    if (!has_ports(wish.protocol))
        return napt.has_entry_for(wish.protocol) || maps_.taken(wish.protocol, 0, wish.internal.address, now)
                   ? std::nullopt
                   : std::optional<std::uint16_t>(0);
    const auto free = [&](std::uint16_t port) {
        return port != 0 && !maps_.taken(wish.protocol, port, wish.internal.address, now) &&
               napt.may_map(wish.protocol, port, wish.internal);
    };
    if (free(wish.external)) return wish.external;
    if (free(wish.internal.port)) return wish.internal.port;
    constexpr std::uint16_t first = 50000;
    constexpr std::uint16_t last = 59999;
    for (std::uint16_t port = first; port <= last; ++port)
        if (free(port)) return port;
    return std::nullopt;
}

MapServer::Grant MapServer::map(PortMap wish, std::uint32_t lifetime, Napt const& napt, Instant now) {
    // RFC 6886 section 3.3: what a port has already, by a request or by what its client has sent, it keeps.
    if (const auto before = napt.port_outside(wish.protocol, wish.internal)) wish.external = *before;
    if (auto const* before = maps_.of(wish.protocol, wish.internal, now)) wish.external = before->external;
    const auto port = choose(wish, napt, now);
    if (!port) {
        wish.until = now + std::chrono::seconds(lifetime);
        if (faults_("pcp.refused-and-mapped")) maps_.keep(wish);
        return {cannot_provide, wish.external, 0};
    }
    Grant grant{0, *port, std::min(lifetime, longest)};
    wish.external = *port;
    wish.until = now + std::chrono::seconds(grant.lifetime);
    const bool without_effect =
        faults_("mapping.granted-without-effect") || (faults_("pcp.portless-without-effect") && !has_ports(wish.protocol));
    if (faults_("mapping.inner-port-wrong") && has_ports(wish.protocol)) ++wish.internal.port;
    if (!without_effect) maps_.keep(wish);
    if (faults_("mapping.port-told-wrong")) ++grant.external;
    return grant;
}

std::optional<Octets> MapServer::pcp(Ipv4Address client, View request, Napt& napt, Instant now) {
    constexpr unsigned announce = 0;
    constexpr unsigned map_opcode = 1;
    constexpr unsigned peer_opcode = 2;
    constexpr std::uint8_t version = 2;
    const auto opcode = request[1];
    const auto asked = static_cast<std::uint32_t>(number_at(request, 4, 4));
    Grant grant;
    grant.lifetime = asked;
    const auto least = opcode == map_opcode ? map_end : opcode == peer_opcode ? peer_end : head;
    // RFC 6887 section 8.1: the address that a client believes to have is compared with the one that its request comes from.
    const bool mismatch = number_at(request, 20, 4) != client.number && !faults_("pcp.client-address-unchecked");
    if (request[0] != version)
        grant.result = unsupported_version;
    else if (request.size() < least || request.size() % 4 != 0)
        grant.result = malformed;
    else if (opcode > peer_opcode)
        grant.result = unsupported_opcode;
    else if (mismatch)
        grant.result = address_mismatch;
    else if (opcode == map_opcode)
        grant = pcp_map(client, request, napt, now);
    else if (opcode == peer_opcode)
        grant = pcp_peer(client, request, napt, now);
    if (request[0] != version && faults_("mapping.other-versions-ignored")) return std::nullopt;
    // RFC 6887 section 8.3: what was asked stands in the answer, but for what the server fills in.
    Octets whole(request.begin(), request.end());
    whole.resize(std::max(whole.size(), head));
    const auto front =
        Writer{}.u8(version).u8(response_bit | opcode).u8(0).u8(grant.result).u32(grant.lifetime).u32(maps_.epoch(now)).zeros(12).take();
    std::copy(front.begin(), front.end(), whole.begin());
    if (opcode == announce || grant.result != 0) return whole;
    const auto outside = Writer{}.u16(grant.external).zeros(10).u16(0xffff).u32(spec_.lab.wan.router_address.number).take();
    std::copy(outside.begin(), outside.end(), whole.begin() + external_at);
    if (faults_("pcp.nonce-not-returned")) std::fill_n(whole.begin() + head, nonce_size, std::uint8_t{0});
    return whole;
}

/// RFC 6887 section 11.3.
MapServer::Grant MapServer::pcp_map(Ipv4Address client, View request, Napt const& napt, Instant now) {
    constexpr unsigned third_party = 1;
    constexpr std::size_t third_party_size = 20;
    constexpr std::uint32_t error_lifetime = 1800;  // section 7.4: of long lifetime errors
    PortMap wish;
    wish.protocol = static_cast<std::uint8_t>(number_at(request, protocol_at, 1));
    wish.internal = {client, static_cast<std::uint16_t>(number_at(request, internal_at, 2))};
    wish.external = static_cast<std::uint16_t>(number_at(request, external_at, 2));
    wish.nonce = nonce_of(request);
    const auto lifetime = static_cast<std::uint32_t>(number_at(request, 4, 4));
    if (faults_("pcp.client-address-unchecked")) wish.internal.address = {static_cast<std::uint32_t>(number_at(request, 20, 4))};
    if (request.size() >= map_end + third_party_size && request[map_end] == third_party) {
        if (!faults_("pcp.third-party-granted")) return {unsupported_option, wish.external, error_lifetime};
        wish.internal.address = {static_cast<std::uint32_t>(number_at(request, map_end + third_party_size - 4, 4))};
    }
    const bool all_ports = wish.internal.port == 0;
    if (wish.protocol == 0 || (all_ports && has_ports(wish.protocol))) return {unsupported_protocol, wish.external, error_lifetime};
    auto const* before = maps_.of(wish.protocol, wish.internal, now);
    if (before != nullptr && before->nonce != wish.nonce && !faults_("pcp.nonce-ignored"))
        return {not_authorized, wish.external, error_lifetime};
    if (lifetime != 0) return map(wish, lifetime, napt, now);
    maps_.end(wish.protocol, wish.internal);
    return {};
}

/// RFC 6887 section 12.3: the mapping that a client's own packets have made, or will make, and how long it is kept.
MapServer::Grant MapServer::pcp_peer(Ipv4Address client, View request, Napt& napt, Instant now) {
    const auto protocol = static_cast<std::uint8_t>(number_at(request, protocol_at, 1));
    const auto lifetime = std::min(static_cast<std::uint32_t>(number_at(request, 4, 4)), longest);
    if (!has_ports(protocol)) return {unsupported_protocol, 0, lifetime};
    const SocketAddress internal{client, static_cast<std::uint16_t>(number_at(request, internal_at, 2))};
    const SocketAddress remote{{static_cast<std::uint32_t>(number_at(request, remote_address_at, 4))},
                               static_cast<std::uint16_t>(number_at(request, remote_port_at, 2))};
    auto* binding = napt.outbound(protocol, internal, remote, 0, now);
    if (binding == nullptr) return {cannot_provide, 0, 0};
    if (!faults_("pcp.peer-lifetime-ignored")) napt.keep_until(*binding, now + std::chrono::seconds(lifetime));
    return {0, static_cast<std::uint16_t>(binding->external.port + (faults_("pcp.peer-port-wrong") ? 1 : 0)), lifetime};
}

}  // namespace tsuka::sim
