// The datagram that an ICMP error quotes: see quote.hpp.
#include "harness/sim/quote.hpp"

#include "generator/base/checksum.hpp"

#include <algorithm>

namespace tsuka::sim {

namespace {

constexpr std::size_t icmp_head = 8;
constexpr std::size_t gre_call_id = 6;
constexpr std::size_t query_identifier = 4;

bool has_ports(std::uint8_t protocol) {
    return protocol == ip_protocol::udp || protocol == ip_protocol::tcp;
}

}  // namespace

Quote::Quote(Packet& packet, QuotedEnd own) : packet_(packet), own_(own), ip_(packet.body() + icmp_head) {
    // RFC 5508 REQ-3 b: the quoted header may have options.
    transport_ = ip_ + static_cast<std::size_t>(packet.get(ip_, 1) & 0x0fU) * 4;
}

std::size_t Quote::octets_behind_header() const {
    const bool ipv4 = packet_.get(ip_, 1) >> 4U == 4 && transport_ >= ip_ + 20;
    const bool later_fragment = (packet_.get(ip_ + 6, 2) & 0x1fffU) != 0;
    return ipv4 && !later_fragment && packet_.size() > transport_ ? packet_.size() - transport_ : 0;
}

bool Quote::header_right() const {
    return internet_checksum(part(packet_.octets(), ip_, transport_ - ip_)) == 0;
}

bool Quote::udp_right() const {
    const auto length = static_cast<std::size_t>(packet_.get(transport_ + 4, 2));
    if (protocol() != ip_protocol::udp || packet_.get(transport_ + 6, 2) == 0 || length > octets_behind_header()) return true;
    const Ipv4Address source{static_cast<std::uint32_t>(packet_.get(ip_ + 12, 4))};
    const Ipv4Address destination{static_cast<std::uint32_t>(packet_.get(ip_ + 16, 4))};
    return transport_checksum(source, destination, ip_protocol::udp, part(packet_.octets(), transport_, length)) == 0;
}

std::optional<std::size_t> Quote::own_port_place() const {
    if (has_ports(protocol())) return transport_ + (own_ == QuotedEnd::source ? 0 : 2);
    if (protocol() == ip_protocol::icmp) return transport_ + query_identifier;
    // A Call ID is its receiver's (RFC 2637 section 4.1): in what a client has sent it is not the client's.
    if (protocol() == ip_protocol::gre && own_ == QuotedEnd::destination) return transport_ + gre_call_id;
    return std::nullopt;
}

std::uint16_t Quote::own_port() const {
    const auto place = own_port_place();
    return place ? static_cast<std::uint16_t>(packet_.get(*place, 2)) : std::uint16_t{0};
}

std::uint16_t Quote::peer_port() const {
    if (has_ports(protocol())) return static_cast<std::uint16_t>(packet_.get(transport_ + (own_ == QuotedEnd::source ? 2 : 0), 2));
    const bool peers_call = protocol() == ip_protocol::gre && own_ == QuotedEnd::source;
    return peers_call ? static_cast<std::uint16_t>(packet_.get(transport_ + gre_call_id, 2)) : std::uint16_t{0};
}

std::optional<std::size_t> Quote::checksum_place() const {
    std::size_t place = 0;
    switch (protocol()) {
        case ip_protocol::udp:
            place = transport_ + 6;
            break;
        case ip_protocol::tcp:
            place = transport_ + 16;
            break;
        case ip_protocol::icmp:
            place = transport_ + 2;
            break;
        default:
            return std::nullopt;
    }
    const bool none = protocol() == ip_protocol::udp && packet_.get(place, 2) == 0;  // RFC 768
    return none || place + 2 > packet_.size() ? std::nullopt : std::optional(place);
}

/// RFC 1624 equation 3 for a checksum at `place` that covers 32 bits which change.
void Quote::mend(std::size_t place, std::uint32_t before, std::uint32_t after) {
    auto sum = static_cast<std::uint32_t>(~packet_.get(place, 2) & 0xffffU);
    for (unsigned half : {0U, 16U}) sum += (~(before >> half) & 0xffffU) + ((after >> half) & 0xffffU);
    while (sum >> 16U) sum = (sum & 0xffffU) + (sum >> 16U);
    packet_.set(place, ~sum & 0xffffU, 2);
}

void Quote::set_own(Ipv4Address address, bool mend_header) {
    const auto before = own().number;
    if (mend_header) mend(ip_ + 10, before, address.number);
    const bool pseudo_header = has_ports(protocol());
    if (const auto place = checksum_place(); place && pseudo_header) mend(*place, before, address.number);
    packet_.set(own_address(), address.number, 4);
}

void Quote::set_own_port(std::uint16_t port) {
    const auto place = own_port_place();
    if (!place) return;
    if (const auto sum = checksum_place()) mend(*sum, own_port(), port);
    packet_.set(*place, port, 2);
}

}  // namespace tsuka::sim
