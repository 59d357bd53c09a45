// A suite file of many cases, one case at a time: a parser's tree takes twenty times the memory of what is kept of a case, and only one of
// them need be there at once.
#pragma once

#include "harness/suite/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

struct Pieces {
    struct Piece {
        std::string_view text;  ///< "[[case]]" and all that belongs to it
        unsigned line = 1;      ///< where it begins
    };
    std::string head;           ///< the text with blank lines where pieces stand: what is left has its place
    std::vector<Piece> pieces;  ///< in order
};

/// Cuts a text at the headers "[[name]]" of tables; sub-tables "[name.x]" belong to the one above. The pieces live as long as `text`.
/// It need not be right TOML: where the head or a piece is none, or has the name in another way, the text has to be read as a whole.
[[nodiscard]] Pieces in_pieces(std::string_view text, std::string_view name);

/// The table that a piece holds; nothing where it does not hold just that.
[[nodiscard]] std::optional<TomlNode> parse_piece(Pieces::Piece const& piece, std::string_view name, std::string const& file);

}  // namespace tsuka::suite
