// Brackets may not stand in a fragment, parentheses may; whatever else may not is written as its octet.
#include "reports/anchor.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace tsuka::reports {

std::string anchor_of(std::string_view name) {
    std::string out = name.find('.') == std::string_view::npos ? "case:" : "";
    for (char const sign : name) {
        bool const letter = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
        if (letter || sign == '.' || sign == '-' || sign == '=' || sign == ',')
            out += sign;
        else if (sign == '[' || sign == ']')
            out += sign == '[' ? '(' : ')';
        else
            out += fmt::format("_{:02x}", static_cast<std::uint8_t>(sign));
    }
    return out;
}

std::string reference(std::string_view path) {
    std::string out;
    for (char const sign : path) {
        bool const letter = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
        if (letter || std::string_view{"-._~/"}.find(sign) != std::string_view::npos)
            out += sign;
        else
            out += fmt::format("%{:02X}", static_cast<std::uint8_t>(sign));
    }
    return out;
}

}  // namespace tsuka::reports
