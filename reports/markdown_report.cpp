// One screen of Markdown: see markdown_report.hpp. Names and reasons come out of files: all of them go through markdown_cell().
#include "reports/markdown_report.hpp"

#include "reports/markdown.hpp"
#include "reports/phrases.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tsuka::reports {
namespace {

constexpr std::size_t most_rows = 30;
constexpr std::size_t longest_reason = 300;

/// Not in the middle of a character (RFC 3629: continuations begin with the bits 10).
std::string cut(std::string text) {
    if (text.size() <= longest_reason) return text;
    auto end = longest_reason;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    text.resize(end);
    return text + "...";
}

std::size_t place_of(model::Verdict verdict) {
    return static_cast<std::size_t>(std::find(model::verdicts_by_severity.begin(), model::verdicts_by_severity.end(), verdict) -
                                    model::verdicts_by_severity.begin());
}

/// The claims that a row breaks, or what else there is to say of it.
std::string why(model::ReportRow const& row, Words const& said) {
    std::vector<std::string> parts;
    for (model::ClaimRow const& claim : row.claims)
        if (!claim.kept && claim.claimed) parts.push_back(claim.claim.id);
    auto text = fmt::format("{}", fmt::join(parts, ", "));
    auto const add = [&](std::string const& more) {
        if (!more.empty()) text += (text.empty() ? "" : ": ") + more;
    };
    add(phrase(row.reason, said));
    if (row.reason.empty() && !row.observed_class.empty()) add("class " + row.observed_class);
    if (row.agreement == model::Agreement::differs) add(agreement(row));
    return cut(text);
}

std::string counts_of(model::Report const& report) {
    auto counts = model::totals(report);
    std::vector<std::string> parts;
    for (model::Verdict const verdict : model::verdicts_by_severity)
        if (counts[verdict] > 0) parts.push_back(fmt::format("{} {}", counts[verdict], words(verdict)));
    return parts.empty() ? "nothing ran" : fmt::format("{}", fmt::join(parts, ", "));
}

void attention(model::Report const& report, Words const& said, std::string& out) {
    std::vector<model::ReportRow const*> rows;
    for (std::size_t at = 0; at < report.rows.size(); ++at)
        if (wants_attention(report.rows[at]) && !model::is_known(report, at)) rows.push_back(&report.rows[at]);
    if (rows.empty()) return;
    std::stable_sort(rows.begin(), rows.end(), [](auto const* a, auto const* b) { return place_of(a->verdict) < place_of(b->verdict); });
    out += "\n| verdict | case | why |\n|---|---|---|\n";
    for (std::size_t at = 0; at < std::min(rows.size(), most_rows); ++at)
        out +=
            fmt::format("| {} | {} | {} |\n", words(rows[at]->verdict), markdown_cell(rows[at]->name), markdown_cell(why(*rows[at], said)));
    if (rows.size() > most_rows) out += fmt::format("\n... and {} more in report.html\n", rows.size() - most_rows);
}

void list(std::string_view heading, std::vector<std::string> const& lines, std::string& out) {
    if (lines.empty()) return;
    out += fmt::format("\n{}\n\n", heading);
    for (std::size_t at = 0; at < std::min(lines.size(), most_rows); ++at) out += fmt::format("- {}\n", markdown_cell(cut(lines[at])));
    if (lines.size() > most_rows) out += fmt::format("- ... and {} more in report.html\n", lines.size() - most_rows);
}

}  // namespace

std::string render_markdown(model::Report const& report, RenderContext const& facts) {
    Words const& said = facts.words;
    auto const verdict = conclude(report);
    auto out = fmt::format("**Tsuka: {}**\n\n{}\n\n", markdown_cell(verdict.word), markdown_cell(verdict.sentence));
    auto const line = [&](std::string_view label, std::string const& value) {
        if (!value.empty()) out += fmt::format("| {} | {} |\n", label, markdown_cell(value));
    };
    auto const& item = item_of(report.run);
    out += fmt::format("| Router | {} |\n|---|---|\n",
                       markdown_cell(item == report.run.dut ? item : fmt::format("{} ({})", item, report.run.dut)));
    line("Firmware", report.run.device.firmware);
    line("Profile", report.profile.id);
    line("Cases", counts_of(report));
    line("Tested", coverage_of(report));
    line("Run", fmt::format("{}, took {}, seed {}, by {}", report.run.started, duration_of(report), report.run.seed, report.run.tool));
    line("Report", facts.number);
    attention(report, said, out);
    std::vector<std::string> known;
    for (auto const& one : report.known) known.push_back(known_in_words(one));
    list("Known deviations:", known, out);
    list("The evidence is in doubt:", report.doubts, out);
    std::vector<std::string> bench;
    if (report.accounts)
        for (auto const& one : report.accounts->bench) bench.push_back(one.detail);
    list("Seen on the bench, charged to no case:", bench, out);
    return out;
}

}  // namespace tsuka::reports
