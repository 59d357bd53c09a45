// What XOR-MAPPED-ADDRESS and its like hide from routers is shown here as it is meant: suites compare it with what the server saw.
#include "generator/proto/stun_form.hpp"

#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::proto {

namespace {

constexpr std::size_t attribute_head = 4;
constexpr std::size_t address_size = 8;  // of IPv4: a zero, the family, port, address (RFC 8489 section 14.1)
constexpr std::size_t number_size = 4;
constexpr std::uint8_t family_ipv4 = 1;
constexpr std::uint16_t software = 0x8022;

struct AddressAttribute {
    std::uint16_t type = 0;
    std::string_view address;
    std::string_view port;
    bool masked = false;  ///< with bits of the cookie turned (section 14.2)
};

constexpr AddressAttribute addresses[] = {
    {0x0001, "mapped_address", "mapped_port"},           {0x0020, "xor_mapped_address", "xor_mapped_port", true},
    {0x0012, "xor_peer_address", "xor_peer_port", true}, {0x0016, "xor_relayed_address", "xor_relayed_port", true},
    {0x802b, "origin_address", "origin_port"},           {0x802c, "other_address", "other_port"},
};

/// A number of so many octets in front of zeros.
struct NumberAttribute {
    std::uint16_t type = 0;
    std::string_view name;
    std::size_t octets = number_size;
};

constexpr NumberAttribute numbers[] = {
    {0x0003, "change"},
    {0x000c, "channel_number", 2},
    {0x000d, "lifetime"},
    {0x0019, "requested_transport", 1},
};

void write_attributes(Writer& writer, Fields const& given) {
    const auto is_given = [&](std::string_view name) { return given.find(name) != nullptr; };
    for (auto const& one : addresses) {
        if (!is_given(one.address) && !is_given(one.port)) continue;
        writer.u16(one.type).u16(address_size).u8(0).u8(family_ipv4);
        writer.u16(given.number(one.port, 0) ^ (one.masked ? stun_cookie >> 16U : 0U));
        writer.u32(given.number(one.address, 0) ^ (one.masked ? stun_cookie : 0U));
    }
    for (auto const& one : numbers) {
        if (!is_given(one.name)) continue;
        writer.u16(one.type).u16(number_size).u32(given.number(one.name, 0) << (8 * (number_size - one.octets)));
    }
    if (auto const* text = given_octets(given, "software")) {
        writer.u16(software).u16(text->size()).octets(*text);
        writer.zeros((4 - text->size() % 4) % 4);  // section 14: attributes end on 32-bit boundaries
    }
}

/// One attribute whose value begins at `at`; what is not known stays unread.
void read_attribute(Decoded& decoded, std::uint16_t type, std::size_t at, View value) {
    if (type == software) decoded.fields.push_back(octets_field("software", at, value));
    for (auto const& one : numbers)
        if (one.type == type && value.size() == number_size)
            decoded.fields.push_back(number_field(one.name, at, one.octets, *read_bits(value, 0, 8 * one.octets)));
    for (auto const& one : addresses) {
        if (one.type != type || value.size() != address_size || value[1] != family_ipv4) continue;
        const auto port = *read_bits(value, 16, 16) ^ (one.masked ? stun_cookie >> 16U : 0U);
        const auto address = *read_bits(value, 32, 32) ^ (one.masked ? stun_cookie : 0U);
        decoded.fields.push_back(number_field(one.port, at + 2, 2, port));
        decoded.fields.push_back(number_field(one.address, at + 4, 4, address));
        decoded.fields.back().kind = FieldKind::ipv4;
    }
}

void read_attributes(Decoded& decoded, View octets) {
    std::size_t at = stun_head_size;
    while (at < octets.size()) {
        const auto type = read_bits(octets, at * 8, 16);
        const auto length = read_bits(octets, (at + 2) * 8, 16);
        if (!type || !length || at + attribute_head + *length > octets.size()) {
            decoded.problems.emplace_back("an attribute does not fit");
            return;
        }
        at += attribute_head;
        read_attribute(decoded, static_cast<std::uint16_t>(*type), at, part(octets, at, static_cast<std::size_t>(*length)));
        at += (static_cast<std::size_t>(*length) + 3) / 4 * 4;
    }
}

}  // namespace

Result<Octets> build_stun(MessageSpec const& message, Fields const& given, View /*payload*/) {
    auto head = build_head(message, given);
    if (!head) return head;
    Writer writer;
    writer.octets(*head);
    write_attributes(writer, given);
    if (given.find("length") == nullptr) writer.patch(2, writer.size() - stun_head_size, 2);
    return writer.take();
}

Result<Decoded> read_stun(View octets, std::span<const MessageSpec> messages) {
    const auto type = read_bits(octets, 0, 16).value_or(0);
    const auto message = std::ranges::find(messages, type, [](auto const& one) { return one.fields.front().initial; });
    auto fields = read_fixed(messages.front(), octets);
    if (!fields) return fields.error();
    if (number_of(*fields, "cookie") != stun_cookie) return fail("STUN's magic cookie is not there");
    const auto length = stun_head_size + static_cast<std::size_t>(number_of(*fields, "length"));
    Decoded decoded{.message = message == messages.end() ? nullptr : &*message,
                    .header = std::min(length, octets.size()),
                    .total = std::min(length, octets.size()),
                    .fields = std::move(*fields),
                    .problems = {}};
    if (length != octets.size()) decoded.problems.push_back(fmt::format("length says {} octets, {} are there", length, octets.size()));
    read_attributes(decoded, part(octets, 0, decoded.total));
    return decoded;
}

}  // namespace tsuka::proto
