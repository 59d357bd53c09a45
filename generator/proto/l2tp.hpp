// L2TP version 2 (RFC 2661) on UDP 1701: control messages with their AVPs, data messages with any mix of optional header fields.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const l2tp_protocol;

}  // namespace tsuka::proto
