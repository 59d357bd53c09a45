// Fields of messages with variable parts: see variable_parts.hpp.
#include "generator/proto/variable_parts.hpp"

#include <fmt/format.h>

namespace tsuka::proto {

namespace {

bool is_number(FieldKind kind) {
    return kind == FieldKind::number || kind == FieldKind::ipv4;
}

Result<void> check_value(FieldSpec const& field, Value const& value) {
    auto const* number = std::get_if<std::uint64_t>(&value);
    if (is_number(field.kind) != (number != nullptr))
        return fail(fmt::format("{}: {} is wanted", field.name, is_number(field.kind) ? "a number" : "a string of octets"));
    if (number != nullptr) {
        if (field.width > 0 && field.width < 64 && (*number >> field.width) != 0)
            return fail(fmt::format("{}: {} does not fit into {} bits", field.name, *number, field.width));
        return {};
    }
    const auto size = std::get<Octets>(value).size();
    if (field.width > 0 && size * 8 > field.width)
        return fail(fmt::format("{}: {} octets do not fit into {}", field.name, size, field.width / 8));
    return {};
}

}  // namespace

Result<Octets> build_head(MessageSpec const& message, Fields const& given) {
    auto head = build_fixed(message, given, {});
    if (!head) return head;
    for (auto const& field : message.variable)
        for (auto const& [name, value] : given.values)
            if (name == field.name)
                if (auto checked = check_value(field, value); !checked)
                    return fail(fmt::format("{}: {}", message.name, checked.error().what));
    return head;
}

Octets const* given_octets(Fields const& given, std::string_view name) {
    auto const* value = given.find(name);
    return value == nullptr ? nullptr : std::get_if<Octets>(value);
}

std::string given_text(Fields const& given, std::string_view name, std::string_view otherwise) {
    auto const* octets = given_octets(given, name);
    return octets == nullptr ? std::string(otherwise) : std::string(octets->begin(), octets->end());
}

Field octets_field(std::string_view name, std::size_t offset, View octets, FieldKind kind) {
    return Field{.name = std::string(name),
                 .bit = offset * 8,
                 .width = octets.size() * 8,
                 .kind = kind,
                 .value = Octets(octets.begin(), octets.end()),
                 .translatable = false};
}

Field number_field(std::string_view name, std::size_t offset, std::size_t size, std::uint64_t value) {
    return Field{
        .name = std::string(name), .bit = offset * 8, .width = size * 8, .kind = FieldKind::number, .value = value, .translatable = false};
}

std::uint64_t number_of(std::vector<Field> const& fields, std::string_view name) {
    for (auto const& field : fields)
        if (field.name == name)
            if (auto const* number = std::get_if<std::uint64_t>(&field.value)) return *number;
    return 0;
}

}  // namespace tsuka::proto
