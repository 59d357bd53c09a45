// Protocols without ports that a router may never have heard of: L2TPv3 (RFC 3931) and EtherIP (RFC 3378), which carry VPNs directly over
// IP, and the number that is kept for experiments (RFC 3692).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const l2tpv3_protocol;
extern ProtocolSpec const etherip_protocol;
extern ProtocolSpec const experiment_protocol;

}  // namespace tsuka::proto
