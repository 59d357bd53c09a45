// What presets may not say: see preset_rules.hpp.
#include "harness/suite/preset_rules.hpp"

#include <algorithm>

namespace tsuka::suite {

namespace {

bool is_word(char sign) {
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '_' || sign == '-';
}

/// The words outside of quotes and comments, as nft's own scanner separates them: "..." has no escapes, # goes to the end of the line.
class Words {
public:
    Words(std::string_view text, std::string const& file) : text_(text), spot_{file, 1, 1} {}

    /// False at the end. `spot` is where the word begins.
    bool next(std::string_view& word, model::Spot& spot) {
        while (at_ < text_.size() && !is_word(text_[at_])) {
            if (text_[at_] == '"' || text_[at_] == '#') {
                const char end = text_[at_] == '"' ? '"' : '\n';
                spot = spot_;
                step();
                while (at_ < text_.size() && text_[at_] != end) step();
                unclosed_ = at_ == text_.size() && end == '"';
            }
            if (at_ < text_.size()) step();
        }
        if (at_ == text_.size()) return false;
        spot = spot_;
        const auto begin = at_;
        while (at_ < text_.size() && is_word(text_[at_])) step();
        word = text_.substr(begin, at_ - begin);
        return true;
    }
    [[nodiscard]] bool unclosed() const { return unclosed_; }

private:
    void step() {
        const bool line_end = text_[at_++] == '\n';
        spot_.line += line_end ? 1 : 0;
        spot_.column = line_end ? 1 : spot_.column + 1;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    model::Spot spot_;
    bool unclosed_ = false;
};

}  // namespace

std::optional<Forbidden> forbidden_in_rules(std::string_view rules, std::string const& file) {
    Words words(rules, file);
    std::string_view word;
    model::Spot spot;
    while (words.next(word, spot)) {
        if (word == "include") return Forbidden{spot, "rules may not include files: what a preset needs stands in its rules.nft"};
        if (word == "monitor") return Forbidden{spot, "rules may not monitor: nft would not end"};
    }
    if (words.unclosed()) return Forbidden{spot, "a text in quotes has no end"};
    return std::nullopt;
}

bool is_network_sysctl(std::string_view name) {
    if (!name.starts_with("net.") || name.ends_with('.') || name.find("..") != std::string_view::npos) return false;
    return std::all_of(name.begin(), name.end(), [](char sign) { return sign == '.' || is_word(sign); });
}

}  // namespace tsuka::suite
