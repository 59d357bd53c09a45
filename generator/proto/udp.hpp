// UDP header (RFC 768). The row alone knows no addresses, so it writes checksum 0 ("none"); frame.hpp writes the right one.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const udp_protocol;

}  // namespace tsuka::proto
