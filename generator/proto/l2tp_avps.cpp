// Attribute Value Pairs: see l2tp_avps.hpp.
#include "generator/proto/l2tp_avps.hpp"

#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t avp_head = 6;
constexpr std::uint16_t mandatory_bit = 0x8000;
constexpr std::uint16_t hidden_bit = 0x4000;
constexpr std::uint16_t length_mask = 0x03ff;
constexpr std::uint16_t result_code = 1;
constexpr std::size_t most_octets = length_mask - avp_head;

constexpr AvpSpec number(std::uint16_t type, std::string_view name, std::size_t width, std::uint64_t initial, std::string_view about,
                         bool mandatory = true) {
    return {.type = type,
            .field = {.name = name, .width = width, .kind = FieldKind::number, .initial = initial, .about = about},
            .form = type == result_code ? AvpForm::result : AvpForm::number,
            .mandatory = mandatory};
}

constexpr AvpSpec string(std::uint16_t type, std::string_view name, FieldKind kind, std::string_view about, bool mandatory = true) {
    return {.type = type,
            .field = {.name = name, .width = most_octets * 8, .kind = kind, .about = about},
            .form = kind == FieldKind::text ? AvpForm::text : AvpForm::octets,
            .mandatory = mandatory};
}

constexpr std::array<AvpSpec, 24> table{{
    number(0, "message_type", 16, 0, "Message Type AVP, always the first (RFC 2661 section 4.4.1)"),
    number(1, "result_code", 16, 1, "Result Code AVP: why a tunnel or call ends (RFC 2661 section 4.4.2)"),
    number(2, "protocol_version", 16, 0x0100, "Protocol Version AVP: 1.0 (RFC 2661 section 4.4.3)"),
    number(3, "framing_capabilities", 32, 3, "Framing Capabilities AVP: 1 synchronous, 2 asynchronous (RFC 2661 section 4.4.3)"),
    number(4, "bearer_capabilities", 32, 0, "Bearer Capabilities AVP: 1 digital, 2 analog (RFC 2661 section 4.4.3)"),
    number(5, "tie_breaker", 64, 0, "Tie Breaker AVP (RFC 2661 section 4.4.3)", false),
    number(6, "firmware_revision", 16, 1, "Firmware Revision AVP (RFC 2661 section 4.4.3)", false),
    string(7, "host_name", FieldKind::text, "Host Name AVP (RFC 2661 section 4.4.3)"),
    string(8, "vendor_name", FieldKind::text, "Vendor Name AVP (RFC 2661 section 4.4.3)", false),
    number(9, "assigned_tunnel_id", 16, 1, "Assigned Tunnel ID AVP: what the peer shall write into its headers (RFC 2661 section 4.4.3)"),
    number(10, "receive_window_size", 16, 8, "Receive Window Size AVP (RFC 2661 section 4.4.3)"),
    string(11, "challenge", FieldKind::octets, "Challenge AVP (RFC 2661 section 4.4.3)"),
    string(12, "cause_code", FieldKind::octets, "Q.931 Cause Code AVP: code of 16 bits, message, advice (RFC 2661 section 4.4.2)"),
    string(13, "challenge_response", FieldKind::octets, "Challenge Response AVP, 16 octets (RFC 2661 section 4.4.3)"),
    number(14, "assigned_session_id", 16, 1,
           "Assigned Session ID AVP: what the peer shall write into its headers (RFC 2661 section 4.4.4)"),
    number(15, "call_serial", 32, 1, "Call Serial Number AVP (RFC 2661 section 4.4.4)"),
    number(18, "bearer_type", 32, 1, "Bearer Type AVP: 1 digital, 2 analog (RFC 2661 section 4.4.4)"),
    number(19, "framing_type", 32, 1, "Framing Type AVP: 1 synchronous, 2 asynchronous (RFC 2661 section 4.4.4)"),
    string(21, "called_number", FieldKind::text, "Called Number AVP (RFC 2661 section 4.4.4)"),
    string(22, "calling_number", FieldKind::text, "Calling Number AVP (RFC 2661 section 4.4.4)"),
    string(23, "sub_address", FieldKind::text, "Sub-Address AVP (RFC 2661 section 4.4.4)"),
    number(24, "tx_connect_speed", 32, 100000000, "(Tx) Connect Speed AVP in bits per second (RFC 2661 section 4.4.4)"),
    number(25, "physical_channel_id", 32, 0, "Physical Channel ID AVP (RFC 2661 section 4.4.4)", false),
    number(38, "rx_connect_speed", 32, 0, "Rx Connect Speed AVP in bits per second (RFC 2661 section 4.4.4)", false),
}};

constexpr std::array<FieldSpec, 3> further{{
    {.name = "error_code", .width = 16, .about = "Error Code inside the Result Code AVP (RFC 2661 section 4.4.2)"},
    {.name = "error_message",
     .width = (most_octets - 4) * 8,
     .kind = FieldKind::text,
     .about = "Error Message inside the Result Code AVP (RFC 2661 section 4.4.2)"},
    {.name = "token",
     .width = 128,
     .kind = FieldKind::octets,
     .about = "16 octets in an AVP of a vendor that nobody knows, M = 0, so a receiver ignores it (RFC 2661 section 4.1)"},
}};

constexpr std::array<FieldSpec, table.size() + further.size()> all_fields() {
    std::array<FieldSpec, table.size() + further.size()> fields{};
    std::ranges::transform(table, fields.begin(), &AvpSpec::field);
    std::ranges::copy(further, fields.begin() + table.size());
    return fields;
}

Octets octets_or_usual(Fields const& given, std::string_view name) {
    if (auto const* octets = given_octets(given, name)) return *octets;
    if (name == "host_name") return to_octets("tsuka.example");
    return name == "vendor_name" ? to_octets("Tsuka") : Octets{};
}

Octets value_octets(AvpSpec const& avp, Fields const& given) {
    Writer writer;
    if (avp.form == AvpForm::octets || avp.form == AvpForm::text) return octets_or_usual(given, avp.field.name);
    const auto value = given.number(avp.field.name, avp.field.initial);
    for (std::size_t shift = avp.field.width; shift > 0; shift -= 8) writer.u8(value >> (shift - 8));
    if (avp.form != AvpForm::result) return writer.take();
    // Error code and message are optional, but a message needs the code in front of it (RFC 2661 section 4.4.2).
    auto const* message = given_octets(given, "error_message");
    if (message != nullptr || given.find("error_code") != nullptr) writer.u16(given.number("error_code", 0));
    if (message != nullptr) writer.octets(*message);
    return writer.take();
}

void write(Writer& writer, std::uint16_t flags, std::uint16_t vendor, std::uint16_t type, View value) {
    writer.u16(flags | (value.size() + avp_head)).u16(vendor).u16(type).octets(value);
}

void read_number(AvpSpec const& avp, std::size_t at, View value, Decoded& decoded) {
    const auto size = avp.field.width / 8;
    const auto read = read_bits(value, 0, avp.field.width);
    const bool fits = avp.form == AvpForm::result ? value.size() >= size : value.size() == size;
    if (!read || !fits) {
        decoded.problems.push_back(fmt::format("{}: {} octets instead of {}", avp.field.name, value.size(), size));
        return;
    }
    decoded.fields.push_back(number_field(avp.field.name, at, size, *read));
    if (avp.form != AvpForm::result) return;
    if (const auto error = read_bits(value, 16, 16)) decoded.fields.push_back(number_field("error_code", at + 2, 2, *error));
    if (value.size() > 4) decoded.fields.push_back(octets_field("error_message", at + 4, part(value, 4), FieldKind::text));
}

void read_value(std::uint16_t flags, std::uint16_t vendor, std::uint16_t type, std::size_t at, View value, Decoded& decoded) {
    if (vendor == token_vendor && type == 0) {
        decoded.fields.push_back(octets_field("token", at, value));
        return;
    }
    auto const* avp = std::ranges::find(table, type, &AvpSpec::type);
    // A hidden value is scrambled (RFC 2661 section 4.3), another vendor's has a meaning of its own.
    if (vendor != 0 || (flags & hidden_bit) != 0 || avp == table.end()) {
        const auto name = vendor == 0 ? fmt::format("avp_{}", type) : fmt::format("avp_{}_{}", vendor, type);
        decoded.fields.push_back(octets_field(name, at, value));
        return;
    }
    if (avp->form == AvpForm::number || avp->form == AvpForm::result)
        read_number(*avp, at, value, decoded);
    else
        decoded.fields.push_back(octets_field(avp->field.name, at, value, avp->field.kind));
}

}  // namespace

constinit std::array<FieldSpec, 27> const control_avp_fields = all_fields();

std::span<const AvpSpec> avps() {
    return table;
}

void write_avp(Writer& writer, AvpSpec const& avp, Fields const& given) {
    write(writer, avp.mandatory ? mandatory_bit : std::uint16_t{0}, 0, avp.type, value_octets(avp, given));
}

void write_token_avp(Writer& writer, Octets const& token) {
    write(writer, 0, token_vendor, 0, token);
}

void read_avps(View message, std::size_t at, Decoded& decoded) {
    while (at < message.size()) {
        Reader reader(message.subspan(at));
        const auto flags = reader.u16();
        const auto vendor = reader.u16();
        const auto type = reader.u16();
        const std::size_t length = flags & length_mask;
        if (!reader.ok() || length < avp_head || length > message.size() - at) {
            decoded.problems.push_back(fmt::format("AVP at octet {}: length {}, {} octets are left", at, length, message.size() - at));
            return;
        }
        read_value(flags, vendor, type, at + avp_head, part(message, at + avp_head, length - avp_head), decoded);
        at += length;
    }
}

}  // namespace tsuka::proto
