// What the tests of IKE, ESP, AH, NAT-T and L2TP share: building and decoding by message name, and decoders under hostile input.
#pragma once

#include "generator/proto/protocol.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::proto::test {

inline Octets hex(std::string_view text) {
    auto octets = from_hex(text);
    BOOST_REQUIRE_MESSAGE(octets, "not hexadecimal: " << text);
    return *octets;
}

inline Fields fields(std::vector<std::pair<std::string, Value>> values) {
    return Fields{std::move(values)};
}

inline MessageSpec const& message(ProtocolSpec const& protocol, std::string_view name) {
    for (auto const& row : protocol.messages)
        if (row.name == name) return row;
    BOOST_REQUIRE_MESSAGE(false, "no message " << name);
    return protocol.messages.front();
}

inline Octets built(ProtocolSpec const& protocol, std::string_view name, Fields const& given = {}, View payload = {}) {
    auto octets = build(message(protocol, name), given, payload);
    BOOST_REQUIRE_MESSAGE(octets, name << ": " << (octets ? "" : octets.error().what));
    return *octets;
}

inline std::string build_error(ProtocolSpec const& protocol, std::string_view name, Fields const& given, View payload = {}) {
    auto octets = build(message(protocol, name), given, payload);
    BOOST_REQUIRE_MESSAGE(!octets, name << " was built though it must not be");
    return octets.error().what;
}

inline Decoded decoded(ProtocolSpec const& protocol, View octets) {
    auto result = protocol.decode(octets);
    BOOST_REQUIRE_MESSAGE(result, "not decoded: " << (result ? "" : result.error().what));
    return *result;
}

inline std::string name_of(Decoded const& from) {
    return from.message == nullptr ? "none" : std::string(from.message->name);
}

inline Field const& field(Decoded const& from, std::string_view name) {
    auto found = std::ranges::find(from.fields, name, &Field::name);
    BOOST_REQUIRE_MESSAGE(found != from.fields.end(), "no field " << name << " in " << name_of(from));
    return *found;
}

inline bool has_field(Decoded const& from, std::string_view name) {
    return std::ranges::find(from.fields, name, &Field::name) != from.fields.end();
}

inline std::uint64_t number(Decoded const& from, std::string_view name) {
    return std::get<std::uint64_t>(field(from, name).value);
}

inline std::string octets_hex(Decoded const& from, std::string_view name) {
    return to_hex(std::get<Octets>(field(from, name).value));
}

inline std::string text(Decoded const& from, std::string_view name) {
    auto const& octets = std::get<Octets>(field(from, name).value);
    return {octets.begin(), octets.end()};
}

/// What must hold of whatever a decoder says.
inline void check_bounds(Decoded const& from, View octets) {
    BOOST_TEST(from.header <= from.total);
    BOOST_TEST(from.total <= octets.size());
    for (auto const& one : from.fields) {
        BOOST_TEST(one.bit + one.width <= octets.size() * 8);
        auto const* value = std::get_if<Octets>(&one.value);
        if (value != nullptr && one.width > 0) BOOST_TEST(same(*value, part(octets, one.bit / 8, one.width / 8)));
    }
}

/// Every length from nothing to the whole, in a buffer of just that size so that a sanitizer sees a read past the end.
inline void check_truncations(ProtocolSpec const& protocol, View octets) {
    for (std::size_t length = 0; length <= octets.size(); ++length) {
        const Octets cut(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length));
        if (auto result = protocol.decode(cut)) check_bounds(*result, cut);
    }
}

/// Octets changed and cut at random, repeatable.
inline void check_mutations(ProtocolSpec const& protocol, View octets, unsigned rounds = 2000) {
    std::mt19937 random(20240229);
    for (unsigned round = 0; round < rounds; ++round) {
        Octets changed(octets.begin(), octets.end());
        for (unsigned change = 0; change < 1 + round % 4; ++change)
            changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
        changed.resize(round % 3 == 0 ? random() % (changed.size() + 1) : changed.size());
        changed.shrink_to_fit();
        if (auto result = protocol.decode(changed)) check_bounds(*result, changed);
    }
}

/// A name that stood twice would make a suite key mean two places.
inline void check_field_names_are_unique(ProtocolSpec const& protocol) {
    for (auto const& row : protocol.messages) {
        std::set<std::string_view> seen;
        for (auto const& list : {row.fields, row.variable})
            for (auto const& one : list) BOOST_TEST(seen.insert(one.name).second, row.name << " has two fields " << one.name);
    }
}

}  // namespace tsuka::proto::test
