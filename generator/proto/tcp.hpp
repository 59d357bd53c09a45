// TCP header (RFC 9293 section 3.1) with the Maximum Segment Size option. The row alone knows no addresses, so its checksum is what the
// fields say; frame.hpp writes the right one.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const tcp_protocol;

}  // namespace tsuka::proto
