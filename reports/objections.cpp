// Objections: see objections.hpp.
#include "reports/objections.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string_view>

namespace tsuka::reports {
namespace {

namespace json = boost::json;

/// A workflow command ends at its line's end, and its properties at ',' and ':'; so these are written in per cent.
std::string escaped(std::string const& text, std::string_view special) {
    std::string out;
    for (char const sign : model::printable(text)) {
        if (sign == '%' || sign == '\n' || sign == '\r' || special.find(sign) != std::string_view::npos)
            out += fmt::format("%{:02X}", static_cast<unsigned char>(sign));
        else
            out += sign;
    }
    return out;
}

/// RFC 3986 section 2.3: what need not be written in per cent, and the slash between folders.
std::string uri(std::string const& path) {
    std::string out;
    for (char const sign : path) {
        auto const octet = static_cast<unsigned char>(sign);
        bool const plain = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') ||
                           std::string_view{"-._~/"}.find(sign) != std::string_view::npos;
        out += plain ? std::string(1, sign) : fmt::format("%{:02X}", octet);
    }
    return path.starts_with('/') ? "file://" + out : out;
}

json::object result_of(Objection const& one) {
    json::object place{{"artifactLocation", {{"uri", uri(one.file)}}}};
    // Regions begin at 1 (SARIF 2.1.0 section 3.30.5): what has no line has no region.
    if (one.line > 0) place.emplace("region", json::object{{"startLine", one.line}, {"startColumn", one.column > 0 ? one.column : 1}});
    return {{"ruleId", one.error ? "error" : "warning"},
            {"level", one.error ? "error" : "warning"},
            {"message", {{"text", json::string{model::valid_utf8(one.text)}}}},
            {"locations", json::array{json::object{{"physicalLocation", std::move(place)}}}}};
}

}  // namespace

std::string render_github(std::vector<Objection> const& all) {
    std::string out;
    for (Objection const& one : all) {
        out += fmt::format("::{} file={}", one.error ? "error" : "warning", escaped(one.file, ":,"));
        if (one.line > 0) out += fmt::format(",line={},col={}", one.line, one.column);
        out += fmt::format("::{}\n", escaped(one.text, {}));
    }
    return out;
}

std::string render_sarif(std::vector<Objection> const& all, std::string const& version) {
    json::array results;
    for (Objection const& one : all) results.push_back(result_of(one));
    json::array const rules{json::object{{"id", "error"}, {"shortDescription", {{"text", "the file cannot be used"}}}},
                            json::object{{"id", "warning"}, {"shortDescription", {{"text", "the file says what it cannot mean"}}}}};
    json::object const root{
        {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
        {"version", "2.1.0"},
        {"runs", json::array{json::object{{"tool", {{"driver", {{"name", "tsuka lint"}, {"version", version}, {"rules", rules}}}}},
                                          {"results", std::move(results)}}}}};
    return json::serialize(root) + "\n";
}

}  // namespace tsuka::reports
