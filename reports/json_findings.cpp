// What follows from the cases, in JSON: measurements, causes, what users can do, known deviations.
#include <boost/json.hpp>

#include "reports/json_parts.hpp"

#include "reports/causes.hpp"
#include "reports/measured.hpp"

namespace tsuka::reports::parts {
namespace {

json::value number_or_null(std::optional<std::int64_t> const& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::object measurement(model::Measurement const& one) {
    return {{"quantity", text(one.quantity)},
            {"unit", to_string(one.unit)},
            {"lower", number_or_null(one.lower)},
            {"upper", number_or_null(one.upper)},
            {"monotone", one.monotone()},
            {"tried", list(one.tried,
                           [](model::Trial const& trial) {
                               return json::array{trial.value, to_string(trial.result)};
                           })},
            {"untried", list(one.untried, [](std::int64_t value) { return value; })}};
}

json::object around(model::Around const& one) {
    return {{"before", text(in_hex(one.before))}, {"octets", text(in_hex(one.octets))}, {"after", text(in_hex(one.after))}};
}

/// Offsets count octets from 0; a frame is a number in the capture, 0 where nobody of the case sent one.
json::value octets(std::optional<Objected> const& one) {
    if (!one) return nullptr;
    return json::object{{"layer", text(one->parting.layer)}, {"field", text(one->parting.field)},
                        {"offset", one->parting.offset},     {"place", one->parting.place},
                        {"sent_frame", one->sent},           {"arrived_frame", one->arrived},
                        {"sent", around(one->parting.sent)}, {"arrived", around(one->parting.arrived)}};
}

json::object cause(Cause const& one) {
    return {{"verdict", to_string(one.verdict)},
            {"sentence", text(one.sentence)},
            {"cases", list(one.rows, [](model::ReportRow const* row) { return text(row->name); })},
            {"claims", list(one.claims, [](model::ClaimRow const* row) { return text(row->claim.id); })},
            {"expected", text(one.expected)},
            {"arrived", text(one.arrived)},
            {"octets", octets(one.octets)}};
}

}  // namespace

json::object group(model::GroupRow const& one) {
    json::object classes;
    for (auto const& [name, times] : one.classes) classes.emplace(text(name), times);
    return {{"id", text(one.id)},
            {"kind", one.kind == model::Group::Kind::measure ? "measure" : "repeat"},
            {"text", text(sentence_of(one))},
            {"measured", measurement(one.measured)},
            {"classes", classes}};
}

json::array causes(model::Report const& report, model::Record const& record) {
    json::array out = list(reports::causes(report, record, Shortfall::attention), cause);
    for (Cause const& one : reports::causes(report, record, Shortfall::not_offered)) out.emplace_back(cause(one));
    return out;
}

json::object user_row(model::UserRow const& row, model::Report const& report) {
    json::array cells;
    for (std::size_t index = 0; index < row.cells.size(); ++index) {
        model::UserCell const& cell = row.cells[index];
        if (cell.works == model::Works::no_case) continue;
        cells.push_back(json::object{{"situation", text(report.users.situations.at(index).id)},
                                     {"title", text(report.users.situations.at(index).title)},
                                     {"works", to_string(cell.works)},
                                     {"word", text(cell.word)},
                                     {"cases", list(cell.rows, [&](std::size_t at) { return text(report.rows.at(at).name); })},
                                     {"classes", texts(cell.classes)}});
    }
    return {{"kind", text(row.kind)}, {"title", text(row.title)}, {"reach", text(row.reach)},
            {"text", text(row.text)}, {"helps", text(row.helps)}, {"cells", cells}};
}

json::object known(model::Known const& one, model::Report const& report) {
    return {{"case", text(one.expected.case_name)},
            {"claim", text(one.expected.claim)},
            {"verdict", text(one.expected.verdict)},
            {"class", text(one.expected.observed_class)},
            {"reason", text(one.expected.reason)},
            {"ticket", text(one.expected.ticket)},
            {"expires", text(one.expected.expires)},
            {"state", to_string(one.state)},
            {"cases", list(one.rows, [&](std::size_t at) { return text(report.rows.at(at).name); })}};
}

}  // namespace tsuka::reports::parts
