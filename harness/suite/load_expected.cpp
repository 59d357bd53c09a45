// expected.toml: see load_expected.hpp.
#include "harness/suite/load_expected.hpp"

#include "harness/suite/document.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::suite {

namespace {

constexpr std::array<std::string_view, 3> verdicts{"fail", "deviation", "inconclusive"};

bool is_day(std::string_view text) {
    static constexpr std::string_view form = "0000-00-00";
    return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char sign, char wanted) {
               return wanted == '0' ? sign >= '0' && sign <= '9' : sign == wanted;
           });
}

model::Expected read_one(TomlNode const& node, Diagnostics& diagnostics) {
    TableReader table(node, "[[expected]]", diagnostics);
    model::Expected one;
    one.case_name = table.text_or("case");
    one.claim = table.text_or("claim");
    if (one.case_name.empty() == one.claim.empty()) table.error(node.spot, "an expectation names a 'case' or a 'claim', one of them");
    one.verdict = table.text_or("verdict", "fail");
    if (std::find(verdicts.begin(), verdicts.end(), one.verdict) == verdicts.end())
        table.error(node.spot, fmt::format("'verdict' is \"fail\", \"deviation\" or \"inconclusive\", not \"{}\"", one.verdict));
    one.observed_class = table.text_or("class");
    one.reason = table.required_text("reason");
    one.ticket = table.text_or("ticket");
    one.expires = table.text_or("expires");
    if (!one.expires.empty() && !is_day(one.expires))
        table.error(node.spot, fmt::format("'expires' is a day, \"2026-12-31\", not \"{}\"", one.expires));
    table.refuse_others();
    return one;
}

Loaded<std::vector<model::Expected>> expected_of(Loaded<TomlNode> document) {
    Loaded<std::vector<model::Expected>> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a list of known deviations", loaded.diagnostics);
    check_format(top);
    if (auto const* list = top.take("expected", TomlNode::Kind::list)) {
        for (auto const& node : list->items) {
            if (node.kind == TomlNode::Kind::table)
                loaded.value.push_back(read_one(node, loaded.diagnostics));
            else
                top.error(node.spot, "an expectation is a table: [[expected]]");
        }
    }
    top.refuse_others();
    tidy(loaded.diagnostics);
    return loaded;
}

/// A TOML basic string (TOML 1.0.0, String).
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char const sign : text) {
        auto const octet = static_cast<unsigned char>(sign);
        if (sign == '"' || sign == '\\')
            out += fmt::format("\\{}", sign);
        else if (octet < 0x20 || octet == 0x7f)
            out += fmt::format("\\u{:04x}", octet);
        else
            out += sign;
    }
    return out + "\"";
}

}  // namespace

Loaded<std::vector<model::Expected>> load_expected(std::filesystem::path const& path) {
    return expected_of(read_document(path));
}

Loaded<std::vector<model::Expected>> parse_expected(std::string_view text, std::string const& file) {
    return expected_of(parse_document(text, file));
}

std::string to_toml(std::vector<model::Expected> const& all) {
    std::string out = "format = 1\n";
    for (auto const& one : all) {
        out += "\n[[expected]]\n";
        auto const line = [&](std::string_view key, std::string_view value) {
            if (!value.empty()) out += fmt::format("{:<7} = {}\n", key, quoted(value));
        };
        line("case", one.case_name);
        line("claim", one.claim);
        line("verdict", one.verdict);
        line("class", one.observed_class);
        line("reason", one.reason);
        line("ticket", one.ticket);
        line("expires", one.expires);
    }
    return out;
}

}  // namespace tsuka::suite
