#include "harness/suite/depth.hpp"

#include "harness/suite/text_walk.hpp"

namespace tsuka::suite {

namespace {

class Nesting {
public:
    /// False when this sign goes too deep.
    bool count(char sign) {
        if (sign == '.') return ++parts_ < longest_key;
        // Only blanks may stand between the parts of a key; everything else that is no part of a name begins another one.
        if (sign == '\n' || sign == ',' || sign == '=' || sign == '[' || sign == ']' || sign == '{' || sign == '}') parts_ = 0;
        if (sign == '[' || sign == '{') return ++depth_ <= deepest_nesting;
        if ((sign == ']' || sign == '}') && depth_ > 0) --depth_;
        return true;
    }

private:
    unsigned depth_ = 0;
    unsigned parts_ = 0;
};

}  // namespace

std::optional<model::Spot> too_deep(std::string_view text, std::string const& file) {
    TextWalk walk(text);
    Nesting nesting;
    while (const auto sign = walk.next())
        if (!nesting.count(*sign)) return model::Spot{file, walk.last().line, walk.last().column};
    return std::nullopt;
}

}  // namespace tsuka::suite
