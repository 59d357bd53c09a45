// Port Control Protocol (RFC 6887): a LAN host asks the router for a mapping, of any protocol. In UDP port 5351, version 2.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const pcp_protocol;

}  // namespace tsuka::proto
