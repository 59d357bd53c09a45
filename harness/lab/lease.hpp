// Whether a client could live with the lease that a DHCP server gives it. A lab takes any sane one; an absurd one is told in words before
// anything is tested with it, since whatever came of it would be blamed on something else.
#pragma once

#include "generator/proto/dhcp.hpp"

#include <optional>
#include <string>

namespace tsuka::lab {

/// Why not, as the end of "10.0.0.1 leases ..."; nothing when there is nothing wrong with it. For a DHCPACK (RFC 2131 table 3).
[[nodiscard]] std::optional<std::string> wrong_with_lease(proto::DhcpMessage const& acknowledgement);

}  // namespace tsuka::lab
