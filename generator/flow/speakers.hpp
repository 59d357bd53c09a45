// Small helpers for what the two speakers of a flow know, and for reading and filling message fields.
#pragma once

#include "generator/flow/conversation.hpp"

#include <optional>
#include <string>

namespace tsuka::flow {

[[nodiscard]] constexpr Speaker peer_of(Speaker speaker) {
    return speaker == Speaker::client ? Speaker::server : Speaker::client;
}

/// One value for each speaker.
template <class T>
struct Both {
    T client{};
    T server{};

    [[nodiscard]] T& operator[](Speaker speaker) { return speaker == Speaker::client ? client : server; }
    [[nodiscard]] T const& operator[](Speaker speaker) const { return speaker == Speaker::client ? client : server; }
};

/// Sets the field unless the suite gave it.
inline void fill(proto::Fields& fields, std::string_view name, std::uint64_t value) {
    if (fields.find(name) == nullptr) fields.set(name, value);
}
inline void fill(proto::Fields& fields, std::string_view name, Octets value) {
    if (fields.find(name) == nullptr) fields.set(name, std::move(value));
}

/// The number under that name; nothing if there is none or it is no number.
[[nodiscard]] inline std::optional<std::uint64_t> number_of(proto::Fields const& fields, std::string_view name) {
    auto const* value = fields.find(name);
    auto const* number = value != nullptr ? std::get_if<std::uint64_t>(value) : nullptr;
    return number != nullptr ? std::optional(*number) : std::nullopt;
}
[[nodiscard]] inline std::optional<std::uint64_t> number_of(std::vector<proto::Field> const& fields, std::string_view name) {
    for (auto const& field : fields)
        if (auto const* number = std::get_if<std::uint64_t>(&field.value); number != nullptr && field.name == name) return *number;
    return std::nullopt;
}

/// Stores a number that a message bears, cut to the field's width; leaves `where` alone if the message bears none.
template <class Where, class Source>
void learn(Where& where, Source const& fields, std::string_view name) {
    if (const auto number = number_of(fields, name)) where = static_cast<Where>(*number);
}
template <class Number, class Source>
void learn(std::optional<Number>& where, Source const& fields, std::string_view name) {
    if (const auto number = number_of(fields, name)) where = static_cast<Number>(*number);
}

}  // namespace tsuka::flow
