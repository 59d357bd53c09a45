// Signs say nothing that the words beside them do not.
#include "reports/users.hpp"

#include <fmt/format.h>

namespace tsuka::reports {

std::string_view sign_of(model::Works works) {
    switch (works) {
        case model::Works::yes:
            return "✓";
        case model::Works::partly:
            return "◐";
        case model::Works::no:
            return "✗";
        case model::Works::unknown:
            return "?";
        case model::Works::untested:
            return "–";
        case model::Works::no_case:
            return "";
    }
    return "";
}

std::string cells_of(model::UserRow const& row, model::UserMatrix const& matrix) {
    std::string text;
    for (std::size_t index = 0; index < row.cells.size() && index < matrix.situations.size(); ++index) {
        model::UserCell const& cell = row.cells[index];
        if (cell.works == model::Works::no_case) continue;
        text += fmt::format("{}{}: {} {}", text.empty() ? "" : "; ", matrix.situations[index].title, sign_of(cell.works), cell.word);
    }
    return text;
}

}  // namespace tsuka::reports
