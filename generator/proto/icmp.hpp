// ICMP (RFC 792): echo, and the errors that a NAT has to translate inside out (RFC 5508 section 4).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const icmp_protocol;

/// Types whose body quotes the datagram they are about: 3, 4, 5, 11, 12 (RFC 1122 section 3.2.2).
[[nodiscard]] bool is_icmp_error(std::uint8_t type);

}  // namespace tsuka::proto
