// exchanges.html: the frames of every case in full. It stands beside the report, so that the report itself stays small.
#include "reports/html.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_frames.hpp"
#include "reports/html_list.hpp"
#include "reports/shares.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

namespace tsuka::reports {

namespace {

Data page_data(model::Report const& report, Facts const& facts) {
    Data page;
    page["css"] = Data(assets::style);
    put(page, "language", facts.words.code());
    put(page, "router", report.run.dut_about.empty() ? report.run.dut : report.run.dut_about);
    put(page, "report_number", facts.number);
    put(page, "record_digest", facts.record_digest);
    return page;
}

}  // namespace

Result<void> write_exchanges(model::Report const& report, model::Record const& record, Facts const& facts, Sink const& sink) {
    auto const shares = shares_of(report);
    std::vector<model::ReportRow const*> rows;
    std::size_t left_out = 0;
    for (std::size_t index = 0; index < report.rows.size(); ++index) {
        model::CaseRecord const* result = case_of(record, report.rows[index]);
        if (result == nullptr || (result->frames.empty() && result->named.empty())) continue;
        if (shares.archived[index])
            rows.push_back(&report.rows[index]);
        else
            ++left_out;
    }
    Data page = page_data(report, facts);
    put(page, "left_out",
        left_out == 0
            ? ""
            : facts.words.say("frames.left-out",
                              fmt::format("{} more cases stand in the capture only; tsuka evidence RUN CASE cuts one out.", left_out),
                              left_out));
    put_flag(page, "has_cases", !rows.empty());
    return fill(
        facts.words.in(assets::archive_template), page, rows.size(),
        [&](std::size_t index, Data& data) {
            auto const result = shown_case(record, *rows[index]);
            data = row_data(*rows[index], facts.words);
            put_steps(data, *result, true, facts.words);
            put_frames(data, *result, facts, FrameDetail::full);
            put_unshown(data, *result, facts.words);
        },
        sink);
}

Result<std::string> render_exchanges(model::Report const& report, model::Record const& record, Facts const& facts) {
    return gathered([&](Sink const& sink) { return write_exchanges(report, record, facts, sink); });
}

}  // namespace tsuka::reports
