#include "harness/suite/text_walk.hpp"

namespace tsuka::suite {

std::optional<char> TextWalk::next() {
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
        last_ = now_;
        step();
        return sign;
    }
    return std::nullopt;
}

void TextWalk::step() {
    const bool line_end = text_[at_++] == '\n';
    now_.line += line_end ? 1 : 0;
    now_.column = line_end ? 1 : now_.column + 1;
}

bool TextWalk::three(char quote) const {
    return at_ + 2 < text_.size() && text_[at_] == quote && text_[at_ + 1] == quote && text_[at_ + 2] == quote;
}

void TextWalk::skip_string(char quote) {
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

}  // namespace tsuka::suite
