// Sentinel frames: see sentinel_frame.hpp.
#include "harness/engine/sentinel_frame.hpp"

#include "generator/proto/frame.hpp"

namespace tsuka::engine {

namespace {

constexpr std::size_t payload_octets = 32;
constexpr std::size_t headers = 20 + 8;  // IP and UDP

Octets frame(model::Host const& from, std::uint16_t own_port, Ipv4Address to, std::uint16_t port, Magic const& magic, Token const& token,
             unsigned whole) {
    proto::IpParameters ip;
    ip.source = from.address;
    ip.destination = to;
    ip.protocol = number(proto::IpProtocol::udp);
    ip.id = static_cast<std::uint16_t>(token.copy);
    ip.dont_fragment = whole != 0;
    const auto payload = whole > headers ? whole - headers : payload_octets;
    const auto udp = proto::build_udp(from.address, to, own_port, port, token_payload(magic, token, payload));
    return proto::build_ethernet(from.gateway_mac, from.mac, proto::ether_type_ipv4, proto::build_ipv4(ip, udp));
}

}  // namespace

Octets ping_frame(SentinelPath const& path, Magic const& magic, Token const& token, unsigned whole) {
    return frame(path.lan, path.lan_port, path.wan.address, path.wan_port, magic, token, whole);
}

Octets pong_frame(SentinelPath const& path, Magic const& magic, Token const& token, Ipv4Address to, std::uint16_t port, unsigned whole) {
    return frame(path.wan, path.wan_port, to, port, magic, token, whole);
}

}  // namespace tsuka::engine
