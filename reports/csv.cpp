#include "reports/csv.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tsuka::reports {

std::string csv_cell(std::string const& text) {
    std::string const shown = model::printable(text);
    bool const is_number = !shown.empty() && shown.find_first_not_of("0123456789", shown[0] == '-' ? 1 : 0) == std::string::npos;
    bool const formula = !is_number && !shown.empty() && std::string_view{"=+-@"}.find(shown[0]) != std::string_view::npos;
    std::string out = formula ? "\"'" : "\"";
    for (char const sign : shown) {
        if (sign == '"') out += '"';
        out += sign == '\n' ? ' ' : sign;
    }
    return out + "\"";
}

std::string csv_row(std::vector<std::string> const& cells) {
    std::vector<std::string> out;
    out.reserve(cells.size());
    std::transform(cells.begin(), cells.end(), std::back_inserter(out), csv_cell);
    return fmt::format("{}\r\n", fmt::join(out, ","));
}

}  // namespace tsuka::reports
