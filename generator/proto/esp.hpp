// ESP (RFC 4303) as IP protocol 50, ENCR_NULL with HMAC-SHA1-96 (RFC 2410, RFC 2404), so that both ends of a test can check the ICV.
#pragma once

#include "generator/proto/protocol.hpp"

#include <array>

namespace tsuka::proto {

extern ProtocolSpec const esp_protocol;

/// Fields of an ESP packet, whatever carries it: IP, or UDP (natt.hpp).
inline constexpr std::array<FieldSpec, 2> esp_head{{
    {.name = "spi",
     .bit = 0,
     .width = 32,
     .initial = 0x1000,
     .about = "Security Parameters Index, 1 to 255 reserved (RFC 4303 section 2.1), never 0 inside UDP (RFC 3948 section 2.1)"},
    {.name = "seq",
     .bit = 32,
     .width = 32,
     .initial = 1,
     .about = "Sequence Number, the first packet of an SA has 1 (RFC 4303 section 2.2)"},
}};
inline constexpr std::size_t esp_head_size = 8;

/// What the trailer and what stands behind it are made of.
inline constexpr std::array<FieldSpec, 3> esp_variable{{
    {.name = "next_header",
     .width = 8,
     .initial = 59,
     .about = "Next Header in the trailer: 59 opaque octets, 4 a whole IPv4 datagram (RFC 4303 section 2.6)"},
    {.name = "trailer", .width = 1, .initial = 1, .about = "0 leaves out trailer and ICV, so that the payload given ends the packet"},
    {.name = "icv",
     .kind = FieldKind::octets,
     .about = "Integrity Check Value, HMAC-SHA1-96 with the documented test key; the last 12 octets (RFC 4303 section 2.8)"},
}};

/// SPI, sequence number, payload, trailer and ICV; shared with UDP-encapsulated ESP (RFC 3948 section 2.1).
[[nodiscard]] Result<Octets> build_esp(MessageSpec const& message, Fields const& given, View payload);

/// SPI, sequence number and ICV of octets that start with the SPI; payload is everything after the sequence number.
[[nodiscard]] Result<Decoded> decode_esp(MessageSpec const& message, View octets);

}  // namespace tsuka::proto
