#include "harness/lab/dhcp_request.hpp"

#include "harness/lab/frame_reader.hpp"

#include <algorithm>

namespace tsuka::lab {

proto::DhcpMessage client_message(proto::DhcpType type, std::uint32_t transaction, MacAddress mac) {
    proto::DhcpMessage message;
    message.type = type;
    message.xid = transaction;
    message.chaddr = mac;
    // Hardware type Ethernet, then the MAC (RFC 2132 section 9.14).
    message.client_id.assign(1 + mac.octets.size(), 1);
    std::copy(mac.octets.begin(), mac.octets.end(), message.client_id.begin() + 1);
    return message;
}

Octets to_server(proto::DhcpMessage const& message, MacAddress frame_destination, Ipv4Address source, Ipv4Address destination) {
    const auto payload = proto::build_dhcp(message);
    UdpMessage udp{.datagram = {}, .source_port = proto::dhcp_client_port, .destination_port = proto::dhcp_server_port, .payload = payload};
    udp.datagram.frame_source = message.chaddr;
    udp.datagram.frame_destination = frame_destination;
    udp.datagram.source = source;
    udp.datagram.destination = destination;
    return write_udp(udp);
}

}  // namespace tsuka::lab
