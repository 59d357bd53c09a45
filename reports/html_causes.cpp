// Findings for the HTML page: see html_causes.hpp.
#include "reports/html_causes.hpp"

#include "reports/causes.hpp"
#include "reports/html_list.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include <kainjow/mustache.hpp>

namespace tsuka::reports {
namespace {

constexpr std::size_t few = 3;  ///< so many cases stand open below their cause
constexpr std::size_t deciding_cases = 4;

std::string cases(std::size_t count, Words const& said) {
    return said.say("count.cases", fmt::format("{} {}", count, count == 1 ? "case" : "cases"), count);
}

Data claim_data(model::ClaimRow const* row, Words const& said) {
    Data data;
    put_verdict(data, row->verdict, said);
    put(data, "claim_id", row->claim.id);
    put(data, "claim_sentence", row->claim.sentence);
    put(data, "source", row->claim.source);
    put(data, "standing", standing_of(*row, said));
    return data;
}

Data case_data(model::ReportRow const* row, model::Record const& record, RenderContext const& facts) {
    Data data = row_data(*row, facts.words);
    model::CaseRecord const* result = case_of(record, *row);
    put(data, "evidence", result == nullptr ? "" : to_text(frames_of(*result), facts));
    return data;
}

/// What the guide says to users of a VPN for which one of these cases decides a cell that is not good.
std::string helps_of(Cause const& cause, model::Report const& report) {
    std::vector<std::string> helps;
    auto const concerns = [&](model::UserCell const& cell) {
        return (cell.works == model::Works::no || cell.works == model::Works::partly) &&
               std::any_of(cell.rows.begin(), cell.rows.end(), [&](std::size_t at) {
                   return std::find(cause.rows.begin(), cause.rows.end(), &report.rows[at]) != cause.rows.end();
               });
    };
    for (model::UserRow const& row : report.users.rows)
        if (!row.helps.empty() && std::any_of(row.cells.begin(), row.cells.end(), concerns) &&
            std::find(helps.begin(), helps.end(), row.helps) == helps.end())
            helps.push_back(row.helps);
    return fmt::format("{}", fmt::join(helps, " "));
}

Data cause_data(Cause const& cause, model::Report const& report, model::Record const& record, RenderContext const& facts) {
    Data data;
    put_verdict(data, cause.verdict, facts.words);
    put(data, "cause_sentence", phrase(cause.sentence, facts.words));
    put(data, "cause_count", cases(cause.rows.size(), facts.words));
    put_flag(data, "few", cause.rows.size() <= few);
    put(data, "expected", phrase(cause.expected, facts.words));
    put(data, "arrived", phrase(cause.arrived, facts.words));
    put_octets(data, cause.octets, facts);
    put(data, "cause_helps", helps_of(cause, report));
    put_list(data, "cause_claims", cause.claims, [&](model::ClaimRow const* row) { return claim_data(row, facts.words); });
    put_list(data, "cause_cases", cause.rows, [&](model::ReportRow const* row) { return case_data(row, record, facts); });
    return data;
}

}  // namespace

void put_causes(Data& page, model::Report const& report, model::Record const& record, RenderContext const& facts) {
    auto const convert = [&](Cause const& cause) { return cause_data(cause, report, record, facts); };
    put_list(page, "causes", causes(report, record, Shortfall::attention), convert);
    auto const others = causes(report, record, Shortfall::not_offered);
    std::size_t rows = 0;
    for (Cause const& cause : others) rows += cause.rows.size();
    put(page, "others_count", cases(rows, facts.words));
    put_list(page, "others", others, convert);
}

void put_deciding(Data& data, ClaimSummary const& claim, Words const& said) {
    List list;
    for (model::ReportRow const* row : claim.deciding) {
        if (list.size() == deciding_cases) break;
        list.push_back(row_data(*row, said));
    }
    std::size_t const more = claim.deciding.size() - list.size();
    put_list(data, "deciding", std::move(list));
    put(data, "deciding_more", more == 0 ? "" : said.say("count.more", fmt::format("and {} more", more), more));
}

}  // namespace tsuka::reports
