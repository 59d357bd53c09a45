// Simple Service Discovery Protocol, the part of the UPnP Device Architecture (1.0 section 1.2) with which a host looks for a gateway on
// its own network. In UDP port 1900.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ssdp_protocol;

}  // namespace tsuka::proto
