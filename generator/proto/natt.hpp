// NAT traversal on UDP 4500 (RFC 3948): ESP in UDP, IKE behind the non-ESP marker, keepalives.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const natt_protocol;

}  // namespace tsuka::proto
