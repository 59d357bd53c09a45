// exchanges.html: the frames of every case in full. It stands beside the report, so that the report itself stays small.
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_frames.hpp"
#include "reports/html_list.hpp"
#include "reports/shares.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

namespace tsuka::reports {

Data archive_data(model::Report const& report, model::Record const& record, Shares const& shares, RenderContext const& facts) {
    std::size_t archived = 0;
    std::size_t left_out = 0;
    for (std::size_t index = 0; index < report.rows.size(); ++index)
        if (has_frames(case_of(record, report.rows[index]))) ++(shares.archived[index] ? archived : left_out);
    Data page;
    page["css"] = Data(assets::style);
    put(page, "language", facts.words.code());
    put(page, "router", report.run.dut_about.empty() ? report.run.dut : report.run.dut_about);
    put(page, "report_number", facts.number);
    put(page, "record_digest", facts.record_digest);
    put(page, "left_out",
        left_out == 0
            ? ""
            : facts.words.say("frames.left-out",
                              fmt::format("{} more cases stand in the capture only; tsuka evidence RUN CASE cuts one out.", left_out),
                              left_out));
    put_flag(page, "has_cases", archived > 0);
    return page;
}

Data archived_case(model::ReportRow const& row, model::CaseRecord const& shown, RenderContext const& facts) {
    Data data = row_data(row, facts.words);
    put_steps(data, shown, true, facts.words);
    put_frames(data, shown, facts, FrameDetail::full);
    put_unshown(data, shown, facts.words);
    return data;
}

bool has_frames(model::CaseRecord const* result) {
    return result != nullptr && (!result->frames.empty() || !result->named.empty());
}

}  // namespace tsuka::reports
