// IPv4 header (RFC 791), with DSCP and ECN as RFC 2474 and RFC 3168 read the old Type of Service.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ip_protocol;

}  // namespace tsuka::proto
