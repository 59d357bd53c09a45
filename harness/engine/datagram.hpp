// A datagram of either family around what it carries.
#pragma once

#include "harness/engine/send_fields.hpp"

#include <optional>

namespace tsuka::engine {

struct PortPair {
    std::uint16_t source = 0;
    std::uint16_t destination = 0;
};

/// UDP or TCP (when there are ports) and IP around a message, as the fields of the step say, and the checksums that cover the addresses.
/// The family is that of the addresses, which are of one.
[[nodiscard]] Octets build_datagram(Parts const& parts, IpAddress const& source, IpAddress const& destination, std::uint8_t protocol,
                                    std::optional<PortPair> ports, View message);

}  // namespace tsuka::engine
