// What fragmentation needs of an IPv4 header (RFC 791 section 3.1), read with distrust.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <optional>

namespace tsuka::shape {

constexpr std::size_t smallest_header = 20;
constexpr std::size_t largest_datagram = 65535;

struct Ipv4Head {
    std::size_t header_length = 0;  ///< octets
    std::size_t total_length = 0;
    std::uint16_t id = 0;
    bool dont_fragment = false;
    bool more_fragments = false;
    std::size_t offset = 0;  ///< octets, a multiple of 8
    std::uint8_t protocol = 0;
    Ipv4Address source;
    Ipv4Address destination;
};

/// Nothing when version, header length or total length cannot be right. The header checksum is not looked at: dissect() reports it.
[[nodiscard]] std::optional<Ipv4Head> read_ipv4_head(View datagram);

/// Makes the header at the front of `datagram` true again: total length, offset (octets), MF and header checksum. DF stays.
void finish_header(Octets& datagram, std::size_t header_length, std::size_t offset, bool more_fragments);

}  // namespace tsuka::shape
