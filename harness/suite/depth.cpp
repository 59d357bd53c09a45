// Nesting of a TOML text, without building anything: see depth.hpp. Strings and comments follow TOML 1.0.0, sections String and Comment.
#include "harness/suite/depth.hpp"

namespace tsuka::suite {

namespace {

class Walk {
public:
    Walk(std::string_view text, std::string const& file) : text_(text), spot_{file, 1, 1} {}

    std::optional<model::Spot> find() {
        while (at_ < text_.size()) {
            const char sign = text_[at_];
            if (sign == '"' || sign == '\'') {
                skip_string(sign);
                continue;
            }
            if (sign == '#') {
                while (at_ < text_.size() && text_[at_] != '\n') step();
                continue;
            }
            if (!count(sign)) return spot_;
            step();
        }
        return std::nullopt;
    }

private:
    /// False when this sign goes too deep.
    bool count(char sign) {
        if (sign == '.') return ++parts_ < longest_key;
        // Only blanks may stand between the parts of a key; everything else that is no part of a name begins another one.
        if (sign == '\n' || sign == ',' || sign == '=' || sign == '[' || sign == ']' || sign == '{' || sign == '}') parts_ = 0;
        if (sign == '[' || sign == '{') return ++depth_ <= deepest_nesting;
        if ((sign == ']' || sign == '}') && depth_ > 0) --depth_;
        return true;
    }

    void step() {
        const bool line_end = text_[at_++] == '\n';
        spot_.line += line_end ? 1 : 0;
        spot_.column = line_end ? 1 : spot_.column + 1;
    }

    [[nodiscard]] bool three(char quote) const {
        return at_ + 2 < text_.size() && text_[at_] == quote && text_[at_ + 1] == quote && text_[at_ + 2] == quote;
    }

    void skip_string(char quote) {
        const bool lines = three(quote);
        for (int count = 0; count < (lines ? 3 : 1); ++count) step();
        while (at_ < text_.size()) {
            if (!lines && text_[at_] == '\n') return;  // not closed: the parser will say so
            if (text_[at_] == '\\' && quote == '"' && at_ + 1 < text_.size()) {
                step();
                step();
            } else if (lines ? three(quote) : text_[at_] == quote) {
                for (int count = 0; count < (lines ? 3 : 1); ++count) step();
                return;
            } else {
                step();
            }
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned depth_ = 0;
    unsigned parts_ = 0;
    model::Spot spot_;
};

}  // namespace

std::optional<model::Spot> too_deep(std::string_view text, std::string const& file) {
    return Walk(text, file).find();
}

}  // namespace tsuka::suite
