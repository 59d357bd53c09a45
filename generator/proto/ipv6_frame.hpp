// Datagrams of IPv6 from parts: header, UDP and ICMPv6 with the pseudo-header of IPv6 in their checksums.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"
#include "generator/proto/numbers.hpp"

#include <cstdint>

namespace tsuka::proto {

/// Both addresses are IPv6.
struct Ipv6Parameters {
    IpAddress source;
    IpAddress destination;
    std::uint8_t next_header = 0;
    std::uint8_t hop_limit = 64;
    std::uint8_t traffic_class = 0;  ///< DSCP and ECN together
    std::uint32_t flow_label = 0;    ///< 20 bits
};

/// IPv6 header (RFC 8200 section 3, 40 octets) in front of `payload`, which holds at most 65535 octets.
[[nodiscard]] Octets build_ipv6(Ipv6Parameters const& ip, View payload);
/// UDP header in front of `payload`. Over IPv6 a checksum is always made; one that comes out as zero is sent as ones (RFC 8200
/// section 8.1).
[[nodiscard]] Octets build_udp_v6(IpAddress const& source, IpAddress const& destination, std::uint16_t source_port,
                                  std::uint16_t destination_port, View payload);
/// Writes the checksum of a finished ICMPv6 message. Unlike ICMP's it covers the pseudo-header (RFC 4443 section 2.3).
void write_icmpv6_checksum(Octets& message, IpAddress const& source, IpAddress const& destination);
/// ICMPv6 message: type, code, the 4 octets after the checksum, and what follows.
[[nodiscard]] Octets build_icmpv6(IpAddress const& source, IpAddress const& destination, std::uint8_t type, std::uint8_t code,
                                  std::uint32_t rest_of_header, View payload);

}  // namespace tsuka::proto
