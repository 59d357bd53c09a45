// Options of DHCP (RFC 2132) as they stand one behind the other: shared by the rows of the field table and the lab's own view.
#pragma once

#include "generator/base/octets.hpp"

#include <vector>

namespace tsuka::proto {

inline constexpr std::size_t dhcp_head_size = 240;
inline constexpr std::uint32_t dhcp_magic_cookie = 0x63825363;
inline constexpr std::size_t dhcp_sname_place = 44;
inline constexpr std::size_t dhcp_file_place = 108;

enum DhcpOption : std::uint8_t {
    option_pad = 0,
    option_subnet_mask = 1,
    option_router = 3,
    option_dns = 6,
    option_requested_address = 50,
    option_lease_time = 51,
    option_overload = 52,
    option_message_type = 53,
    option_server_id = 54,
    option_parameter_list = 55,
    option_client_id = 61,
    option_end = 255,
};

/// Appends code, length and value (at most 255 octets).
void append_dhcp_option(Octets& octets, std::uint8_t code, View value);

/// Appends the end option and pads to 300 octets, which old relays insist on (RFC 1542 section 2.1).
void end_dhcp_options(Octets& octets);

struct FoundDhcpOption {
    std::uint8_t code = 0;
    std::size_t place = 0;  ///< of the value, in octets of the message
    View value;
};

/// All options of a message of at least 240 octets, those in `file` and `sname` too when option 52 says so (RFC 2132 section 9.3).
/// False when one runs past the end of its area; those before it are found all the same.
[[nodiscard]] bool find_dhcp_options(View message, std::vector<FoundDhcpOption>& found);

}  // namespace tsuka::proto
