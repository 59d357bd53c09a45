// The parts of the JSON report. Only for .cpp files that include Boost.JSON themselves.
#pragma once

#include "harness/model/report.hpp"
#include "harness/model/text.hpp"

#include <string_view>

namespace tsuka::reports::parts {

namespace json = boost::json;

inline json::string text(std::string_view value) {
    return json::string{model::valid_utf8(value)};
}

template <class Items, class Convert>
json::array list(Items const& items, Convert const& convert) {
    json::array out;
    for (auto const& item : items) out.emplace_back(convert(item));
    return out;
}

inline json::array texts(std::vector<std::string> const& values) {
    return list(values, [](std::string const& value) { return text(value); });
}

/// What was run, by whom, and whose the frames were.
[[nodiscard]] json::object run(model::Report const& report);
/// One case, judged.
[[nodiscard]] json::object row(model::ReportRow const& one, model::Record const& record);
/// A measurement or repetition over all its cases.
[[nodiscard]] json::object group(model::GroupRow const& one);
/// What wants attention, then what is neither claimed nor kept.
[[nodiscard]] json::array causes(model::Report const& report, model::Record const& record);
[[nodiscard]] json::object user_row(model::UserRow const& row, model::Report const& report);
[[nodiscard]] json::object known(model::Known const& one, model::Report const& report);

}  // namespace tsuka::reports::parts
