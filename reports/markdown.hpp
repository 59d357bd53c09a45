// Pieces of Markdown that several reports are made of.
#pragma once

#include <string>

namespace tsuka::reports {

/// Text inside a line or a table cell: no pipe, no tag, no line break, no link, no mention of a user or an issue.
[[nodiscard]] std::string markdown_cell(std::string const& text);

}  // namespace tsuka::reports
