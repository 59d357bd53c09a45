// UPnP Internet Gateway Device: the description of a gateway, and what a host asks the service WANIPConnection (or WANPPPConnection, which
// has the same actions) for. HTTP over TCP to the address and path that SSDP has told, each request in a connection of its own.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const upnp_protocol;

}  // namespace tsuka::proto
