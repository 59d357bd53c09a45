// The ISP's DHCP server: see isp.hpp. RFC 2131 section 4.3, for one client and one address.
#include "harness/lab/isp.hpp"

#include "generator/proto/dhcp.hpp"
#include "harness/lab/frame_reader.hpp"

namespace tsuka::lab {

namespace {

constexpr std::uint32_t lease_seconds = 3600;

/// RFC 2131 section 4.1, last paragraphs: where a reply goes when there is no relay.
Octets to_client(proto::DhcpMessage const& reply, Ipv4Address gateway, MacAddress gateway_mac) {
    const bool everyone = reply.type == proto::DhcpType::nak || (reply.broadcast && reply.ciaddr == Ipv4Address{});
    const auto address = everyone ? proto::limited_broadcast : reply.ciaddr != Ipv4Address{} ? reply.ciaddr : reply.yiaddr;
    const auto mac = everyone ? MacAddress::broadcast() : reply.chaddr;
    const auto payload = proto::build_dhcp(reply);
    UdpMessage udp{.datagram = {}, .source_port = proto::dhcp_server_port, .destination_port = proto::dhcp_client_port, .payload = payload};
    udp.datagram.frame_source = gateway_mac;
    udp.datagram.frame_destination = mac;
    udp.datagram.source = gateway;
    udp.datagram.destination = address;
    return write_udp(udp);
}

proto::DhcpMessage reply_to(proto::DhcpMessage const& asked, proto::DhcpType type, Ipv4Address gateway) {
    proto::DhcpMessage reply;
    reply.type = type;
    reply.xid = asked.xid;
    reply.broadcast = asked.broadcast;
    reply.giaddr = asked.giaddr;
    reply.chaddr = asked.chaddr;
    reply.server_id = gateway;
    return reply;
}

void add_configuration(proto::DhcpMessage& reply, model::WanSide const& wan) {
    reply.subnet_mask = Ipv4Address{wan.link.mask()};
    reply.routers = {wan.link.address};
    reply.dns_servers = {wan.link.address};
}

proto::DhcpMessage lease(proto::DhcpMessage const& asked, proto::DhcpType type, model::WanSide const& wan) {
    auto reply = reply_to(asked, type, wan.link.address);
    reply.yiaddr = wan.router_address;
    reply.lease_time = lease_seconds;
    add_configuration(reply, wan);
    return reply;
}

}  // namespace

std::vector<Octets> Isp::answer(View frame, Instant now) {
    if (concentrator_) return concentrator_->answer(frame, now);
    const auto gateway = wan_.link.address;
    const auto udp = read_udp(frame);
    if (!udp || udp->destination_port != proto::dhcp_server_port) return {};
    if (udp->datagram.destination != proto::limited_broadcast && udp->datagram.destination != gateway) return {};
    const auto asked = proto::read_dhcp(udp->payload);
    if (!asked) return {};

    const auto reply = [&](proto::DhcpMessage const& message) { return std::vector<Octets>{to_client(message, gateway, mac_)}; };
    switch (asked->type) {
        case proto::DhcpType::discover:
            return reply(lease(*asked, proto::DhcpType::offer, wan_));
        case proto::DhcpType::request: {
            // Selecting names a server; renewing and rebinding name none and say ciaddr (RFC 2131 section 4.3.2).
            if (asked->server_id && *asked->server_id != gateway) {
                other_server_ = asked->server_id;
                return {};
            }
            const auto wanted = asked->ciaddr != Ipv4Address{} ? asked->ciaddr : asked->requested_address.value_or(Ipv4Address{});
            if (wanted != wan_.router_address) return reply(reply_to(*asked, proto::DhcpType::nak, gateway));
            lessee_ = asked->chaddr;
            ++acknowledged_;
            auto acknowledgement = lease(*asked, proto::DhcpType::ack, wan_);
            acknowledgement.ciaddr = asked->ciaddr;
            return reply(acknowledgement);
        }
        case proto::DhcpType::inform: {
            auto acknowledgement = reply_to(*asked, proto::DhcpType::ack, gateway);
            acknowledgement.ciaddr = asked->ciaddr;
            add_configuration(acknowledgement, wan_);
            return reply(acknowledgement);
        }
        case proto::DhcpType::release:
            if (lessee_ == asked->chaddr) lessee_.reset();
            return {};
        case proto::DhcpType::decline:
        case proto::DhcpType::offer:
        case proto::DhcpType::ack:
        case proto::DhcpType::nak:
            return {};
    }
    return {};
}

std::vector<Octets> Isp::assign(Ipv4Address address) {
    wan_.router_address = address;
    return concentrator_ ? concentrator_->assign(address) : std::vector<Octets>{};
}

}  // namespace tsuka::lab
