// The text report: head, one table per suite, what wants attention with its evidence, totals. All foreign text goes through printable().
#include "reports/text.hpp"

#include "harness/model/text.hpp"
#include "reports/accounts.hpp"
#include "reports/causes.hpp"
#include "reports/columns.hpp"
#include "reports/measured.hpp"
#include "reports/summary.hpp"
#include "reports/users.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tsuka::reports {
namespace {

using model::printable;
using model::Verdict;

constexpr std::size_t verdict_width = 14;
constexpr std::size_t label_width = 10;  ///< the longest label and a blank
constexpr std::size_t least_width = 60;
constexpr std::size_t no_limit = 1'000'000;

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char sign) { return sign >= 'a' && sign <= 'z' ? static_cast<char>(sign - 32) : sign; });
    return text;
}

std::string_view escape_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "\x1b[32m";
        case Verdict::fail:
            return "\x1b[1;31m";
        case Verdict::deviation:
            return "\x1b[33m";
        case Verdict::supported:
            return "\x1b[36m";
        case Verdict::not_offered:
            return "\x1b[2m";
        case Verdict::inconclusive:
            return "\x1b[35m";
        case Verdict::skipped:
            return "\x1b[2m";
        case Verdict::error:
            return "\x1b[1;35m";
    }
    return "";
}

/// What must not be overlooked also stands out without colour.
std::string word_of(Verdict verdict) {
    bool const loud = verdict == Verdict::fail || verdict == Verdict::error;
    return loud ? upper(words(verdict)) : words(verdict);
}

class Page {
public:
    explicit Page(TextOptions const& options)
        : options_(options), width_(options.width == 0 ? no_limit : std::max(options.width, least_width)) {}

    void line(std::string_view text = {}) { out_ += fmt::format("{}\n", text); }
    /// Wrapped, every line indented; the first one may carry something in front instead.
    void paragraph(std::string_view text, std::size_t indent, std::string_view front = {}) {
        std::string lead = padded(front, indent);
        for (std::string const& part : wrapped(printable(text), width_ - indent)) {
            line(lead + part);
            lead.assign(indent, ' ');
        }
    }
    void labelled(std::string_view label, std::string_view text) {
        if (!text.empty()) paragraph(text, label_width, label);
    }
    void heading(std::string_view text) {
        line();
        line(options_.colour ? fmt::format("\x1b[1m{}\x1b[0m", printable(text)) : printable(text));
    }
    void row(model::ReportRow const& row, std::size_t name_width);
    void cause(Cause const& cause);
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    TextOptions options_;
    std::size_t width_;
    std::string out_;
};

void Page::row(model::ReportRow const& row, std::size_t name_width) {
    std::string verdict = padded(word_of(row.verdict), verdict_width);
    if (options_.colour) verdict = fmt::format("{}{}\x1b[0m", escape_of(row.verdict), verdict);
    std::string const name = printable(row.name);
    std::string right = printable(row.observed_class);
    if (std::string const said = printable(agreement(row)); !said.empty()) right += (right.empty() ? "" : ", ") + said;
    std::size_t const used = 2 + verdict_width + std::max(columns(name), name_width) + 2;
    bool const beside = !right.empty() && used + columns(right) <= width_;
    line(beside ? fmt::format("  {}{}  {}", verdict, padded(name, name_width), right) : fmt::format("  {}{}", verdict, name));
    if (!beside && !right.empty()) paragraph(right, 2 + verdict_width + 2);
    if (row.verdict != Verdict::pass && !row.reason.empty()) paragraph(row.reason, 2 + verdict_width + 2);
}

/// The sentence, what it breaks, and the cases that show it, the first of them by name.
void Page::cause(Cause const& cause) {
    static constexpr std::size_t named = 4;
    auto const some = [](std::vector<std::string> const& all, std::string_view between) {
        auto const shown = std::min(all.size(), named);
        auto text = fmt::format("{}", fmt::join(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), between));
        return all.size() > shown ? fmt::format("{} and {} more", text, all.size() - shown) : text;
    };
    line();
    std::string verdict = padded(word_of(cause.verdict), verdict_width);
    if (options_.colour) verdict = fmt::format("{}{}\x1b[0m", escape_of(cause.verdict), verdict);
    std::size_t const indent = 2 + verdict_width;
    std::string const count = fmt::format("{} {}", cause.rows.size(), cause.rows.size() == 1 ? "case" : "cases");
    paragraph(fmt::format("{}: {}", cause.sentence, count), indent, "  " + verdict);
    std::vector<std::string> claims;
    for (model::ClaimRow const* claim : cause.claims)
        claims.push_back(claim->claim.source.empty() ? claim->claim.id : fmt::format("{} ({})", claim->claim.id, claim->claim.source));
    if (!claims.empty()) paragraph(some(claims, ", "), indent + 2);
    if (!cause.expected.empty()) paragraph(fmt::format("expected {}, found {}", cause.expected, cause.arrived), indent + 2);
    std::vector<std::string> names;
    for (model::ReportRow const* row : cause.rows) names.push_back(row->name);
    paragraph(some(names, ", "), indent + 2);
}

void conclusion_of(Page& page, model::Report const& report) {
    Conclusion const conclusion = conclude(report);
    page.paragraph(fmt::format("{}: {}", upper(conclusion.word), conclusion.sentence), 0);
    if (!report.complete && conclusion.word != "interrupted")
        page.paragraph(fmt::format("The run did not end by itself: {}", report.ended), 0);
}

void head(Page& page, model::Report const& report, Facts const& facts) {
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
    page.line();
    conclusion_of(page, report);
}

void tables(Page& page, model::Report const& report) {
    for (SuiteRows const& suite : by_suite(report)) {
        page.heading(suite.suite);
        std::size_t name_width = 0;
        for (model::ReportRow const* row : suite.rows) name_width = std::max(name_width, columns(printable(row->name)));
        for (model::ReportRow const* row : suite.rows) page.row(*row, std::min<std::size_t>(name_width, 48));
    }
}

void detail(Page& page, model::ReportRow const& row, model::CaseRecord const* result, Facts const& facts) {
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
    for (model::Finding const& finding : result->findings) {
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

void known(Page& page, model::Report const& report) {
    if (report.known.empty()) return;
    page.heading("Known deviations");
    for (model::Known const& one : report.known) page.paragraph(known_in_words(one), 4, "  ");
}

void bench(Page& page, model::Report const& report) {
    if (!report.accounts || report.accounts->bench.empty()) return;
    page.heading("Seen on the bench, charged to no case");
    for (model::BenchFinding const& one : report.accounts->bench) page.paragraph(bench_in_words(one), 4, "  ");
}

void closing(Page& page, model::Report const& report) {
    if (!report.groups.empty()) {
        page.heading("Measured");
        for (model::GroupRow const& group : report.groups) page.paragraph(fmt::format("{}: {}", group.id, sentence_of(group)), 4, "  ");
    }
    known(page, report);
    bench(page, report);
    if (!report.unsettled.empty()) {
        page.heading("Claimed but not settled by this run");
        page.paragraph(fmt::format("{}", fmt::join(report.unsettled, ", ")), 2);
    }
    auto counts = totals(report);
    std::vector<std::string> parts;
    for (Verdict const verdict : model::verdicts_by_severity) {
        if (counts[verdict] > 0) parts.push_back(fmt::format("{} {}", counts[verdict], words(verdict)));
    }
    page.line();
    page.paragraph(fmt::format("{} {}: {}", report.rows.size(), report.rows.size() == 1 ? "case" : "cases",
                               parts.empty() ? "nothing ran" : fmt::format("{}", fmt::join(parts, ", "))),
                   0);
}

}  // namespace

std::string render_text(model::Report const& report, model::Record const& record, Facts const& facts, TextOptions const& options) {
    Page page(options);
    bool const any = std::any_of(report.rows.begin(), report.rows.end(), wants_attention);
    if (!options.table) {
        conclusion_of(page, report);
        users(page, report);
        if (any) page.heading("What wants attention");
        for (Cause const& cause : causes(report, record, Shortfall::attention)) page.cause(cause);
        closing(page, report);
        return page.take();
    }
    head(page, report, facts);
    users(page, report);
    tables(page, report);
    if (options.details && any) {
        page.heading("What wants attention");
        for (Cause const& cause : causes(report, record, Shortfall::attention)) {
            page.cause(cause);
            for (model::ReportRow const* row : cause.rows) detail(page, *row, case_of(record, *row), facts);
        }
    }
    closing(page, report);
    return page.take();
}

std::string render_row(model::ReportRow const& row, TextOptions const& options) {
    Page page(options);
    page.row(row, 0);
    return page.take();
}

}  // namespace tsuka::reports
