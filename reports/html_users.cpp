// The matrix for the HTML page: see html_users.hpp.
#include "reports/html_users.hpp"

#include "reports/anchor.hpp"
#include "reports/html_list.hpp"
#include "reports/users.hpp"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

Data cell_data(model::UserCell const& cell, model::Situation const& situation, model::Report const& report, Words const& said) {
    Data data;
    put(data, "works", std::string{to_string(cell.works)});
    put(data, "sign", std::string{sign_of(cell.works)});
    put(data, "cell_word", cell.word);
    put(data, "cell_title", situation.title);
    bool const linked = !cell.rows.empty() && cell.rows.front() < report.rows.size();
    put(data, "cell_anchor", linked ? anchor_of(report.rows[cell.rows.front()].name) : "");
    put(data, "cell_cases",
        cell.rows.size() > 1 ? said.say("count.cases", fmt::format("{} cases", cell.rows.size()), cell.rows.size()) : "");
    return data;
}

Data row_data_of(model::UserRow const& row, model::Report const& report, Words const& said) {
    Data data;
    put(data, "kind_title", row.title);
    put(data, "reach", row.reach);
    put(data, "said", row.text);
    put(data, "helps", row.helps);
    List cells;
    for (std::size_t index = 0; index < row.cells.size(); ++index)
        cells.push_back(cell_data(row.cells[index], report.users.situations.at(index), report, said));
    put_list(data, "cells", cells);
    return data;
}

}  // namespace

void put_users(Data& page, model::Report const& report, Words const& said) {
    put_list(page, "situations", report.users.situations, [](model::Situation const& situation) {
        Data data;
        put(data, "situation_title", situation.title);
        return data;
    });
    put(page, "situation_count", std::to_string(report.users.situations.size()));
    put_list(page, "users", report.users.rows, [&](model::UserRow const& row) { return row_data_of(row, report, said); });
}

}  // namespace tsuka::reports
