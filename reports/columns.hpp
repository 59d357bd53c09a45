// Text in terminal columns: how wide it is, filling up, wrapping. East Asian characters take two columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tsuka::reports {

/// Columns that valid UTF-8 takes (Unicode Standard Annex 11, its wide ranges; combining marks take none).
[[nodiscard]] std::size_t columns(std::string_view text);

/// `text` and blanks up to `width`; never shortened.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

/// Lines of at most `width` columns, cut between words; a word that is wider is cut inside. White space runs together.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace tsuka::reports
