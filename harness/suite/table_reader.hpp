// Typed access to one table of a document. Remembers which keys were asked for, so that every other key is an unknown one.
#pragma once

#include "harness/suite/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

class TableReader {
public:
    /// `what` names the table in diagnostics: "[suite]", "a class".
    TableReader(TomlNode const& table, std::string what, Diagnostics& diagnostics)
        : table_(table), what_(std::move(what)), diagnostics_(diagnostics) {}

    /// The value, whatever its type; the key counts as known from now on.
    [[nodiscard]] TomlNode const* take(std::string_view key);
    [[nodiscard]] TomlNode const* take(std::string_view key, TomlNode::Kind kind);

    [[nodiscard]] std::optional<std::string> text(std::string_view key);
    [[nodiscard]] std::string text_or(std::string_view key, std::string otherwise = {});
    [[nodiscard]] std::string required_text(std::string_view key);
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key, std::uint64_t least, std::uint64_t most);
    [[nodiscard]] bool flag(std::string_view key);
    /// A list of texts.
    [[nodiscard]] std::vector<TomlNode> texts(std::string_view key);
    [[nodiscard]] std::optional<Duration> duration(std::string_view key);

    /// Complains of every key that nobody asked for.
    void refuse_others();
    /// Keys that nobody asked for, in the order written.
    [[nodiscard]] std::vector<TomlEntry const*> others() const;

    void error(model::Spot const& spot, std::string text);
    [[nodiscard]] TomlNode const& node() const { return table_; }
    [[nodiscard]] std::string const& what() const { return what_; }
    [[nodiscard]] std::vector<std::string> const& known() const { return known_; }

private:
    TomlNode const& table_;
    std::string what_;
    Diagnostics& diagnostics_;
    std::vector<std::string> known_;
};

/// "300ms", "2s", "5m", "2h", "2h10m"; nothing for anything else, or for what does not fit.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

/// Complains unless `format = 1` stands at the top; where it is not required, nothing at all will do too.
void check_format(TableReader& top, bool required = true);

}  // namespace tsuka::suite
