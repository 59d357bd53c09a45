// UDP payloads that are chosen by the checksum that they give (RFC 768, RFC 1624).
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"

#include <cstdint>

namespace tsuka::engine {

/// The payload with its last whole word of 16 bits chosen so that the right UDP checksum between these ends is `wanted`: 1 to 65535, which
/// is what a checksum of 0 is sent as (RFC 768). IPv4; the payload has two octets at least.
[[nodiscard]] Octets choose_by_checksum(Octets payload, Endpoint source, Endpoint destination, std::uint16_t wanted);

}  // namespace tsuka::engine
