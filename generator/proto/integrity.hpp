// Integrity checks that travel with a datagram: HMAC-SHA1-96 (RFC 2404) of ESP and AH, made with a key that everybody knows. They prove
// that a router left a protected packet alone, nothing else.
#pragma once

#include "generator/base/octets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tsuka::proto {

/// Octets of an ICV (RFC 2404 section 2: HMAC-SHA-1 truncated to 96 bits).
inline constexpr std::size_t icv_size = 12;

/// The documented test key: the 20 octets "tsuka integrity key." in ASCII. 20 octets because RFC 2404 section 3 asks for 160 bits.
[[nodiscard]] View test_key();

/// HMAC-SHA1-96 (RFC 2404): the first 12 octets of HMAC-SHA1.
[[nodiscard]] Octets hmac_sha1_96(View key, View octets);

/// ICV over ESP from the SPI to the next header octet (RFC 4303 section 2.8).
[[nodiscard]] Octets esp_icv(View key, View protected_octets);

/// AH's ICV (RFC 4302 section 3.3.3) with HMAC-SHA1-96 over a whole datagram whose first payload is AH, of IPv4 or of IPv6 without
/// extension headers: mutable fields and mutable options of the outer header and the ICV itself are taken as zero. Empty when the datagram
/// does not start so.
[[nodiscard]] Octets ah_icv(View key, View datagram);

/// Writes the right ICV into such a datagram, whose AH has room for 12 octets; false (nothing written) otherwise.
bool write_ah_icv(std::span<std::uint8_t> datagram, View key);

/// Whether the ICV of an ESP, AH or UDP-encapsulated ESP datagram (from the IP header on) is right. Nothing when there is none to look
/// at: another protocol, a fragment, a keepalive, IKE on UDP 4500, or too short.
[[nodiscard]] std::optional<bool> icv_valid(View datagram, View key);

}  // namespace tsuka::proto
