// One line per entry, so that two lists can be compared with diff.
#include "reports/listing.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

namespace tsuka::reports {
namespace {

namespace json = boost::json;

json::value text(std::string const& value) {
    return json::string{model::valid_utf8(value)};
}

json::value value_of(ListedValue const& value) {
    if (auto const* words = std::get_if<std::string>(&value)) return text(*words);
    if (auto const* number = std::get_if<std::int64_t>(&value)) return *number;
    if (auto const* flag = std::get_if<bool>(&value)) return *flag;
    json::array all;
    for (std::string const& one : std::get<std::vector<std::string>>(value)) all.push_back(text(one));
    return all;
}

}  // namespace

std::string render_listing(std::string const& what, std::string const& tool, std::vector<Listed> const& list) {
    std::vector<std::string> lines;
    for (Listed const& one : list) {
        json::object object;
        for (auto const& [name, value] : one) object.emplace(name, value_of(value));
        lines.push_back("    " + json::serialize(object));
    }
    return fmt::format("{{\n  \"format\": 1,\n  \"what\": {},\n  \"tool\": {},\n  \"list\": [\n{}\n  ]\n}}\n", json::serialize(text(what)),
                       json::serialize(text(tool)), fmt::join(lines, ",\n"));
}

}  // namespace tsuka::reports
