// What messages of STUN's form have in common, Binding and TURN's alike: the head, the attributes behind it (RFC 8489 sections 5 and 14).
#pragma once

#include "generator/proto/protocol.hpp"

#include <array>
#include <span>
#include <string_view>

namespace tsuka::proto {

inline constexpr std::size_t stun_head_size = 20;
inline constexpr std::uint32_t stun_cookie = 0x2112a442;

/// The head of messages of that method and class, `value`.
constexpr std::array<FieldSpec, 4> stun_head_of(std::uint64_t value) {
    return {{{.name = "type", .bit = 0, .width = 16, .initial = value, .about = "Method and class; the first two bits are 0 (section 5)"},
             {.name = "length", .bit = 16, .width = 16, .about = "Octets behind the header; right unless it is given (section 5)"},
             {.name = "cookie", .bit = 32, .width = 32, .initial = stun_cookie, .about = "Always 2112A442 (section 5)"},
             {.name = "transaction",
              .bit = 64,
              .width = 96,
              .kind = FieldKind::octets,
              .about = "Drawn by the client, and the same in the answer (section 5)"}}};
}

inline constexpr FieldSpec stun_software{.name = "software",
                                         .width = 128,
                                         .kind = FieldKind::octets,
                                         .about = "Of any text; receivers do not act on it (RFC 8489 section 14.14)"};

/// Head, attributes that are given, in a fixed order, and the length unless it is given.
[[nodiscard]] Result<Octets> build_stun(MessageSpec const& message, Fields const& given, View payload);

/// A message of that form: `head` is of stun_head_of(), a token stands in the software attribute.
constexpr MessageSpec stun_message(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> head,
                                   std::span<const FieldSpec> attributes) {
    return {.name = name,
            .title = title,
            .source = source,
            .fields = head,
            .size = stun_head_size,
            .build = build_stun,
            .variable = attributes,
            .token_field = "software"};
}

/// Error: the octets are too short for a head, or STUN's cookie is not there. `message` of the result is that of the list with this type,
/// nullptr if there is none; attributes that are not known stay unread.
[[nodiscard]] Result<Decoded> read_stun(View octets, std::span<const MessageSpec> messages);

}  // namespace tsuka::proto
