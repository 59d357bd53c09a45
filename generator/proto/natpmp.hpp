// NAT Port Mapping Protocol (RFC 6886): a LAN host asks the router for a port outside. In UDP port 5351, version 0.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const natpmp_protocol;

}  // namespace tsuka::proto
