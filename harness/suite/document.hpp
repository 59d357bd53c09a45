// A TOML file as a plain tree: every value with its place, table entries in the order written. Trees can be copied and edited
// (variants of a case are), which the parser's own nodes cannot without losing their places.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/suite.hpp"
#include "harness/suite/diagnostic.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

struct TomlEntry;

struct TomlNode {
    enum class Kind : std::uint8_t { text, number, boolean, list, table, other };
    Kind kind = Kind::table;
    model::Spot spot;
    std::string text;         ///< text; other: what it is ("a date")
    std::int64_t number = 0;  ///< number, boolean
    bool hex = false;         ///< the number was written in hexadecimal
    std::vector<TomlNode> items;
    std::vector<TomlEntry> entries;

    [[nodiscard]] TomlNode const* find(std::string_view key) const;
};

struct TomlEntry {
    std::string key;
    model::Spot spot;
    TomlNode value;
};

/// "a number", "text", "a list" ...
[[nodiscard]] std::string_view to_string(TomlNode::Kind kind);

/// One line of TOML: { send = "esp", on = "a", spi = 0xa1000001 }
[[nodiscard]] std::string to_toml(TomlNode const& node);

/// Text as it would stand inside another text: without quotes, lists joined by '-'.
[[nodiscard]] std::string to_plain(TomlNode const& node);

/// A regular file of reasonable size, or why it cannot be read.
[[nodiscard]] Result<std::string> read_text(std::filesystem::path const& path);

/// What is said of one that cannot be read.
[[nodiscard]] Diagnostic unreadable(std::filesystem::path const& path, Error const& why);

/// The tree of a file; what the parser objects to is the one diagnostic then.
[[nodiscard]] Loaded<TomlNode> read_document(std::filesystem::path const& path);
[[nodiscard]] Loaded<TomlNode> parse_document(std::string_view text, std::string const& file);

}  // namespace tsuka::suite
