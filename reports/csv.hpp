// Cells and rows of CSV, RFC 4180.
#pragma once

#include <string>
#include <vector>

namespace tsuka::reports {

/// In quotes, quotes doubled, line breaks as blanks; a leading sign that a spreadsheet takes for a formula gets an apostrophe.
[[nodiscard]] std::string csv_cell(std::string const& text);
[[nodiscard]] std::string csv_row(std::vector<std::string> const& cells);

}  // namespace tsuka::reports
