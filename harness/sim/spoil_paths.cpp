// Faults of paths: see spoil_paths.hpp.
#include "harness/sim/spoil_paths.hpp"

#include "harness/sim/well_known_ports.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace tsuka::sim {

namespace {

/// A fault that there is in both directions.
struct BothWays {
    std::string_view outward;
    std::string_view inward;
    [[nodiscard]] std::string_view from(Side side) const { return side == Side::lan ? outward : inward; }
};

struct Path {
    BothWays lost;
    BothWays altered;  ///< one bit near the end of what it carries
    std::string_view other_port;
    void (*fields)(Faults const&, Side, Packet&) = nullptr;  ///< alters what has faults of its own
    std::size_t from_the_end = 1;                            ///< where the bit is that is altered
};

constexpr std::uint16_t first_high_port = 40000;
constexpr std::uint16_t last_high_port = 49151;
constexpr std::size_t within_ciphertext = 16;  // from the end: in front of padding, trailer and integrity value of ESP (RFC 4303 section 2)

void flip_bit(Packet& packet, std::size_t at, std::uint8_t bit = 0x01) {
    packet.set(at, packet.get(at, 1) ^ bit, 1);
}

std::uint16_t port_of_server(Side from, Packet const& packet) {
    return from == Side::lan ? packet.destination_port() : packet.source_port();
}

std::size_t tcp_contents(Packet const& packet) {
    return packet.body() + static_cast<std::size_t>(packet.get(packet.body() + 12, 1) >> 4U) * 4;
}

/// IKE on port 4500 stands behind four octets of zeros (RFC 3948 section 2.2).
bool is_marked(Packet const& packet) {
    return packet.left() >= udp_header + 4 && packet.get(packet.body() + udp_header, 4) == 0;
}

/// One field that a fault alters: its name, and from where to where it is.
struct FieldFault {
    std::string_view name;
    std::size_t last_octet;
};

void spoil_fields(Faults const& faults, Packet& packet, std::size_t at, auto const& fields) {
    for (auto const& [name, last] : fields)
        if (faults(name)) flip_bit(packet, at + last);
}

/// RFC 2408 section 3.1 and RFC 7296 section 3.1: cookies (SPIs), and the message identifier.
void spoil_ike(Faults const& faults, Side from, Packet& packet) {
    const auto at = packet.body() + udp_header + (port_of_server(from, packet) == natt_port ? 4U : 0U);
    static constexpr std::array out{FieldFault{"ike.responder-cookie-altered", 15}, FieldFault{"ike.message-id-altered", 23}};
    static constexpr std::array in{FieldFault{"ike.inbound-cookies-altered", 7}, FieldFault{"ike.inbound-message-id-altered", 23}};
    constexpr std::size_t responder_cookie = 8;
    if (from == Side::wan) return spoil_fields(faults, packet, at, in);
    const bool first = packet.get(at + responder_cookie, 8) == 0;
    spoil_fields(faults, packet, at, std::array{first ? FieldFault{"", 0} : out[0], out[1]});
}

/// RFC 2661 section 3.1: flags, a length where L says so, Tunnel ID, Session ID.
void spoil_l2tp(Faults const& faults, Side from, Packet& packet) {
    const auto data = packet.body() + udp_header;
    const auto ids = data + 2 + ((packet.get(data, 2) & 0x4000U) != 0 ? 2U : 0U);
    static constexpr std::array out{FieldFault{"l2tp.session-id-altered", 3}};
    static constexpr std::array in{FieldFault{"l2tp.inbound-tunnel-id-altered", 1}, FieldFault{"l2tp.inbound-session-id-altered", 3}};
    if (from == Side::lan) return spoil_fields(faults, packet, ids, out);
    spoil_fields(faults, packet, ids, in);
}

/// RFC 4303 section 2.
void spoil_esp(Faults const& faults, Side from, Packet& packet) {
    static constexpr std::array in{FieldFault{"esp.inbound-spi-altered", 3}, FieldFault{"esp.inbound-sequence-altered", 7}};
    if (from == Side::wan) spoil_fields(faults, packet, packet.body(), in);
}

/// The same in UDP (RFC 3948 section 2.1).
void spoil_natt(Faults const& faults, Side from, Packet& packet) {
    static constexpr std::array out{FieldFault{"natt.spi-altered", 3}, FieldFault{"natt.sequence-altered", 7}};
    static constexpr std::array in{FieldFault{"natt.inbound-spi-altered", 3}, FieldFault{"natt.inbound-sequence-altered", 7}};
    spoil_fields(faults, packet, packet.body() + udp_header, from == Side::lan ? out : in);
}

/// RFC 2637 section 4.1: sequence number where S says so, acknowledgment number where A does.
void spoil_gre(Faults const& faults, Side from, Packet& packet) {
    const auto flags = packet.get(packet.body(), 2);
    const bool numbered = (flags & 0x1000U) != 0;
    constexpr std::size_t numbers = 8;
    const auto sequence = packet.body() + numbers;
    const auto acknowledgment = sequence + (numbered ? 4U : 0U);
    if (numbered && from == Side::wan && faults("gre.inbound-sequence-touched")) flip_bit(packet, sequence + 3, 0x40);
    if ((flags & 0x0080U) == 0) return;
    if (faults(from == Side::lan ? "gre.acknowledgment-touched" : "gre.inbound-acknowledgment-touched"))
        flip_bit(packet, acknowledgment + 3, 0x40);
}

/// RFC 2637 sections 2.7 and 2.8: the serial number of a call, and the result in its answer.
void spoil_control(Faults const& faults, Side from, Packet& packet) {
    constexpr unsigned request = 7;
    constexpr unsigned reply = 8;
    const auto at = tcp_contents(packet);
    const auto type = packet.get(at + 8, 2);
    if (faults("pptp.serial-altered") && from == Side::lan && type == request) flip_bit(packet, at + 15);
    if (faults("pptp.result-altered") && from == Side::wan && type == reply) flip_bit(packet, at + 16, 0x02);
}

constexpr Path ike_path{{"ike.outbound-dropped", "ike.inbound-dropped"},
                        {"ike.contents-altered", "ike.inbound-contents-altered"},
                        "ike.delivered-to-next-port",
                        spoil_ike};
constexpr Path natt_path{{"natt.outbound-dropped", "natt.inbound-dropped"},
                         {"natt.payload-altered", "natt.inbound-payload-altered"},
                         "natt.delivered-to-next-port",
                         spoil_natt,
                         within_ciphertext};
constexpr Path l2tp_path{{"l2tp.outbound-dropped", "l2tp.inbound-dropped"},
                         {"l2tp.contents-altered", "l2tp.inbound-contents-altered"},
                         "l2tp.delivered-to-next-port",
                         spoil_l2tp};
constexpr Path wireguard_path{{"udp.wireguard-outbound-dropped", "udp.wireguard-inbound-dropped"},
                              {"udp.wireguard-altered", "udp.wireguard-inbound-altered"},
                              "udp.wireguard-delivered-to-next-port"};
constexpr Path openvpn_path{{"udp.openvpn-outbound-dropped", "udp.openvpn-inbound-dropped"},
                            {"udp.openvpn-altered", "udp.openvpn-inbound-altered"},
                            "udp.openvpn-delivered-to-next-port"};
constexpr Path high_ports{{"udp.high-ports-outbound-dropped", "udp.high-ports-inbound-dropped"},
                          {"udp.high-ports-altered", "udp.high-ports-inbound-altered"},
                          "udp.high-ports-delivered-to-next-port"};
constexpr Path gre_path{{}, {"gre.payload-altered", "gre.inbound-payload-altered"}, {}, spoil_gre};
constexpr Path ah_path{{"", "ah.inbound-dropped"}, {}, {}};
constexpr Path tls_path{{"tcp.tls-outbound-dropped", "tcp.tls-inbound-dropped"}, {"tcp.tls-altered", "tcp.tls-inbound-altered"}, {}};
constexpr Path control_path{{"pptp.outbound-dropped", "pptp.inbound-dropped"}, {}, {}, spoil_control};
constexpr Path esp_path{{}, {}, {}, spoil_esp};

Path const* udp_path(std::uint16_t port, Packet const& packet) {
    if (port == ike_port || (port == natt_port && is_marked(packet))) return &ike_path;
    constexpr std::size_t keepalive = udp_header + 1;
    if (port == natt_port) return packet.left() != keepalive ? &natt_path : nullptr;
    if (port == l2tp_port) return &l2tp_path;
    if (port == wireguard_port) return &wireguard_path;
    if (port == openvpn_port) return &openvpn_path;
    return port >= first_high_port && port <= last_high_port ? &high_ports : nullptr;
}

Path const* path_of(Side from, Packet const& packet) {
    switch (packet.protocol()) {
        case ip_protocol::udp:
            return udp_path(port_of_server(from, packet), packet);
        case ip_protocol::gre:
            return &gre_path;
        case ip_protocol::ah:
            return &ah_path;
        case ip_protocol::esp:
            return &esp_path;
        case ip_protocol::tcp: {
            if (tcp_contents(packet) >= packet.size()) return nullptr;
            const auto port = port_of_server(from, packet);
            return port == tls_port ? &tls_path : port == pptp_port ? &control_path : nullptr;
        }
        default:
            return nullptr;
    }
}

}  // namespace

bool spoil_path(Faults const& faults, Side from, Packet& packet) {
    if (!faults.any() || packet.is_later_fragment()) return true;
    auto const* path = path_of(from, packet);
    if (path == nullptr) return true;
    if (faults(path->lost.from(from))) return false;
    if (path->fields != nullptr) path->fields(faults, from, packet);
    if (faults(path->altered.from(from))) flip_bit(packet, packet.size() - path->from_the_end);
    return true;
}

void spoil_ports(Faults const& faults, Side to, Packet& packet) {
    if (!faults.any() || to != Side::lan || packet.protocol() != ip_protocol::udp || packet.is_later_fragment()) return;
    auto const* path = udp_path(packet.source_port(), packet);
    if (path != nullptr && faults(path->other_port)) packet.set(packet.body() + 2, packet.destination_port() + 1U, 2);
}

}  // namespace tsuka::sim
