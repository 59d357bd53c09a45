// Ethernet II framing (IEEE 802.3 clause 3): the link both sides of the router are reached through. Padding and FCS are the card's and
// frame.hpp's business.
#pragma once

#include "generator/proto/numbers.hpp"
#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ethernet_protocol;

}  // namespace tsuka::proto
