// Payloads of IKE in clear: their names, their octets as a plausible peer would send them, and the chain in which they stand
// (RFC 2408 section 3.1, RFC 7296 section 3.2).
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::proto {

/// Payload types that builder and decoder look at.
namespace ike_type {
inline constexpr std::uint8_t vid_v1 = 13;
inline constexpr std::uint8_t nonce_v1 = 10;
inline constexpr std::uint8_t nat_d = 20;
inline constexpr std::uint8_t nonce_v2 = 40;
inline constexpr std::uint8_t notify_v2 = 41;
inline constexpr std::uint8_t vid_v2 = 43;
inline constexpr std::uint8_t encrypted_v2 = 46;
inline constexpr std::uint8_t encrypted_fragment_v2 = 53;
}  // namespace ike_type

/// Notify types of NAT detection (RFC 7296 section 3.10.1).
inline constexpr std::uint16_t nat_detection_source_ip = 16388;
inline constexpr std::uint16_t nat_detection_destination_ip = 16389;

/// "sa", "ke", "vid" ... or the number of a type without a name.
[[nodiscard]] std::string payload_word(unsigned major_version, std::uint8_t type);

/// What the payloads of one message are made from. Fields that are empty are filled with octets that look random.
struct PayloadSource {
    unsigned major_version = 1;
    std::uint64_t initiator_cookie = 0;
    std::uint64_t responder_cookie = 0;
    std::uint64_t salt = 0;  ///< tells the two directions of an exchange apart
    bool offers = true;      ///< SA with all transforms (initiator) or the chosen one (responder)
    Octets nonce;
    Octets nat_d_source;
    Octets nat_d_destination;
    std::vector<Octets> vendor_ids;  ///< for the "vid" words in turn; then those of nat_detection.hpp
};

struct ClearPayload {
    std::uint8_t type = 0;
    Octets body;
};

/// Payloads for words separated by commas: names, "n24576" (Notify of that type), or the number of any type ("130").
[[nodiscard]] Result<std::vector<ClearPayload>> make_payloads(PayloadSource const& source, std::string_view words);

/// The payloads one after the other, each with its generic header; the type of the first stands in the message's header.
[[nodiscard]] Result<Octets> chain(std::vector<ClearPayload> const& payloads);

/// Octets that look random and are the same for the same seed (SplitMix64).
[[nodiscard]] Octets filler(std::uint64_t seed, std::size_t count);

}  // namespace tsuka::proto
