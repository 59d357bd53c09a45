#include "reports/markdown.hpp"

#include "harness/model/text.hpp"

#include <string_view>

namespace tsuka::reports {

std::string markdown_cell(std::string const& text) {
    std::string out;
    for (char const sign : model::printable(text)) {
        if (std::string_view{"|<>&`*_[]\\~"}.find(sign) != std::string_view::npos) out += '\\';
        out += sign == '\n' ? ' ' : sign;
        // A service would tell a user, or link an issue, of that name: a word joiner, which nobody sees, parts the sign from it.
        if (sign == '@' || sign == '#' || sign == '!') out += "\u2060";
    }
    return out;
}

}  // namespace tsuka::reports
