// NAT discovery of IKE: NAT-D (RFC 3947 section 3.2) and NAT_DETECTION_*_IP (RFC 7296 section 2.23), vendor IDs of NAT-T.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tsuka::proto {

enum class Hash : std::uint8_t { md5, sha1 };

/// HASH(initiator cookie | responder cookie | address | port): for IKEv1 with the negotiated hash, for IKEv2 always SHA-1.
/// Empty when libcrypto refuses the hash (MD5 under a FIPS provider).
[[nodiscard]] Octets nat_detection_hash(Hash hash, std::uint64_t initiator_cookie, std::uint64_t responder_cookie, Ipv4Address address,
                                        std::uint16_t port);

struct VendorId {
    std::string_view title;
    std::string_view hex;
};

/// Vendor IDs that announce NAT traversal, newest first (RFC 3947 and its drafts), then DPD and fragmentation.
[[nodiscard]] std::span<const VendorId> vendor_ids();

}  // namespace tsuka::proto
