// defects/matrix.toml: see load_matrix.hpp.
#include "harness/suite/load_matrix.hpp"

#include "harness/suite/document.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::suite {

namespace {

std::set<std::string> names(TableReader& table, std::string_view key, MatrixRow const& row) {
    std::set<std::string> all;
    for (auto const& node : table.texts(key)) {
        // Listed twice, or as failing and as open at once: one of the two is a slip.
        if (row.fails.contains(node.text) || !all.insert(node.text).second)
            table.error(node.spot, fmt::format("'{}' is listed twice for one defect", node.text));
    }
    return all;
}

MatrixRow read_row(TomlNode const& node, std::vector<MatrixRow> const& before, Diagnostics& diagnostics) {
    TableReader table(node, "[[defect]]", diagnostics);
    MatrixRow row;
    row.defect = table.required_text("name");
    if (std::any_of(before.begin(), before.end(), [&](auto const& other) { return other.defect == row.defect; }))
        table.error(node.spot, fmt::format("there is a defect '{}' already", row.defect));
    row.fails = names(table, "fails", row);
    row.inconclusive = names(table, "inconclusive", row);
    if (row.fails.empty()) table.error(node.spot, fmt::format("no case finds '{}'; 'fails' must name one at least", row.defect));
    table.refuse_others();
    return row;
}

Loaded<std::vector<MatrixRow>> from_document(Loaded<TomlNode> document) {
    Loaded<std::vector<MatrixRow>> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "the file", loaded.diagnostics);
    check_format(top);
    auto const* defects = top.take("defect", TomlNode::Kind::list);
    if (defects == nullptr) {
        if (document.value.find("defect") == nullptr) top.error(document.value.spot, "the file has no [[defect]]");
    } else {
        for (auto const& node : defects->items) {
            if (node.kind == TomlNode::Kind::table)
                loaded.value.push_back(read_row(node, loaded.value, loaded.diagnostics));
            else
                top.error(node.spot, "a defect must be a table: [[defect]]");
        }
    }
    top.refuse_others();
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<std::vector<MatrixRow>> load_matrix(std::filesystem::path const& path) {
    return from_document(read_document(path));
}

Loaded<std::vector<MatrixRow>> parse_matrix(std::string_view text, std::string const& file) {
    return from_document(parse_document(text, file));
}

}  // namespace tsuka::suite
