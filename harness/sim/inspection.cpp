// A router that looks into connections: see inspection.hpp.
#include "harness/sim/inspection.hpp"

#include "harness/sim/well_known_ports.hpp"

#include <algorithm>
#include <string_view>

namespace tsuka::sim {

namespace {

constexpr unsigned syn = 2;
constexpr unsigned ack = 16;

std::uint64_t number(View octets, std::size_t at, std::size_t count) {
    return read_bits(octets, at * 8, count * 8).value_or(0);
}

bool begins_with(View octets, std::string_view text) {
    return octets.size() >= text.size() && std::equal(text.begin(), text.end(), octets.begin());
}

void drop_front(Octets& octets, std::size_t count) {
    octets.erase(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count));
}

/// Control messages one after the other (RFC 2637 section 2): length, type 1, magic cookie.
bool pptp_right(Octets& unread) {
    constexpr std::size_t head = 8;
    while (unread.size() >= head) {
        const auto length = number(unread, 0, 2);
        if (length < head || number(unread, 2, 2) != 1 || number(unread, 4, 4) != 0x1a2b3c4dU) return false;
        if (unread.size() < length) return true;
        drop_front(unread, length);
    }
    return true;
}

/// Records one after the other (RFC 8446 section 5.1): type 20 to 24, version 3.x, 2^14 + 256 octets at most.
bool tls_right(Octets& unread) {
    constexpr std::size_t head = 5;
    constexpr std::uint64_t longest = (1U << 14U) + 256;
    while (unread.size() >= head) {
        const auto type = unread[0];
        const auto length = number(unread, 3, 2);
        if (type < 20 || type > 24 || unread[1] != 3 || length > longest) return false;
        if (unread.size() < head + length) return true;
        drop_front(unread, head + length);
    }
    return true;
}

/// Binary packets (RFC 4253 section 6) up to the one that says that all others are encrypted (section 7.3). Nothing: from here on nobody
/// can tell.
std::optional<bool> ssh_right(Octets& unread) {
    constexpr std::size_t head = 6;
    constexpr std::uint64_t longest = 35000;
    constexpr std::uint8_t new_keys = 21;
    while (unread.size() >= head) {
        const auto length = number(unread, 0, 4);
        const auto padding = unread[4];
        if (length > longest || (length + 4) % 8 != 0 || padding < 4 || padding + 1U >= length) return false;
        if (unread.size() < 4 + length) return true;
        if (unread[5] == new_keys) return std::nullopt;
        drop_front(unread, 4 + length);
    }
    return true;
}

}  // namespace

bool Inspection::looks_into(model::Inspected one) const {
    return std::find(what_.begin(), what_.end(), one) != what_.end();
}

/// What the connection is, by its port and by what its client says first. False: nothing that belongs on this port.
bool Inspection::decide(Connection& connection) const {
    constexpr std::uint8_t handshake = 22;
    if (connection.server_port == pptp_port && looks_into(model::Inspected::pptp)) {
        connection.kind = Kind::pptp;
        return true;
    }
    auto const& first = connection.streams.at(static_cast<std::size_t>(connection.client)).unread;
    constexpr std::string_view ssh_greeting = "SSH-";
    if (first.size() < ssh_greeting.size()) return true;
    const bool tls = first[0] == handshake && first[1] == 3;
    // OpenVPN over TCP, which people have on this port: a length, then "hard reset" of the client (opcodes 7 and 10).
    const bool openvpn = first[0] == 0 && (first[2] >> 3U == 7 || first[2] >> 3U == 10);
    if (tls && looks_into(model::Inspected::tls))
        connection.kind = Kind::tls;
    else if (begins_with(first, ssh_greeting) && looks_into(model::Inspected::ssh))
        connection.kind = Kind::ssh;
    else
        connection.kind = Kind::other;
    return connection.kind != Kind::other || openvpn || connection.server_port != tls_port || !looks_into(model::Inspected::tls);
}

bool Inspection::reads_right(Connection& connection) const {
    if (connection.kind == Kind::unknown && !decide(connection)) return false;
    for (auto& stream : connection.streams) {
        if (connection.kind == Kind::pptp && !pptp_right(stream.unread)) return false;
        if (connection.kind == Kind::tls && !tls_right(stream.unread)) return false;
        if (connection.kind == Kind::ssh && !stream.greeted) {
            const auto end = std::find(stream.unread.begin(), stream.unread.end(), '\n');
            if (end == stream.unread.end()) continue;
            stream.greeted = begins_with(stream.unread, "SSH-");  // a server may say other lines first (RFC 4253 section 4.2)
            stream.unread.erase(stream.unread.begin(), end + 1);
        }
        if (connection.kind != Kind::ssh || !stream.greeted) continue;
        const auto right = ssh_right(stream.unread);
        if (right && !*right) return false;
        if (!right) stream.next.reset();
    }
    if (connection.kind == Kind::other)
        for (auto& stream : connection.streams) stream = {};
    return true;
}

bool Inspection::passes(Side from, Packet const& packet) {
    if (what_.empty() || packet.protocol() != ip_protocol::tcp || packet.is_fragment()) return true;
    const SocketAddress source{packet.source(), packet.source_port()};
    const SocketAddress destination{packet.destination(), packet.destination_port()};
    const auto key = from == Side::lan ? std::pair(source, destination) : std::pair(destination, source);
    const auto at = packet.body();
    const auto seq = static_cast<std::uint32_t>(packet.get(at + 4, 4));
    const auto flags = packet.get(at + 13, 1);
    if ((flags & syn) != 0 && (flags & ack) == 0) connections_[key] = {from, destination.port};
    const auto found = connections_.find(key);
    if (found == connections_.end()) return true;
    auto& connection = found->second;
    auto& stream = connection.streams.at(static_cast<std::size_t>(from));
    if ((flags & syn) != 0) {
        stream.next = seq + 1;
        return true;
    }
    const auto begin = at + static_cast<std::size_t>(packet.get(at + 12, 1) >> 4U) * 4;
    if (begin >= packet.size()) return true;
    if (connection.refused) return false;
    if (!stream.next) return true;
    const auto data = part(packet.octets(), begin);
    const auto known = static_cast<std::int32_t>(*stream.next - seq);
    if (known < 0) {
        connections_.erase(found);
        return true;
    }
    if (static_cast<std::size_t>(known) >= data.size()) return true;
    const auto fresh = part(data, static_cast<std::size_t>(known));
    stream.unread.insert(stream.unread.end(), fresh.begin(), fresh.end());
    *stream.next += static_cast<std::uint32_t>(fresh.size());
    connection.refused = !reads_right(connection);
    return !connection.refused;
}

}  // namespace tsuka::sim
