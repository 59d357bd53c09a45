// The text report: head, one table per suite, what wants attention with its evidence, totals. All foreign text goes through printable().
#include "reports/text.hpp"

#include "harness/model/text.hpp"
#include "reports/accounts.hpp"
#include "reports/causes.hpp"
#include "reports/columns.hpp"
#include "reports/summary.hpp"
#include "reports/text_page.hpp"
#include "reports/users.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace tsuka::reports {
namespace {

using model::printable;
using model::Verdict;

/// Whether a fact of the run is what was measured of the router before the first case (how much it holds, how much it carries), or what the
/// bench did on purpose.
bool says_of_the_router(std::string_view fact) {
    return fact.starts_with("mtu.") || fact.starts_with("line.") || (fact.starts_with("memory.") && fact != "memory.clients");
}

void head(Page& page, model::Report const& report, RenderContext const& facts) {
    page.line("Tsuka conformance report");
    page.line();
    page.labelled("Router",
                  item_of(report.run) == report.run.dut ? report.run.dut : fmt::format("{} ({})", item_of(report.run), report.run.dut));
    page.labelled("", report.run.about);
    auto const entries = [&](std::string_view label, auto const& owner, auto const& all) {
        std::vector<std::string> parts;
        for (auto const& entry : all)
            if (!(owner.*entry.text).empty()) parts.push_back(fmt::format("{}: {}", entry.label, owner.*entry.text));
        page.labelled(label, fmt::format("{}", fmt::join(parts, "; ")));
    };
    entries("Item", report.run.device, model::device_entries);
    entries("By", report.run.certificate, model::certificate_entries);
    page.labelled("Profile",
                  report.profile.title.empty() ? report.profile.id : fmt::format("{} ({})", report.profile.title, report.profile.id));
    page.labelled("Run",
                  fmt::format("{}, took {}, seed {}, by {}", report.run.started, duration_of(report), report.run.seed, report.run.tool));
    page.labelled("Tested", coverage_of(report));
    page.labelled("Judged", fmt::format("{} by {}", facts.rendered, facts.tool));
    page.labelled("Report", facts.number);
    page.labelled("Record", facts.record_digest.empty() ? "" : "sha256 " + facts.record_digest);
    for (model::PortRecord const& port : report.ports) {
        page.labelled(&port == &report.ports.front() ? "Ports" : "",
                      fmt::format("{}: {} sent, {} received, {} dropped", port.name, port.sent, port.received, port.dropped));
    }
    if (report.accounts) {
        page.labelled("Frames", "LAN: " + account_in_words(report.accounts->of(Side::lan)));
        page.labelled("", "WAN: " + account_in_words(report.accounts->of(Side::wan)));
    }
    bool first = true;
    for (auto const& [name, value] : report.run.facts) {
        if (!says_of_the_router(name)) continue;
        page.labelled(std::exchange(first, false) ? "Measured" : "", name + ": " + value);
    }
    page.line();
    page.conclusion(report);
}

void tables(Page& page, model::Report const& report) {
    for (SuiteRows const& suite : by_suite(report)) {
        page.heading(suite.suite);
        std::size_t name_width = 0;
        for (model::ReportRow const* row : suite.rows) name_width = std::max(name_width, columns(printable(row->name)));
        for (model::ReportRow const* row : suite.rows) page.row(*row, std::min<std::size_t>(name_width, 48));
    }
}

void detail(Page& page, model::ReportRow const& row, model::CaseRecord const* result, RenderContext const& facts) {
    page.line();
    page.paragraph(fmt::format("{} - {}", row.name, row.title), 2 + verdict_width, "  " + word_of(row.verdict));
    std::size_t const indent = 2 + verdict_width;
    for (model::ClaimRow const& claim : row.claims) {
        if (claim.verdict == Verdict::pass || claim.verdict == Verdict::supported) continue;
        page.paragraph(fmt::format("{} {} ({}): {}", words(claim.verdict), claim.claim.id, claim.claim.source, claim.claim.sentence),
                       indent + 2, std::string(indent, ' ') + "-");
    }
    if (!row.documented_source.empty()) {
        page.paragraph(fmt::format("the manual says {} ({}), observed: {}", row.documented_class, row.documented_source,
                                   row.observed_class.empty() ? "no class" : row.observed_class),
                       indent + 2, std::string(indent, ' ') + "-");
    }
    if (result == nullptr) return;
    for (model::StepRecord const& step : result->steps) {
        bool const bad = step.status == model::StepStatus::failed || step.status == model::StepStatus::undetermined;
        if (bad) page.paragraph(fmt::format("step {} {}: {}", step.number, to_string(step.status), step.written), indent);
        if (bad && !step.detail.empty()) page.paragraph(step.detail, indent + 2);
        for (model::Check const& check : step.checks) {
            if (!check.holds) page.paragraph(fmt::format("{}: wanted {}, found {}", check.what, check.wanted, check.found), indent + 2);
        }
    }
    for (model::Finding const& finding : row.findings) {
        std::string const where = to_text({finding.lan_frames, finding.wan_frames}, facts);
        page.paragraph(fmt::format("{} {}: {}{}", finding.note ? "note" : "found", finding.claim, finding.detail,
                                   where.empty() ? "" : " [" + where + "]"),
                       indent);
    }
    if (std::string const where = to_text(frames_of(*result), facts); !where.empty()) page.paragraph("evidence: " + where, indent);
}

/// One kind after the other: the sentence, then what was seen.
void users(Page& page, model::Report const& report) {
    if (report.users.rows.empty()) return;
    page.heading("What users can do");
    for (model::UserRow const& row : report.users.rows) {
        page.paragraph(fmt::format("{}: {}{}", row.title, row.text, row.helps.empty() ? "" : " What helps: " + row.helps), 4, "  ");
        page.paragraph(cells_of(row, report.users), 6, "    ");
    }
}

}  // namespace

std::string render_text(model::Report const& report, model::Record const& record, RenderContext const& facts, TextOptions const& options) {
    Page page(options);
    bool const any = std::any_of(report.rows.begin(), report.rows.end(), wants_attention);
    head(page, report, facts);
    users(page, report);
    tables(page, report);
    if (options.details && any) {
        page.heading("What wants attention");
        for (Cause const& cause : causes(report, record, Shortfall::attention)) {
            page.cause(cause, facts.lan_capture);
            for (model::ReportRow const* row : cause.rows) detail(page, *row, case_of(record, *row), facts);
        }
    }
    page.measured(report);
    page.known(report);
    page.timeline(report);
    page.bench(report);
    page.unsettled(report);
    page.line();
    page.totals(report);
    return page.take();
}

std::string render_row(model::ReportRow const& row, TextOptions const& options) {
    Page page(options);
    page.row(row, 0);
    return page.take();
}

}  // namespace tsuka::reports
