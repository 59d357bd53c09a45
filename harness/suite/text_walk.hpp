// The signs of a TOML text that are no part of a string or a comment (TOML 1.0.0, sections String and Comment), without building anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tsuka::suite {

class TextWalk {
public:
    explicit TextWalk(std::string_view text) : text_(text) {}

    /// Goes past the next such sign; nothing at the end of the text. It need not be right TOML.
    [[nodiscard]] std::optional<char> next();

    struct Place {
        unsigned line = 1;
        unsigned column = 1;
    };
    [[nodiscard]] Place last() const { return last_; }         ///< where the sign stands that next() has returned
    [[nodiscard]] std::size_t at() const { return at_; }       ///< how much of the text is behind it
    [[nodiscard]] unsigned line() const { return now_.line; }  ///< of what comes next

private:
    void step();
    [[nodiscard]] bool three(char quote) const;
    void skip_string(char quote);

    std::string_view text_;
    std::size_t at_ = 0;
    Place now_;
    Place last_;
};

}  // namespace tsuka::suite
