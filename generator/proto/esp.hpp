// ESP (RFC 4303) as IP protocol 50, ENCR_NULL with HMAC-SHA1-96 (RFC 2410, RFC 2404), so that both ends of a test can check the ICV.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const esp_protocol;

/// SPI, sequence number, payload, trailer and ICV; shared with UDP-encapsulated ESP (RFC 3948 section 2.1).
[[nodiscard]] Result<Octets> build_esp(MessageSpec const& message, Fields const& given, View payload);

/// SPI, sequence number and ICV of octets that start with the SPI; payload is everything after the sequence number.
[[nodiscard]] Result<Decoded> decode_esp(MessageSpec const& message, View octets);

}  // namespace tsuka::proto
