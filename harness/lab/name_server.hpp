// DNS as far as a router asks: one question, one address for every name (RFC 1035 section 4).
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

namespace tsuka::lab {

/// The reply to a standard query with one question; empty for anything else. Class IN and type A (or ANY) get `address`, all others no
/// data.
[[nodiscard]] Octets reply_to_query(View query, Ipv4Address address);

}  // namespace tsuka::lab
