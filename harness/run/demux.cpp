// Whose frame is it: see demux.hpp.
#include "harness/run/demux.hpp"

#include "generator/proto/ip_view.hpp"
#include "generator/proto/numbers.hpp"

#include <algorithm>

namespace tsuka::run {

namespace {

constexpr std::size_t ethernet_header = 14;
constexpr std::uint16_t dhcp_server = 67;
constexpr std::uint16_t dhcp_client = 68;

std::uint64_t key_of(MacAddress const& mac) {
    std::uint64_t key = 0;
    for (const auto octet : mac.octets) key = (key << 8U) | octet;
    return key;
}

}  // namespace

bool concerns_lab(View frame) {
    if (frame.size() >= ethernet_header && read_bits(frame, 12 * 8, 16) == proto::ether_type_arp) return true;
    const auto ip = proto::view_frame(frame);
    if (!ip) return false;
    if (ip->carries(proto::IpProtocol::icmp) || ip->carries(proto::IpProtocol::icmpv6)) return true;
    if (!ip->carries(proto::IpProtocol::udp) || ip->is_fragment()) return false;
    const auto port = read_bits(ip->payload(), 2 * 8, 16);
    return port == dhcp_server || port == dhcp_client;
}

std::uint32_t Demux::begin(std::string name) {
    cases_.push_back({std::move(name), Kind::running});
    return static_cast<std::uint32_t>(cases_.size() - 1);
}

void Demux::add(std::uint32_t number, model::Host const& host) {
    if (host.side == Side::lan)
        lan_[key_of(host.mac)] = number;
    else
        wan_[IpAddress(host.address)] = number;
}

void Demux::end(std::uint32_t number, std::vector<model::Host> const& hosts) {
    cases_[number].kind = Kind::ended;
    const auto drop = [number](auto& map, auto const& key) {
        if (const auto found = map.find(key); found != map.end() && found->second == number) map.erase(found);
    };
    for (auto const& host : hosts) {
        if (host.side == Side::lan)
            drop(lan_, key_of(host.mac));
        else
            drop(wan_, IpAddress(host.address));
    }
}

Demux::Owner Demux::owner(Side side, View frame) const {
    if (const auto token = engine::token_of_frame(magic_, frame)) {
        const auto number = token->case_number;
        return number < cases_.size() ? Owner{cases_[number].kind, number} : Owner{};
    }
    const auto ip = proto::view_frame(frame);
    if (!ip) return {};
    if (side == Side::wan) {
        const auto found = wan_.find(ip->destination);
        return found == wan_.end() ? Owner{} : Owner{cases_[found->second].kind, found->second};
    }
    MacAddress mac;
    std::copy_n(frame.begin(), mac.octets.size(), mac.octets.begin());
    const auto found = lan_.find(key_of(mac));
    return found == lan_.end() ? Owner{} : Owner{cases_[found->second].kind, found->second};
}

std::string const& Demux::name(std::uint32_t number) const {
    static const std::string none;
    return number < cases_.size() ? cases_[number].name : none;
}

}  // namespace tsuka::run
