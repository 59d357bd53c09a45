// Widths follow Unicode's East Asian Width classes W and F, as blocks: a terminal's own table may differ by a character, not by a line.
#include "reports/columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tsuka::reports {
namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};
constexpr std::array<Range, 12> wide{{{0x1100, 0x115f},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0x4dbf},
                                      {0x4e00, 0xa4cf},
                                      {0xa960, 0xa97f},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff01, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1faff},
                                      {0x20000, 0x3fffd}}};
constexpr std::array<Range, 3> zero{{{0x0300, 0x036f}, {0x200b, 0x200d}, {0xfe00, 0xfe0f}}};

template <std::size_t count>
bool within(std::array<Range, count> const& ranges, std::uint32_t point) {
    return std::any_of(ranges.begin(), ranges.end(), [&](Range range) { return range.first <= point && point <= range.last; });
}

/// Octets of the character that begins here, in valid UTF-8.
std::size_t length_at(std::string_view text) {
    auto const lead = static_cast<std::uint8_t>(text[0]);
    std::size_t const length = lead < 0x80 ? 1U : lead < 0xe0 ? 2U : lead < 0xf0 ? 3U : 4U;
    return std::min(length, text.size());
}

std::size_t width_at(std::string_view character) {
    std::uint32_t point = static_cast<std::uint8_t>(character[0]);
    if (character.size() > 1) point &= 0xffU >> (character.size() + 1);
    for (std::size_t at = 1; at < character.size(); ++at) point = (point << 6U) | (static_cast<std::uint8_t>(character[at]) & 0x3fU);
    return within(zero, point) ? 0U : within(wide, point) ? 2U : 1U;
}

constexpr std::array<std::string_view, 10> closing{"、", "。", ")", "）", "」", "』", ":", "：", "ー", "・"};

/// The longest beginning of `word` that fits, at least one character.
std::string_view head_of(std::string_view word, std::size_t width) {
    std::size_t taken = 0;
    std::size_t last = 0;  ///< where the last character that fits begins
    std::size_t used = 0;
    while (taken < word.size()) {
        std::size_t const length = length_at(word.substr(taken));
        used += width_at(word.substr(taken, length));
        if (used > width && taken > 0) break;
        last = taken;
        taken += length;
    }
    // No line begins with what closes (JIS X 4051): the character before it goes along.
    bool const closes = std::any_of(closing.begin(), closing.end(), [&](auto sign) { return word.substr(taken).starts_with(sign); });
    return word.substr(0, closes && last > 0 ? last : taken);
}

}  // namespace

std::size_t columns(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        std::size_t const length = length_at(text);
        count += width_at(text.substr(0, length));
        text.remove_prefix(length);
    }
    return count;
}

std::string padded(std::string_view text, std::size_t width) {
    std::size_t const used = columns(text);
    return std::string{text} + std::string(used < width ? width - used : 0, ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    constexpr std::string_view blanks = " \t\n";
    std::vector<std::string> lines;
    std::string line;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        if (text.empty()) break;
        std::string_view word = text.substr(0, text.find_first_of(blanks));
        bool const fits = line.empty() || columns(line) + 1 + columns(word) <= width;
        if (!fits) {
            lines.push_back(std::move(line));
            line.clear();
        }
        if (line.empty())
            word = head_of(word, width);
        else
            line += ' ';
        line += word;
        text.remove_prefix(word.size());
        // The rest of a word that was cut goes on a line of its own.
        if (!text.empty() && blanks.find(text[0]) == std::string_view::npos) {
            lines.push_back(std::move(line));
            line.clear();
        }
    }
    if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

}  // namespace tsuka::reports
