#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tsuka::suite {

TomlNode const* TableReader::take(std::string_view key) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
    return table_.find(key);
}

TomlNode const* TableReader::take(std::string_view key, TomlNode::Kind kind) {
    auto const* node = take(key);
    if (node == nullptr || node->kind == kind) return node;
    error(node->spot, fmt::format("'{}' of {} must be {}, not {}", key, what_, to_string(kind), to_string(node->kind)));
    return nullptr;
}

std::optional<std::string> TableReader::text(std::string_view key) {
    auto const* node = take(key, TomlNode::Kind::text);
    if (node == nullptr) return std::nullopt;
    return node->text;
}

std::string TableReader::text_or(std::string_view key, std::string otherwise) {
    return text(key).value_or(std::move(otherwise));
}

std::string TableReader::required_text(std::string_view key) {
    if (table_.find(key) == nullptr) error(table_.spot, fmt::format("{} needs '{}'", what_, key));
    auto const found = text(key);
    if (found && found->empty()) error(take(key)->spot, fmt::format("'{}' of {} must not be empty", key, what_));
    return found.value_or("");
}

std::optional<std::uint64_t> TableReader::number(std::string_view key, std::uint64_t least, std::uint64_t most) {
    auto const* node = take(key, TomlNode::Kind::number);
    if (node == nullptr) return std::nullopt;
    auto const value = static_cast<std::uint64_t>(node->number);
    if (node->number < 0 || value < least || value > most) {
        error(node->spot, fmt::format("'{}' of {} must lie between {} and {}, not {}", key, what_, least, most, node->number));
        return std::nullopt;
    }
    return value;
}

bool TableReader::flag(std::string_view key) {
    auto const* node = take(key, TomlNode::Kind::boolean);
    return node != nullptr && node->number != 0;
}

std::vector<TomlNode> TableReader::texts(std::string_view key) {
    auto const* list = take(key, TomlNode::Kind::list);
    if (list == nullptr) return {};
    std::vector<TomlNode> found;
    for (auto const& item : list->items) {
        if (item.kind == TomlNode::Kind::text) {
            found.push_back(item);
        } else {
            error(item.spot, fmt::format("'{}' of {} must be a list of texts; here stands {}", key, what_, to_string(item.kind)));
        }
    }
    return found;
}

std::optional<Duration> TableReader::duration(std::string_view key) {
    auto const* node = take(key);
    if (node == nullptr) return std::nullopt;
    auto const found = node->kind == TomlNode::Kind::text ? parse_duration(node->text) : std::nullopt;
    if (!found) error(node->spot, fmt::format("'{}' is not a duration; write \"300ms\", \"2s\", \"5m\" or \"2h\"", to_plain(*node)));
    return found;
}

std::vector<TomlEntry const*> TableReader::others() const {
    std::vector<TomlEntry const*> found;
    for (auto const& entry : table_.entries) {
        if (std::find(known_.begin(), known_.end(), entry.key) == known_.end()) found.push_back(&entry);
    }
    return found;
}

void TableReader::refuse_others() {
    for (auto const* entry : others())
        error(entry->spot, fmt::format("unknown key '{}' in {}{}", entry->key, what_, hint(entry->key, known_)));
}

void TableReader::error(model::Spot const& spot, std::string text) {
    diagnostics_.push_back({spot, true, std::move(text)});
}

std::optional<Duration> parse_duration(std::string_view text) {
    constexpr std::uint64_t longest = 365ULL * 24 * 3600 * 1000;
    std::uint64_t all = 0;                 // in milliseconds
    std::uint64_t smaller_than = longest;  // units descend: "2h10m"
    do {
        std::uint64_t count = 0;
        auto const [after, trouble] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (trouble != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(after - text.data()));
        auto const unit = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
        text.remove_prefix(unit.size());
        std::uint64_t scale = 0;
        if (unit == "ms") scale = 1;
        if (unit == "s") scale = 1000;
        if (unit == "m") scale = 60U * 1000;
        if (unit == "h") scale = 60U * 60 * 1000;
        if (scale == 0 || scale >= smaller_than || count > (longest - all) / scale) return std::nullopt;
        smaller_than = scale;
        all += count * scale;
    } while (!text.empty());
    return std::chrono::milliseconds(all);
}

void check_format(TableReader& top, bool required) {
    auto const* format = top.take("format");
    if (format == nullptr && !required) return;
    if (format == nullptr) return top.error({top.node().spot.file, 1, 1}, "the file must say 'format = 1'");
    if (format->kind != TomlNode::Kind::number || format->number != 1) {
        top.error(format->spot, fmt::format("format {} is unknown; this version reads format 1", to_toml(*format)));
    }
}

}  // namespace tsuka::suite
