// ARP over Ethernet for IPv4 (RFC 826): request and reply.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const arp_protocol;

}  // namespace tsuka::proto
