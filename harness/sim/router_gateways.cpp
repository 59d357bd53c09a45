// Planted faults of application level gateways: a router that reads what UDP carries. See router.hpp.
#include "generator/proto/frame.hpp"
#include "harness/sim/router.hpp"
#include "harness/sim/well_known_ports.hpp"

#include <charconv>
#include <string>

namespace tsuka::sim {

namespace {

constexpr std::uint16_t tftp_port = 69;
constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t sip_port = 5060;

std::string contents_of(Packet const& packet) {
    const auto contents = packet.octets().subspan(packet.body() + udp_header);
    return {contents.begin(), contents.end()};
}

bool is_whole_udp(Packet const& packet) {
    return packet.protocol() == ip_protocol::udp && !packet.is_fragment() && packet.left() >= udp_header;
}

/// The same datagram with other contents, which may be longer.
void replace_contents(Packet& packet, std::string const& contents) {
    proto::IpParameters ip;
    ip.source = packet.source();
    ip.destination = packet.destination();
    ip.protocol = ip_protocol::udp;
    ip.ttl = packet.ttl();
    ip.id = packet.id();
    ip.dont_fragment = packet.dont_fragment();
    const auto udp = proto::build_udp(ip.source, ip.destination, packet.source_port(), packet.destination_port(), to_octets(contents));
    if (auto edited = Packet::parse(proto::build_ipv4(ip, udp))) packet = std::move(*edited);
}

}  // namespace

bool Router::read_contents(Side from, Packet const& packet, Instant now) {
    if (!faults_.any() || from != Side::lan || !is_whole_udp(packet)) return true;
    const auto opens = [&](std::uint16_t port) {
        PortMap map;
        map.protocol = ip_protocol::udp;
        map.internal = {packet.source(), port};
        map.external = port;
        map.until = now + std::chrono::minutes(3);
        maps_.keep(map);
    };
    if (packet.destination_port() == tftp_port && faults_("gateway.tftp-opens")) opens(packet.source_port());
    if (packet.destination_port() == sip_port && faults_("gateway.sip-opens")) {
        const auto text = contents_of(packet);
        constexpr std::string_view media = "m=audio ";
        const auto at = text.find(media);
        std::uint16_t port = 0;
        if (at != std::string::npos) std::from_chars(text.data() + at + media.size(), text.data() + text.size(), port);
        if (port != 0) opens(port);
    }
    constexpr std::uint64_t channel_bind = 0x0009;  // RFC 8656 section 17
    const bool asks_for_channel = packet.destination_port() == stun_port && packet.get(packet.body() + udp_header, 2) == channel_bind;
    if (asks_for_channel && faults_("gateway.turn-channels-refused")) return false;
    return packet.destination_port() != dns_port || !faults_("gateway.dns-intercepted");
}

namespace {

/// gateway.turn-padding-cut: the length in a channel's data counts without its padding (RFC 8656 sections 12.4 and 12.5).
void cut_channel_padding(Packet& packet) {
    constexpr std::size_t channel_head = 4;
    auto contents = contents_of(packet);
    const auto data = packet.body() + udp_header;
    const auto end = channel_head + static_cast<std::size_t>(packet.get(data + 2, 2));
    const bool of_channel = packet.get(data, 1) >> 4U == 4;
    if (!of_channel || contents.size() <= end) return;
    contents.resize(end);
    replace_contents(packet, contents);
}

}  // namespace

void Router::edit_gatewayed(Packet const& original, Packet& packet, Side to) const {
    if (!faults_.any() || !is_whole_udp(packet)) return;
    const auto server_port = to == Side::wan ? original.destination_port() : original.source_port();
    if (server_port == stun_port && faults_("gateway.turn-padding-cut")) cut_channel_padding(packet);
    if (to == Side::wan && original.destination_port() == sip_port && faults_("gateway.sip-edited")) {
        auto text = contents_of(packet);
        if (!text.starts_with("REGISTER ")) return;
        const auto before = to_string(original.source());
        const auto after = to_string(packet.source());
        for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at + after.size()))
            text.replace(at, before.size(), after);
        replace_contents(packet, text);
    }
    constexpr std::size_t address = 4;  // that the answer ends with (RFC 1035 section 3.4.1)
    const bool answer = to == Side::lan && original.source_port() == dns_port && packet.left() > udp_header + address;
    if (answer && faults_("gateway.dns-answer-edited") &&
        Ipv4Address{static_cast<std::uint32_t>(packet.get(packet.size() - address, address))}.is_private())
        packet.set(packet.size() - address, own(Side::wan).number, address);
}

/// Whose answer of STUN it is, by the port that it comes to (RFC 8489 section 5).
std::optional<SocketAddress> Router::stun_client(Packet const& packet) const {
    constexpr std::uint64_t answer = 0x0101;
    constexpr std::uint64_t cookie = 0x2112a442;
    const auto data = packet.body() + udp_header;
    if (!faults_("gateway.stun-let-in") || !is_whole_udp(packet) || packet.get(data, 2) != answer || packet.get(data + 4, 4) != cookie)
        return std::nullopt;
    return napt_.owner(ip_protocol::udp, packet.destination_port());
}

}  // namespace tsuka::sim
