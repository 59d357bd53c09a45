#include "harness/suite/document.hpp"

#include "harness/suite/depth.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>
#include <tuple>

namespace tsuka::suite {

namespace {

model::Spot spot_of(toml::source_region const& region, std::string const& file) {
    return {file, region.begin.line, region.begin.column};
}

TomlNode convert(toml::node const& from, std::string const& file);

/// toml++ sorts tables by key; the places of the keys bring back the order in which they were written.
void convert_entries(toml::table const& from, std::string const& file, std::vector<TomlEntry>& into) {
    for (auto const& [key, value] : from) into.push_back({std::string(key.str()), spot_of(key.source(), file), convert(value, file)});
    std::stable_sort(into.begin(), into.end(), [](TomlEntry const& a, TomlEntry const& b) {
        return std::tie(a.spot.line, a.spot.column) < std::tie(b.spot.line, b.spot.column);
    });
}

TomlNode convert(toml::node const& from, std::string const& file) {
    TomlNode node;
    node.spot = spot_of(from.source(), file);
    if (auto const* table = from.as_table()) {
        convert_entries(*table, file, node.entries);
    } else if (auto const* list = from.as_array()) {
        node.kind = TomlNode::Kind::list;
        for (auto const& item : *list) node.items.push_back(convert(item, file));
    } else if (auto const* text = from.as_string()) {
        node.kind = TomlNode::Kind::text;
        node.text = text->get();
    } else if (auto const* number = from.as_integer()) {
        node.kind = TomlNode::Kind::number;
        node.number = number->get();
        node.hex = (number->flags() & toml::value_flags::format_as_hexadecimal) != toml::value_flags::none;
    } else if (auto const* flag = from.as_boolean()) {
        node.kind = TomlNode::Kind::boolean;
        node.number = flag->get() ? 1 : 0;
    } else {
        node.kind = TomlNode::Kind::other;
        node.text = from.is_floating_point() ? "a number with a fraction" : "a date or time";
    }
    return node;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char const sign : text) {
        if (sign == '"' || sign == '\\') out += '\\';
        if (static_cast<unsigned char>(sign) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(sign));
        } else {
            out += sign;
        }
    }
    return out + '"';
}

std::string join_items(TomlNode const& node, std::string_view separator, std::string (*print)(TomlNode const&)) {
    std::string out;
    for (auto const& item : node.items) {
        if (!out.empty()) out += separator;
        out += print(item);
    }
    return out;
}

/// Far above any suite that people write; what is larger was named by mistake.
constexpr std::size_t largest_file = 16'000'000;

std::string number_text(TomlNode const& node) {
    return node.hex ? fmt::format("0x{:x}", node.number) : fmt::format("{}", node.number);
}

std::string table_text(TomlNode const& node) {
    std::string out;
    for (auto const& entry : node.entries) out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", entry.key, to_toml(entry.value));
    return out.empty() ? "{}" : "{ " + out + " }";
}

}  // namespace

TomlNode const* TomlNode::find(std::string_view key) const {
    auto const at = std::find_if(entries.begin(), entries.end(), [&](TomlEntry const& entry) { return entry.key == key; });
    return at == entries.end() ? nullptr : &at->value;
}

std::string_view to_string(TomlNode::Kind kind) {
    switch (kind) {
        case TomlNode::Kind::text:
            return "text";
        case TomlNode::Kind::number:
            return "a number";
        case TomlNode::Kind::boolean:
            return "true or false";
        case TomlNode::Kind::list:
            return "a list";
        case TomlNode::Kind::table:
            return "a table";
        case TomlNode::Kind::other:
            return "a fraction or date";
    }
    return "";
}

std::string to_toml(TomlNode const& node) {
    switch (node.kind) {
        case TomlNode::Kind::text:
            return in_quotes(node.text);
        case TomlNode::Kind::number:
            return number_text(node);
        case TomlNode::Kind::boolean:
            return node.number != 0 ? "true" : "false";
        case TomlNode::Kind::list:
            return "[" + join_items(node, ", ", to_toml) + "]";
        case TomlNode::Kind::table:
            return table_text(node);
        case TomlNode::Kind::other:
            return node.text;
    }
    return {};
}

std::string to_plain(TomlNode const& node) {
    switch (node.kind) {
        case TomlNode::Kind::text:
        case TomlNode::Kind::other:
            return node.text;
        case TomlNode::Kind::number:
            return number_text(node);
        case TomlNode::Kind::boolean:
            return node.number != 0 ? "true" : "false";
        case TomlNode::Kind::list:
            return join_items(node, "-", to_plain);
        case TomlNode::Kind::table:
            return table_text(node);
    }
    return {};
}

Loaded<TomlNode> parse_document(std::string_view text, std::string const& file) {
    Loaded<TomlNode> loaded;
    loaded.value.spot = {file, 1, 1};
    if (auto const spot = too_deep(text, file)) {
        loaded.diagnostics.push_back({*spot, true,
                                      fmt::format("nested too deeply: at most {} brackets and braces within one another, and keys of at "
                                                  "most {} parts",
                                                  deepest_nesting, longest_key)});
        return loaded;
    }
    try {
        auto const table = toml::parse(text, file);
        convert_entries(table, file, loaded.value.entries);
    } catch (toml::parse_error const& error) {
        loaded.diagnostics.push_back({spot_of(error.source(), file), true, std::string(error.description())});
    }
    return loaded;
}

Result<std::string> read_text(std::filesystem::path const& path) {
    std::error_code trouble;
    auto const status = std::filesystem::status(path, trouble);
    if (!std::filesystem::exists(status)) return fail("it does not exist");
    if (std::filesystem::is_directory(status)) return fail("it is a folder");
    // A pipe would be gone when the run copies its inputs; a device has no end.
    if (!std::filesystem::is_regular_file(status)) return fail("it is no regular file");
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return fail("it may not be opened");
    std::string text;
    std::array<char, 65536> piece{};
    while (stream && text.size() <= largest_file) {
        stream.read(piece.data(), piece.size());  // errors of the system show as bad(): no exception, other than from an iterator
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad()) return fail("reading failed");
    if (text.size() > largest_file) return fail(fmt::format("it is larger than {} MB", largest_file / 1'000'000));
    return text;
}

Diagnostic unreadable(std::filesystem::path const& path, Error const& why) {
    return {{path.string(), 0, 0}, true, "cannot read the file: " + why.what};
}

Loaded<TomlNode> read_document(std::filesystem::path const& path) {
    auto const text = read_text(path);
    if (!text) return {{}, {unreadable(path, text.error())}};
    return parse_document(*text, path.string());
}

}  // namespace tsuka::suite
