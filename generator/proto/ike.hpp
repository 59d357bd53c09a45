// ISAKMP, IKEv1 (RFC 2408, RFC 2409, RFC 3947) and IKEv2 (RFC 7296) on UDP 500. Bodies that a peer would encrypt are stand-ins of the
// right shape and length: a router cannot tell, and no key is ever agreed.
#pragma once

#include "generator/proto/protocol.hpp"

#include <string_view>

namespace tsuka::proto {

extern ProtocolSpec const ike_protocol;

/// Some messages look alike on the wire (the two directions of Main Mode 3/4, everything encrypted). The one name under which decoders
/// report all of them; the name itself for a message that is unique, whatever its protocol.
[[nodiscard]] std::string_view wire_shape(std::string_view message);

}  // namespace tsuka::proto
