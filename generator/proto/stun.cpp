// What XOR-MAPPED-ADDRESS hides from routers is shown here as it is meant: suites compare it with what the server saw.
#include "generator/proto/stun.hpp"

#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 20;
constexpr std::size_t attribute_head = 4;
constexpr std::size_t address_size = 8;  // of IPv4: a zero, the family, port, address (RFC 8489 section 14.1)
constexpr std::uint32_t cookie = 0x2112a442;
constexpr std::uint8_t family_ipv4 = 1;

enum AttributeType : std::uint16_t { mapped_address = 0x0001, xor_mapped_address = 0x0020, software = 0x8022 };

constexpr FieldSpec type(std::uint64_t value) {
    return {.name = "type", .bit = 0, .width = 16, .initial = value, .about = "Method and class; the first two bits are 0 (section 5)"};
}

constexpr std::array<FieldSpec, 4> head_of(std::uint64_t value) {
    return {{type(value),
             {.name = "length", .bit = 16, .width = 16, .about = "Octets behind the header; right unless it is given (section 5)"},
             {.name = "cookie", .bit = 32, .width = 32, .initial = cookie, .about = "Always 2112A442 (section 5)"},
             {.name = "transaction",
              .bit = 64,
              .width = 96,
              .kind = FieldKind::octets,
              .about = "Drawn by the client, and the same in the answer (section 5)"}}};
}

constexpr auto request_head = head_of(0x0001);
constexpr auto response_head = head_of(0x0101);
constexpr auto error_head = head_of(0x0111);

constexpr FieldSpec variable[] = {
    {.name = "mapped_address", .width = 32, .kind = FieldKind::ipv4, .about = "The client's address as it was seen (section 14.1)"},
    {.name = "mapped_port", .width = 16, .about = "The client's port as it was seen (section 14.1)"},
    {.name = "xor_mapped_address",
     .width = 32,
     .kind = FieldKind::ipv4,
     .about = "The same address; on the wire with every bit of the cookie turned (section 14.2)"},
    {.name = "xor_mapped_port", .width = 16, .about = "The same port; on the wire with bits of the cookie turned (section 14.2)"},
    {.name = "software", .width = 128, .kind = FieldKind::octets, .about = "Of any text; receivers do not act on it (section 14.14)"},
};

void write_address(Writer& writer, AttributeType type, std::uint64_t port, std::uint64_t address) {
    writer.u16(type).u16(address_size).u8(0).u8(family_ipv4).u16(port).u32(address);
}

void write_attributes(Writer& writer, Fields const& given) {
    const auto is_given = [&](std::string_view name) { return given.find(name) != nullptr; };
    if (is_given("mapped_address") || is_given("mapped_port"))
        write_address(writer, mapped_address, given.number("mapped_port", 0), given.number("mapped_address", 0));
    if (is_given("xor_mapped_address") || is_given("xor_mapped_port"))
        write_address(writer, xor_mapped_address, given.number("xor_mapped_port", 0) ^ (cookie >> 16U),
                      given.number("xor_mapped_address", 0) ^ cookie);
    if (auto const* text = given_octets(given, "software")) {
        writer.u16(software).u16(text->size()).octets(*text);
        writer.zeros((4 - text->size() % 4) % 4);  // section 14: attributes end on 32-bit boundaries
    }
}

Result<Octets> build_message(MessageSpec const& message, Fields const& given, View) {
    auto head = build_head(message, given);
    if (!head) return head;
    Writer writer;
    writer.octets(*head);
    write_attributes(writer, given);
    if (given.find("length") == nullptr) writer.patch(2, writer.size() - head_size, 2);
    return writer.take();
}

constexpr MessageSpec binding(std::string_view name, std::string_view title, std::span<const FieldSpec> head) {
    return {.name = name,
            .title = title,
            .source = "RFC 8489 section 5",
            .fields = head,
            .size = head_size,
            .build = build_message,
            .variable = variable,
            .token_field = "software"};
}

constexpr std::array<MessageSpec, 3> messages{{
    binding("stun.binding-request", "STUN Binding request", request_head),
    binding("stun.binding-response", "STUN Binding success response", response_head),
    binding("stun.binding-error", "STUN Binding error response", error_head),
}};

/// One attribute whose value begins at `at`; what is not known stays unread.
void read_attribute(Decoded& decoded, std::uint16_t type, std::size_t at, View value) {
    if (type == software) decoded.fields.push_back(octets_field("software", at, value));
    const bool masked = type == xor_mapped_address;
    if ((type != mapped_address && !masked) || value.size() != address_size || value[1] != family_ipv4) return;
    const auto port = *read_bits(value, 16, 16) ^ (masked ? cookie >> 16U : 0U);
    const auto address = *read_bits(value, 32, 32) ^ (masked ? cookie : 0U);
    decoded.fields.push_back(number_field(masked ? "xor_mapped_port" : "mapped_port", at + 2, 2, port));
    decoded.fields.push_back(number_field(masked ? "xor_mapped_address" : "mapped_address", at + 4, 4, address));
    decoded.fields.back().kind = FieldKind::ipv4;
}

void read_attributes(Decoded& decoded, View octets) {
    std::size_t at = head_size;
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

Result<Decoded> decode(View octets) {
    const auto type = read_bits(octets, 0, 16);
    const auto* message = std::ranges::find(messages, type.value_or(0), [](auto const& one) { return one.fields.front().initial; });
    auto fields = read_fixed(messages.front(), octets);
    if (!fields) return fields.error();
    if (number_of(*fields, "cookie") != cookie) return fail("STUN's magic cookie is not there");
    const auto length = head_size + static_cast<std::size_t>(number_of(*fields, "length"));
    Decoded decoded{.message = message == messages.end() ? nullptr : message,
                    .header = std::min(length, octets.size()),
                    .total = std::min(length, octets.size()),
                    .fields = std::move(*fields),
                    .problems = {}};
    if (length != octets.size()) decoded.problems.push_back(fmt::format("length says {} octets, {} are there", length, octets.size()));
    read_attributes(decoded, part(octets, 0, decoded.total));
    return decoded;
}

}  // namespace

constinit ProtocolSpec const stun_protocol{
    .name = "stun",
    .title = "Session Traversal Utilities for NAT",
    .source = "RFC 8489",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 3478,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A client asks a server under which address and port it is seen, so that others can be told. A router that edits addresses in "
        "the contents of UDP makes the answer useless, which is why the answer comes twice, once with its bits turned.",
};

}  // namespace tsuka::proto
