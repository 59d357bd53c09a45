// exchanges.html: the frames of every case in full. It stands beside the report, so that the report itself stays small.
#include "reports/html.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_frames.hpp"
#include "reports/html_list.hpp"
#include "reports/summary.hpp"

#include <kainjow/mustache.hpp>

namespace tsuka::reports {

Result<std::string> render_exchanges(model::Report const& report, model::Record const& record, Facts const& facts) {
    Data page;
    page["css"] = Data(assets::style);
    put(page, "language", facts.words.code());
    put(page, "router", report.run.dut_about.empty() ? report.run.dut : report.run.dut_about);
    put(page, "report_number", facts.number);
    put(page, "record_digest", facts.record_digest);
    List cases;
    for (model::ReportRow const& row : report.rows) {
        model::CaseRecord const* result = case_of(record, row);
        if (result == nullptr || result->frames.empty()) continue;
        Data data = row_data(row, facts.words);
        put_steps(data, *result, true, facts.words);
        put_frames(data, *result, facts, FrameDetail::full);
        cases.push_back(std::move(data));
    }
    put_list(page, "cases", cases);
    return fill(facts.words.in(assets::archive_template), page);
}

}  // namespace tsuka::reports
