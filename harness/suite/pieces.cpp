// A file cut into its tables: see pieces.hpp.
#include "harness/suite/pieces.hpp"

#include "harness/suite/text_walk.hpp"

#include <algorithm>

namespace tsuka::suite {

namespace {

/// What a line says about where a table begins.
enum class Header : std::uint8_t { none, begins, belongs, another };

class Cutter {
public:
    Cutter(std::string_view text, std::string_view name) : text_(text), name_(name), walk_(text) {}

    Pieces cut() {
        while (walk_.at() < text_.size()) {
            const auto header = depth_ == 0 ? header_at(walk_.at()) : Header::none;
            if (header == Header::begins || (header == Header::another && inside_)) end_region(header == Header::begins);
            pass_line();
        }
        end_region(false);
        return std::move(pieces_);
    }

private:
    static bool is_blank(char sign) { return sign == ' ' || sign == '\t'; }
    static bool is_bare(char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '_' || sign == '-';
    }

    [[nodiscard]] std::size_t behind_blanks(std::size_t at) const {
        while (at < text_.size() && is_blank(text_[at])) ++at;
        return at;
    }

    [[nodiscard]] Header header_at(std::size_t at) const {
        at = behind_blanks(at);
        if (at >= text_.size() || text_[at] != '[') return Header::none;
        const bool of_list = text_.substr(at, 2) == "[[";
        at = behind_blanks(at + (of_list ? 2 : 1));
        auto end = at;
        while (end < text_.size() && is_bare(text_[end])) ++end;
        if (text_.substr(at, end - at) != name_) return Header::another;
        end = behind_blanks(end);
        if (end < text_.size() && text_[end] == '.') return inside_ ? Header::belongs : Header::another;
        return of_list && text_.substr(end, 2) == "]]" ? Header::begins : Header::another;
    }

    /// What lies between the last cut and here is one piece, or part of the head.
    void end_region(bool begins) {
        const auto region = text_.substr(began_, walk_.at() - began_);
        if (inside_) pieces_.pieces.push_back({region, began_line_});
        if (inside_)
            pieces_.head.append(static_cast<std::size_t>(std::count(region.begin(), region.end(), '\n')), '\n');
        else
            pieces_.head += region;
        inside_ = begins;
        began_ = walk_.at();
        began_line_ = walk_.line();
    }

    void pass_line() {
        while (const auto sign = walk_.next()) {
            if (*sign == '\n') return;
            if (*sign == '[' || *sign == '{') ++depth_;
            if ((*sign == ']' || *sign == '}') && depth_ > 0) --depth_;
        }
    }

    std::string_view text_;
    std::string_view name_;
    TextWalk walk_;
    Pieces pieces_;
    unsigned depth_ = 0;
    bool inside_ = false;  ///< of a piece
    std::size_t began_ = 0;
    unsigned began_line_ = 1;
};

void move_down(TomlNode& node, unsigned lines) {
    node.spot.line += lines;
    for (auto& item : node.items) move_down(item, lines);
    for (auto& entry : node.entries) {
        entry.spot.line += lines;
        move_down(entry.value, lines);
    }
}

}  // namespace

Pieces in_pieces(std::string_view text, std::string_view name) {
    return Cutter(text, name).cut();
}

std::optional<TomlNode> parse_piece(Pieces::Piece const& piece, std::string_view name, std::string const& file) {
    auto parsed = parse_document(piece.text, file);
    auto& entries = parsed.value.entries;
    if (has_errors(parsed.diagnostics) || entries.size() != 1 || entries.front().key != name) return std::nullopt;
    auto& list = entries.front().value;
    if (list.kind != TomlNode::Kind::list || list.items.size() != 1) return std::nullopt;
    move_down(list.items.front(), piece.line - 1);
    return std::move(list.items.front());
}

}  // namespace tsuka::suite
