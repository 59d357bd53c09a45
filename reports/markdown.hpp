// Pieces of Markdown that several reports are made of.
#pragma once

#include <string>

namespace tsuka::reports {

/// Text inside a table cell: no pipe, no tag, no line break, no link.
[[nodiscard]] std::string markdown_cell(std::string const& text);

}  // namespace tsuka::reports
