// Whole frames from parts: Ethernet, ARP, IPv4, ICMP, UDP, TCP. Built by libtins, which always writes right lengths and checksums;
// deliberate faults are patched in afterwards (dissect.hpp).
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/proto/numbers.hpp"

#include <cstdint>
#include <optional>

namespace tsuka::proto {

struct IpParameters {
    Ipv4Address source;
    Ipv4Address destination;
    std::uint8_t protocol = 0;
    std::uint8_t ttl = 64;
    std::uint8_t tos = 0;  ///< DSCP and ECN together
    std::uint16_t id = 0;
    bool dont_fragment = false;
    bool more_fragments = false;
    std::uint16_t fragment_offset = 0;  ///< in units of 8 octets
    Octets options = {};                ///< 40 octets at most; padded with zeros to a multiple of 4
};

struct TcpParameters {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t seq = 0;
    std::uint32_t ack = 0;
    std::uint8_t flags = 0;  ///< FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32 (RFC 9293 section 3.1)
    std::uint16_t window = 65535;
    std::optional<std::uint16_t> mss;
    bool window_scale = false;    ///< the option, with a shift of 0 (RFC 7323 section 2)
    bool sack_permitted = false;  ///< the option (RFC 2018 section 2)
};

/// IPv4 header (RFC 791, 20 octets and the options, right checksum) in front of `payload`.
[[nodiscard]] Octets build_ipv4(IpParameters const& ip, View payload);
/// UDP header in front of `payload`, checksum over the pseudo-header of source and destination; 0 if `checksum` is false (RFC 768).
[[nodiscard]] Octets build_udp(Ipv4Address source, Ipv4Address destination, std::uint16_t source_port, std::uint16_t destination_port,
                               View payload, bool checksum = true);
[[nodiscard]] Octets build_tcp(Ipv4Address source, Ipv4Address destination, TcpParameters const& tcp, View payload);
/// ICMP message with right checksum: type, code, the 4 octets after the checksum, and what follows (RFC 792).
[[nodiscard]] Octets build_icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest_of_header, View payload);
/// Ethernet II frame: the link's own business.
using tsuka::build_ethernet;
/// ARP over Ethernet for IPv4 (RFC 826). operation: 1 request, 2 reply. A request's target_mac is zero; its frame goes to `destination`.
[[nodiscard]] Octets build_arp(MacAddress destination, std::uint16_t operation, MacAddress sender_mac, Ipv4Address sender,
                               MacAddress target_mac, Ipv4Address target);

}  // namespace tsuka::proto
