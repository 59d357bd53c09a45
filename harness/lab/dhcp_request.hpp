// What a DHCP client of the lab says, as frames (RFC 2131 sections 4.1 and 4.4).
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/proto/dhcp.hpp"

#include <cstdint>

namespace tsuka::lab {

[[nodiscard]] proto::DhcpMessage client_message(proto::DhcpType type, std::uint32_t transaction, MacAddress mac);
/// From the DHCP client's port to the server's.
[[nodiscard]] Octets to_server(proto::DhcpMessage const& message, MacAddress frame_destination, Ipv4Address source,
                               Ipv4Address destination);

}  // namespace tsuka::lab
