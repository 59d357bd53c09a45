// AH (RFC 4302) as IP protocol 51 with a 12-octet ICV. The ICV covers the outer IP header, so it is written once the datagram exists
// (integrity.hpp); a NAT necessarily breaks it (RFC 3715 section 2.1 (a)).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ah_protocol;

}  // namespace tsuka::proto
