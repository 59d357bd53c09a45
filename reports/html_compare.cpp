#include "reports/html_compare.hpp"

#include "reports/html_assets.hpp"
#include "reports/html_list.hpp"

#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

Data cell_data(ComparedCell const& cell) {
    Data data;
    put(data, "text", cell.text);
    put(data, "kind", cell.kind);
    put(data, "link", cell.link);
    return data;
}

Data line_data(std::vector<ComparedCell> const& line) {
    Data data;
    put(data, "first", line.empty() ? "" : line.front().text);
    put_list(data, "cells", line.empty() ? line : std::vector<ComparedCell>(line.begin() + 1, line.end()), cell_data);
    return data;
}

}  // namespace

std::string render_comparison(Comparison const& comparison, Words const& said) {
    Data page;
    page["css"] = Data(assets::style);
    put(page, "language", said.code());
    put(page, "title", comparison.title);
    put(page, "mood", comparison.mood);
    put(page, "word", comparison.word);
    put(page, "sentence", comparison.sentence);
    put_list(page, "tables", comparison.tables, [](ComparedTable const& table) {
        Data data;
        put(data, "caption", table.caption);
        put_list(data, "heads", table.heads, cell_data);
        put_list(data, "lines", table.lines, line_data);
        return data;
    });
    auto const text = fill(assets::compare_template, page);
    return text ? *text : std::string{};
}

}  // namespace tsuka::reports
