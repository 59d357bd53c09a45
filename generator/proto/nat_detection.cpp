// Hashes and vendor IDs of NAT discovery: see nat_detection.hpp.
#include "generator/proto/nat_detection.hpp"

#include <openssl/evp.h>

#include <array>

namespace tsuka::proto {

namespace {

// All but the last two are MD5 sums of the name of their document (RFC 3947 section 3.1), so they can be recomputed.
constexpr std::array<VendorId, 12> known{{
    {"RFC 3947", "4a131c81070358455c5728f20e95452f"},
    {"draft-ietf-ipsec-nat-t-ike-08", "8f8d83826d246b6fc7a8a6a428c11de8"},
    {"draft-ietf-ipsec-nat-t-ike-07", "439b59f8ba676c4c7737ae22eab8f582"},
    {"draft-ietf-ipsec-nat-t-ike-06", "4d1e0e136deafa34c4f3ea9f02ec7285"},
    {"draft-ietf-ipsec-nat-t-ike-05", "80d0bb3def54565ee84645d4c85ce3ee"},
    {"draft-ietf-ipsec-nat-t-ike-04", "9909b64eed937c6573de52ace952fa6b"},
    {"draft-ietf-ipsec-nat-t-ike-03", "7d9419a65310ca6f2c179d9215529d56"},
    {"draft-ietf-ipsec-nat-t-ike-02", "cd60464335df21f87cfdb2fc68b6a448"},
    {"draft-ietf-ipsec-nat-t-ike-02, with line feed", "90cb80913ebb696e086381b5ec427b1f"},
    {"draft-ietf-ipsec-nat-t-ike-00", "4485152d18b6bbcd0be8a8469579ddcc"},
    {"Dead Peer Detection (RFC 3706)", "afcad71368a1f1c96b8696fc77570100"},
    {"FRAGMENTATION", "4048b7d56ebce88525e7de7f00d6c2d3"},
}};

}  // namespace

Octets nat_detection_hash(Hash hash, std::uint64_t initiator_cookie, std::uint64_t responder_cookie, Ipv4Address address,
                          std::uint16_t port) {
    Writer writer;
    writer.u64(initiator_cookie).u64(responder_cookie).u32(address.number).u16(port);
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    auto const* algorithm = hash == Hash::md5 ? EVP_md5() : EVP_sha1();
    if (EVP_Digest(writer.view().data(), writer.size(), digest.data(), &length, algorithm, nullptr) != 1) return {};
    return {digest.begin(), digest.begin() + length};
}

std::span<const VendorId> vendor_ids() {
    return known;
}

}  // namespace tsuka::proto
