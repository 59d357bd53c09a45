// What this process may do, as the kernel counts it (capabilities(7)); not by who it is, since a program can have capabilities of its own.
#pragma once

namespace tsuka::lab {

/// CAP_NET_RAW and CAP_NET_ADMIN, which real interfaces need.
[[nodiscard]] bool may_use_interfaces();

}  // namespace tsuka::lab
