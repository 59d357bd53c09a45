// What the builder and the decoder of IKE share: how each message is put together, and the functions that the message table names.
#pragma once

#include "generator/proto/protocol.hpp"

#include <string_view>

namespace tsuka::proto {

inline constexpr std::size_t ike_header = 28;  // RFC 2408 section 3.1, RFC 7296 section 3.1
inline constexpr std::size_t ike_token = 16;
inline constexpr std::uint8_t ike_encrypted_v1 = 0x01;
inline constexpr std::uint8_t ike_response_v2 = 0x20;

/// How a message is put together.
struct IkeRecipe {
    std::string_view message;
    unsigned major_version = 1;
    std::string_view payloads = {};  ///< in clear; empty: encrypted
    std::size_t body = 0;            ///< octets of the encrypted body as a peer with these algorithms would have it
    std::uint8_t inner = 0;          ///< IKEv2: type of the first payload inside the encrypted one
    bool offers = true;              ///< SA payloads offer (initiator) or choose (responder)
};

/// The recipe of that message, which must be one of ike_protocol's.
[[nodiscard]] IkeRecipe const& ike_recipe(std::string_view message);

[[nodiscard]] Result<Octets> build_ike(MessageSpec const& message, Fields const& given, View payload);
[[nodiscard]] Result<Decoded> decode_ike(View octets);

}  // namespace tsuka::proto
