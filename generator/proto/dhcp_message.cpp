// The lab's own view of a DHCP message: declared in dhcp.hpp.
#include "generator/proto/dhcp.hpp"
#include "generator/proto/dhcp_options.hpp"

#include <algorithm>

namespace tsuka::proto {

namespace {

Octets number_octets(std::uint32_t number) {
    return Writer().u32(number).take();
}

Octets address_list(std::vector<Ipv4Address> const& addresses) {
    Writer writer;
    for (auto address : addresses) writer.u32(address.number);
    return writer.take();
}

std::vector<Ipv4Address> read_addresses(View value) {
    std::vector<Ipv4Address> addresses;
    Reader reader(value);
    while (reader.left() >= 4) addresses.push_back({reader.u32()});
    return addresses;
}

bool is_reply(DhcpType type) {
    return type == DhcpType::offer || type == DhcpType::ack || type == DhcpType::nak;
}

void take_option(FoundDhcpOption const& option, DhcpMessage& message) {
    const auto addresses = read_addresses(option.value);
    const auto first = addresses.empty() ? std::nullopt : std::optional(addresses.front());
    switch (option.code) {
        case option_subnet_mask:
            message.subnet_mask = first;
            break;
        case option_router:
            message.routers = addresses;
            break;
        case option_dns:
            message.dns_servers = addresses;
            break;
        case option_requested_address:
            message.requested_address = first;
            break;
        case option_server_id:
            message.server_id = first;
            break;
        case option_lease_time:
            if (first) message.lease_time = first->number;
            break;
        case option_parameter_list:
            message.parameter_list.assign(option.value.begin(), option.value.end());
            break;
        case option_client_id:
            message.client_id.assign(option.value.begin(), option.value.end());
            break;
        default:
            break;
    }
}

void append_dhcp_options(DhcpMessage const& message, Octets& octets) {
    append_dhcp_option(octets, option_message_type, Octets{static_cast<std::uint8_t>(message.type)});
    const auto address = [&](std::uint8_t code, std::optional<Ipv4Address> const& value) {
        if (value) append_dhcp_option(octets, code, number_octets(value->number));
    };
    address(option_requested_address, message.requested_address);
    address(option_server_id, message.server_id);
    if (message.lease_time) append_dhcp_option(octets, option_lease_time, number_octets(*message.lease_time));
    address(option_subnet_mask, message.subnet_mask);
    if (!message.routers.empty()) append_dhcp_option(octets, option_router, address_list(message.routers));
    if (!message.dns_servers.empty()) append_dhcp_option(octets, option_dns, address_list(message.dns_servers));
    if (!message.parameter_list.empty()) append_dhcp_option(octets, option_parameter_list, message.parameter_list);
    if (!message.client_id.empty()) append_dhcp_option(octets, option_client_id, message.client_id);
}

}  // namespace

Octets build_dhcp(DhcpMessage const& message) {
    Writer head;
    head.u8(is_reply(message.type) ? 2 : 1).u8(1).u8(6).u8(0).u32(message.xid).u16(message.secs).u16(message.broadcast ? 0x8000 : 0);
    head.u32(message.ciaddr.number).u32(message.yiaddr.number).u32(message.siaddr.number).u32(message.giaddr.number);
    head.octets(message.chaddr.octets).zeros(10 + 64 + 128).u32(dhcp_magic_cookie);
    auto octets = head.take();
    append_dhcp_options(message, octets);
    end_dhcp_options(octets);
    return octets;
}

std::optional<DhcpMessage> read_dhcp(View udp_payload) {
    if (udp_payload.size() < dhcp_head_size || read_bits(udp_payload, std::size_t{236} * 8, 32) != dhcp_magic_cookie) return std::nullopt;
    std::vector<FoundDhcpOption> found;
    if (!find_dhcp_options(udp_payload, found)) return std::nullopt;
    DhcpMessage message;
    bool typed = false;
    for (auto const& option : found) {
        take_option(option, message);
        if (option.code != option_message_type || option.value.size() != 1) continue;
        if (option.value[0] < 1 || option.value[0] > 8) return std::nullopt;
        message.type = static_cast<DhcpType>(option.value[0]);
        typed = true;
    }
    if (!typed) return std::nullopt;
    Reader head(udp_payload);
    head.skip(4);
    message.xid = head.u32();
    message.secs = head.u16();
    message.broadcast = (head.u16() & 0x8000U) != 0;
    message.ciaddr = {head.u32()};
    message.yiaddr = {head.u32()};
    message.siaddr = {head.u32()};
    message.giaddr = {head.u32()};
    const auto mac = head.take(6);
    std::copy(mac.begin(), mac.end(), message.chaddr.octets.begin());
    return message;
}

}  // namespace tsuka::proto
