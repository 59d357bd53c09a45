// Whose frame is it: see demux.hpp.
#include "harness/run/demux.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/dhcp.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/numbers.hpp"

#include <algorithm>

namespace tsuka::run {

namespace {

/// Source and destination of a UDP message over IPv4 that is not in fragments; zeros for anything else.
std::pair<std::uint64_t, std::uint64_t> udp_ports(std::optional<proto::IpView> const& ip) {
    if (!ip || ip->family != IpFamily::v4 || !ip->carries(proto::IpProtocol::udp) || ip->is_fragment()) return {};
    return {read_bits(ip->payload(), 0, 16).value_or(0), read_bits(ip->payload(), 16, 16).value_or(0)};
}

bool is_dhcp(std::optional<proto::IpView> const& ip) {
    const auto port = udp_ports(ip).second;
    return port == proto::dhcp_server_port || port == proto::dhcp_client_port;
}

constexpr std::size_t source_port = 0;        // bits, in TCP and UDP
constexpr std::size_t destination_port = 16;  // RFC 9293 section 3.1, RFC 768

/// MAC, port and whether it is one of TCP, in one number: the first bit of a MAC address is a group's, which no host has.
std::uint64_t socket_of(std::uint64_t mac, proto::IpView const& ip, std::size_t port) {
    constexpr std::uint64_t of_tcp = std::uint64_t{1} << 40U;
    return (ip.carries(proto::IpProtocol::tcp) ? mac | of_tcp : mac) << 16U | read_bits(ip.payload(), port, 16).value_or(0);
}

/// Whether there are ports in it.
bool has_ports(proto::IpView const& ip) {
    return (ip.carries(proto::IpProtocol::tcp) || ip.carries(proto::IpProtocol::udp)) && !ip.is_fragment();
}

std::vector<IpAddress> addresses_of(model::Host const& host) {
    std::vector<IpAddress> all{host.address};
    if (host.address6) all.push_back(*host.address6);
    return all;
}

}  // namespace

bool concerns_lab(View frame) {
    if (const auto link = read_ethernet(frame);
        link && (link->type == ether_type_arp || link->type == ether_type_pppoe_discovery || link->type == ether_type_pppoe_session))
        return true;
    const auto ip = proto::view_frame(frame);
    if (!ip) return false;
    return ip->carries(proto::IpProtocol::icmp) || ip->carries(proto::IpProtocol::icmpv6) || is_dhcp(ip);
}

bool is_dhcp(View frame) {
    return is_dhcp(proto::view_frame(frame));
}

bool from_dhcp_server(View frame) {
    return udp_ports(proto::view_frame(frame)) == std::pair<std::uint64_t, std::uint64_t>(proto::dhcp_server_port, proto::dhcp_client_port);
}

std::uint32_t Demux::begin(std::string name) {
    cases_.push_back({std::move(name), Kind::running});
    return static_cast<std::uint32_t>(cases_.size() - 1);
}

void Demux::add(std::uint32_t number, model::Host const& host) {
    if (host.side == Side::lan)
        lan_[to_number(host.mac)] = number;
    else
        for (auto const& address : addresses_of(host)) wan_[address] = number;
}

void Demux::end(std::uint32_t number, std::vector<model::Host> const& hosts) {
    cases_[number].kind = Kind::ended;
    const auto drop = [number](auto& map, auto const& key) {
        if (const auto found = map.find(key); found != map.end() && found->second == number) map.erase(found);
    };
    for (auto const& host : hosts) {
        if (host.side == Side::lan)
            drop(lan_, to_number(host.mac));
        else
            for (auto const& address : addresses_of(host)) drop(wan_, address);
    }
}

void Demux::sends(Side side, View frame) {
    if (side != Side::lan) return;
    if (const auto ip = proto::view_frame(frame); ip && has_ports(*ip))
        opened_.insert(socket_of(to_number(read_ethernet(frame)->source), *ip, source_port));
}

bool Demux::is_open(View frame) const {
    const auto ip = proto::view_frame(frame);
    return ip && has_ports(*ip) && opened_.contains(socket_of(to_number(read_ethernet(frame)->destination), *ip, destination_port));
}

Demux::Owner Demux::owner(Side side, View frame) const {
    if (const auto token = engine::token_of_frame(magic_, frame)) {
        const auto number = token->case_number;
        return number < cases_.size() ? Owner{cases_[number].kind, number} : Owner{};
    }
    const auto ip = proto::view_frame(frame);
    if (!ip) return {};
    const auto owner = [this](auto const& map, auto const& key) {
        const auto found = map.find(key);
        return found == map.end() ? Owner{} : Owner{cases_[found->second].kind, found->second};
    };
    if (side == Side::wan) return owner(wan_, ip->destination);
    const auto mac = to_number(read_ethernet(frame)->destination);
    const auto client = owner(lan_, mac);
    const bool tcp = ip->carries(proto::IpProtocol::tcp) && !ip->is_fragment();
    if (!tcp || client.kind == Kind::nobody || opened_.contains(socket_of(mac, *ip, destination_port))) return client;
    // A server is one case's alone, so what it has sent is that case's, also where the router delivers it to a client of another one that
    // has nothing to do with it.
    const auto server = owner(wan_, ip->source);
    return server.kind == Kind::nobody ? client : server;
}

std::string const& Demux::name(std::uint32_t number) const {
    static const std::string none;
    return number < cases_.size() ? cases_[number].name : none;
}

}  // namespace tsuka::run
