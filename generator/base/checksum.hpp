// The Internet checksum (RFC 1071) over IPv4 headers and over TCP, UDP and ICMP with their pseudo-header.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"

namespace tsuka {

/// One's complement of the one's complement sum of 16-bit words; an odd last octet counts as the high half (RFC 1071 section 1).
/// Over octets that hold their own right checksum the result is 0.
[[nodiscard]] std::uint16_t internet_checksum(View octets);

/// The same with the IPv4 pseudo-header in front (RFC 768, RFC 9293 section 3.1): addresses, protocol, length of `segment`.
[[nodiscard]] std::uint16_t transport_checksum(Ipv4Address source, Ipv4Address destination, std::uint8_t protocol, View segment);

/// The same for both families; the pseudo-header of IPv6 is that of RFC 8200 section 8.1. `protocol` is the upper-layer protocol, not the
/// next header of the IPv6 header where extension headers follow it. Both addresses are of one family.
[[nodiscard]] std::uint16_t transport_checksum(IpAddress const& source, IpAddress const& destination, std::uint8_t protocol, View segment);

}  // namespace tsuka
