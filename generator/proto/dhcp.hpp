// DHCP (RFC 2131, RFC 2132): what the lab's clients ask of the router and what its server answers on the WAN side.
#pragma once

#include "generator/base/address.hpp"
#include "generator/proto/protocol.hpp"

#include <optional>
#include <vector>

namespace tsuka::proto {

extern ProtocolSpec const dhcp_protocol;

inline constexpr std::uint16_t dhcp_server_port = 67;
inline constexpr std::uint16_t dhcp_client_port = 68;

/// 255.255.255.255 (RFC 919 section 7): everybody on this link, also who has no address yet.
inline constexpr Ipv4Address limited_broadcast{0xffffffff};

/// Option 53 (RFC 2132 section 9.6).
enum class DhcpType : std::uint8_t { discover = 1, offer, request, decline, ack, nak, release, inform };

/// A DHCP message as the lab uses it. Whether it is a BOOTREQUEST or a BOOTREPLY follows from its type.
struct DhcpMessage {
    DhcpType type = DhcpType::discover;
    std::uint32_t xid = 0;
    std::uint16_t secs = 0;
    bool broadcast = false;  ///< the client cannot receive unicast yet (RFC 2131 section 4.1)
    Ipv4Address ciaddr;      ///< client's address, when it has one
    Ipv4Address yiaddr;      ///< "your" address
    Ipv4Address siaddr;
    Ipv4Address giaddr;
    MacAddress chaddr;
    std::optional<Ipv4Address> requested_address;  ///< option 50
    std::optional<Ipv4Address> server_id;          ///< option 54
    std::optional<std::uint32_t> lease_time;       ///< option 51, seconds
    std::optional<Ipv4Address> subnet_mask;        ///< option 1
    std::vector<Ipv4Address> routers;              ///< option 3
    std::vector<Ipv4Address> dns_servers;          ///< option 6
    Octets parameter_list;                         ///< option 55: codes that the client asks for
    Octets client_id;                              ///< option 61, type octet included
};

/// The UDP payload, padded to 300 octets, which old relays insist on (RFC 1542 section 2.1).
[[nodiscard]] Octets build_dhcp(DhcpMessage const& message);

/// Nothing when the octets are not a whole DHCP message (too short, no magic cookie, no or unknown option 53).
[[nodiscard]] std::optional<DhcpMessage> read_dhcp(View udp_payload);

}  // namespace tsuka::proto
