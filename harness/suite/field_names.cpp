#include "harness/suite/field_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::suite {

namespace {

/// Fields of the carrying layers that need no layer name in front.
constexpr std::array<std::string_view, 9> plain_names{"src", "dst", "src_port", "dst_port", "ttl", "df", "dscp", "id", "hop_limit"};

proto::FieldSpec const* field_of_layer(proto::ProtocolSpec const* protocol, std::string_view name) {
    if (protocol == nullptr) return nullptr;
    for (auto const& message : protocol->messages) {
        if (auto const* field = proto::find_field(message, name)) return field;
    }
    return nullptr;
}

/// Protocols whose headers stand below that of `protocol`, innermost first.
std::vector<proto::ProtocolSpec const*> layers_below(proto::ProtocolSpec const& protocol, IpFamily family) {
    std::vector<proto::ProtocolSpec const*> layers;
    for (auto const* below = proto::carrier_of(protocol, family); below != nullptr; below = proto::carrier_of(*below, family))
        layers.push_back(below);
    return layers;
}

bool is_plain(std::string_view name) {
    return std::find(plain_names.begin(), plain_names.end(), name) != plain_names.end();
}

proto::FieldSpec const* plain_field(proto::ProtocolSpec const& protocol, std::string_view name, IpFamily family) {
    for (auto const* below : layers_below(protocol, family)) {
        // "checksum" alone means the one over the message: UDP's or TCP's, never IP's.
        bool const checksum = name == "checksum" && below->checksum != proto::Checksum::none;
        if (!checksum && (!is_plain(name) || below->carries == proto::Carrier::link)) continue;
        if (auto const* field = field_of_layer(below, name)) return field;
    }
    return nullptr;
}

constexpr std::string_view quote = "quote.";

}  // namespace

bool can_quote(proto::MessageEntry const& message) {
    if (message.message == nullptr || message.protocol->quotes == nullptr) return false;
    // The message that stands for every type may be an error, too.
    if (message.message->name == message.protocol->name) return true;
    auto const* type = proto::find_field(*message.message, "type");
    return type != nullptr && message.protocol->quotes(static_cast<std::uint8_t>(type->initial));
}

proto::FieldSpec const* resolve_field(proto::MessageEntry const& message, std::string_view name, IpFamily family) {
    if (auto const* own = proto::find_field(*message.message, name)) return own;
    if (name.starts_with(quote)) {
        auto const quoted = name.substr(quote.size());
        auto const point = quoted.find('.');
        if (!can_quote(message) || point == std::string_view::npos) return nullptr;
        return field_of_layer(proto::find_protocol(quoted.substr(0, point)), quoted.substr(point + 1));
    }
    auto const dot = name.find('.');
    if (dot == std::string_view::npos) return plain_field(*message.protocol, name, family);
    auto const layer = name.substr(0, dot);
    auto const rest = name.substr(dot + 1);
    if (layer == message.protocol->name) return proto::find_field(*message.message, rest);
    auto const below = layers_below(*message.protocol, family);
    auto const* named = proto::find_protocol(layer);
    return std::find(below.begin(), below.end(), named) == below.end() ? nullptr : field_of_layer(named, rest);
}

std::vector<std::string> own_fields(proto::MessageSpec const& message) {
    std::vector<std::string> names;
    for (auto const& field : message.fields) names.emplace_back(field.name);
    for (auto const& field : message.variable) names.emplace_back(field.name);
    return names;
}

std::vector<std::string> field_names(proto::MessageEntry const& message, IpFamily family) {
    auto names = own_fields(*message.message);
    for (auto const plain : plain_names) {
        bool const there = std::find(names.begin(), names.end(), plain) != names.end();
        if (!there && plain_field(*message.protocol, plain, family) != nullptr) names.emplace_back(plain);
    }
    for (auto const* below : layers_below(*message.protocol, family)) {
        for (auto const& lower : below->messages) {
            for (auto const& field : own_fields(lower)) names.push_back(fmt::format("{}.{}", below->name, field));
        }
    }
    for (auto const* quoted : proto::protocols()) {
        if (!can_quote(message)) break;
        if (quoted->carrier != proto::Carrier::ip && quoted->carries != proto::Carrier::ip) continue;
        for (auto const& head : quoted->messages)
            for (auto const& field : own_fields(head)) names.push_back(fmt::format("{}{}.{}", quote, quoted->name, field));
    }
    return names;
}

std::string describe(proto::FieldSpec const& field) {
    switch (field.kind) {
        case proto::FieldKind::number:
            return field.width == 1 ? "one bit" : fmt::format("a number of {} bits", field.width == 0 ? 64 : field.width);
        case proto::FieldKind::ipv4:
            return "an IPv4 address";
        case proto::FieldKind::ipv6:
            return "an IPv6 address";
        case proto::FieldKind::mac:
            return "a MAC address";
        case proto::FieldKind::octets:
            return field.width == 0 ? "octets" : fmt::format("at most {} octets", field.width / 8);
        case proto::FieldKind::text:
            return field.width == 0 ? "text" : fmt::format("text of at most {} octets", field.width / 8);
    }
    return {};
}

}  // namespace tsuka::suite
