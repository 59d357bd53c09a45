// Sentinel frames: see sentinel_frame.hpp.
#include "harness/engine/sentinel_frame.hpp"

#include "generator/proto/frame.hpp"

namespace tsuka::engine {

namespace {

constexpr std::size_t payload_octets = 32;

Octets frame(model::Host const& from, std::uint16_t own_port, Ipv4Address to, std::uint16_t port, Magic const& magic, Token const& token) {
    proto::IpParameters ip;
    ip.source = from.address;
    ip.destination = to;
    ip.protocol = number(proto::IpProtocol::udp);
    ip.id = static_cast<std::uint16_t>(token.copy);
    const auto udp = proto::build_udp(from.address, to, own_port, port, token_payload(magic, token, payload_octets));
    return proto::build_ethernet(from.gateway_mac, from.mac, proto::ether_type_ipv4, proto::build_ipv4(ip, udp));
}

}  // namespace

Octets ping_frame(SentinelPath const& path, Magic const& magic, Token const& token) {
    return frame(path.lan, path.lan_port, path.wan.address, path.wan_port, magic, token);
}

Octets pong_frame(SentinelPath const& path, Magic const& magic, Token const& token, Ipv4Address to, std::uint16_t port) {
    return frame(path.wan, path.wan_port, to, port, magic, token);
}

}  // namespace tsuka::engine
