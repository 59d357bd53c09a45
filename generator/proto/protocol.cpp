// The field table at work: see protocol.hpp.
#include "generator/proto/protocol.hpp"

#include "generator/base/address.hpp"
#include "generator/base/ip_address.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::proto {

namespace {

bool printable(View octets) {
    return std::all_of(octets.begin(), octets.end(), [](std::uint8_t sign) { return sign >= 0x20 && sign < 0x7f; });
}

std::string octets_text(Octets const& octets, FieldKind kind) {
    if (kind == FieldKind::ipv6 && octets.size() == 16) return to_string(*IpAddress::from_octets(octets));
    if (kind == FieldKind::mac && octets.size() == 6) return fmt::format("{:02x}", fmt::join(octets, ":"));
    if (kind == FieldKind::text && printable(octets)) return fmt::format("\"{}\"", std::string(octets.begin(), octets.end()));
    return to_hex(octets);
}

std::string number_text(std::uint64_t number, FieldKind kind, std::size_t bits) {
    if (kind == FieldKind::ipv4) return to_string(Ipv4Address{static_cast<std::uint32_t>(number)});
    if (bits >= 32) return fmt::format("0x{:0{}x}", number, (bits + 3) / 4);
    return fmt::format("{}", number);
}

bool holds_number(FieldKind kind) {
    return kind == FieldKind::number || kind == FieldKind::ipv4;
}

std::string known_names(MessageSpec const& message) {
    std::string names;
    for (auto const& fields : {message.fields, message.variable})
        for (auto const& field : fields) names += fmt::format("{}{}", names.empty() ? "" : ", ", field.name);
    return names;
}

/// Octets and text stand from the field's start on; the rest is zero (RFC 2637 section 2.1: unused octets are zero).
Result<void> write_octets(std::span<std::uint8_t> octets, FieldSpec const& field, Octets const& value) {
    const auto room = field.width / 8;
    if (field.bit % 8 != 0 || field.bit / 8 + room > octets.size()) return fail(fmt::format("{} lies outside the message", field.name));
    if ((field.kind == FieldKind::mac || field.kind == FieldKind::ipv6) && value.size() != room)
        return fail(fmt::format("{} takes {} octets, not {}", field.name, room, value.size()));
    if (value.size() > room) return fail(fmt::format("{} takes at most {} octets, not {}", field.name, room, value.size()));
    const auto place = octets.subspan(field.bit / 8, room);
    std::fill(std::copy(value.begin(), value.end(), place.begin()), place.end(), std::uint8_t{0});
    return {};
}

Result<void> write_number(std::span<std::uint8_t> octets, FieldSpec const& field, std::uint64_t value) {
    if (field.width < 64 && (value >> field.width) != 0)
        return fail(fmt::format("{} = {} does not fit into {} bits", field.name, value, field.width));
    if (!write_bits(octets, field.bit, field.width, value)) return fail(fmt::format("{} lies outside the message", field.name));
    return {};
}

}  // namespace

std::string to_text(Value const& value, FieldKind kind, std::size_t bits) {
    if (auto const* number = std::get_if<std::uint64_t>(&value)) return number_text(*number, kind, bits);
    return octets_text(std::get<Octets>(value), kind);
}

Value const* Fields::find(std::string_view name) const {
    const auto found = std::find_if(values.begin(), values.end(), [&](auto const& entry) { return entry.first == name; });
    return found == values.end() ? nullptr : &found->second;
}

std::uint64_t Fields::number(std::string_view name, std::uint64_t otherwise) const {
    auto const* value = find(name);
    auto const* number = value ? std::get_if<std::uint64_t>(value) : nullptr;
    return number ? *number : otherwise;
}

void Fields::set(std::string_view name, Value value) {
    const auto found = std::find_if(values.begin(), values.end(), [&](auto const& entry) { return entry.first == name; });
    if (found != values.end())
        found->second = std::move(value);
    else
        values.emplace_back(name, std::move(value));
}

Field const* Layer::find(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](Field const& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

Result<void> write_field(std::span<std::uint8_t> octets, FieldSpec const& field, Value const& value) {
    auto const* number = std::get_if<std::uint64_t>(&value);
    if ((number != nullptr) != holds_number(field.kind))
        return fail(fmt::format("{} takes {}", field.name, number ? "octets, not a number" : "a number, not octets"));
    return number ? write_number(octets, field, *number) : write_octets(octets, field, std::get<Octets>(value));
}

namespace {

/// Into a field where it stays: every frame has dozens. No: it lies outside.
bool read_into(Field& field, FieldSpec const& spec, View octets) {
    field.name = spec.name;
    field.bit = spec.bit;
    field.width = spec.width;
    field.kind = spec.kind;
    field.translatable = spec.translatable;
    if (holds_number(spec.kind)) {
        const auto number = read_bits(octets, spec.bit, spec.width);
        if (number) field.value = *number;
        return number.has_value();
    }
    if (spec.bit % 8 != 0 || spec.bit / 8 > octets.size() || spec.width / 8 > octets.size() - spec.bit / 8) return false;
    const auto place = octets.subspan(spec.bit / 8, spec.width / 8);
    Octets value(place.begin(), place.end());
    if (spec.kind == FieldKind::text)
        while (!value.empty() && value.back() == 0) value.pop_back();
    field.value = std::move(value);
    return true;
}

}  // namespace

std::optional<Field> read_field(FieldSpec const& spec, View octets) {
    std::optional<Field> field(std::in_place);
    if (!read_into(*field, spec, octets)) field.reset();
    return field;
}

Result<Octets> build_fixed(MessageSpec const& message, Fields const& given, View payload) {
    Octets octets(message.size, 0);
    for (auto const& field : message.fields)
        if (holds_number(field.kind) && field.initial != 0)
            if (auto written = write_number(octets, field, field.initial); !written)
                return fail(fmt::format("{}: {}", message.name, written.error().what));
    for (auto const& [name, value] : given.values) {
        auto const* field = find_field(message, name);
        if (!field) return fail(fmt::format("{} has no field \"{}\"; it has {}", message.name, name, known_names(message)));
        const bool fixed = field >= message.fields.data() && field < message.fields.data() + message.fields.size();
        if (!fixed) continue;
        if (auto written = write_field(octets, *field, value); !written)
            return fail(fmt::format("{}: {}", message.name, written.error().what));
    }
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

Result<Octets> build(MessageSpec const& message, Fields const& given, View payload) {
    if (!payload.empty() && !message.has_payload)
        return fail(fmt::format("{} has no payload, yet {} octets are given", message.name, payload.size()));
    return message.build ? message.build(message, given, payload) : build_fixed(message, given, payload);
}

Result<std::vector<Field>> read_fixed(MessageSpec const& message, View octets) {
    if (octets.size() < message.size)
        return fail(fmt::format("{} takes {} octets, only {} are there", message.name, message.size, octets.size()));
    std::vector<Field> fields;
    fields.reserve(message.fields.size());
    for (auto const& spec : message.fields) {
        if (!read_into(fields.emplace_back(), spec, octets))
            return fail(fmt::format("{}: {} lies outside the message", message.name, spec.name));
    }
    return fields;
}

Result<Decoded> decode_as(MessageSpec const& message, View octets) {
    auto fields = read_fixed(message, octets);
    if (!fields) return fields.error();
    return Decoded{.message = &message, .header = message.size, .total = octets.size(), .fields = std::move(*fields), .problems = {}};
}

FieldSpec const* find_field(MessageSpec const& message, std::string_view name) {
    for (auto const& fields : {message.fields, message.variable})
        for (auto const& field : fields)
            if (field.name == name) return &field;
    return nullptr;
}

}  // namespace tsuka::proto
