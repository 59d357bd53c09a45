// Lines of the text report: see text_page.hpp.
#include "reports/text_page.hpp"

#include "harness/model/text.hpp"
#include "reports/accounts.hpp"
#include "reports/columns.hpp"
#include "reports/measured.hpp"
#include "reports/phrases.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace tsuka::reports {

using model::printable;
using model::Verdict;

namespace {

constexpr std::size_t label_width = 10;  ///< the longest label and a blank
constexpr std::size_t least_width = 60;
constexpr std::size_t most_ruled = 100;
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

}  // namespace

std::string word_of(Verdict verdict) {
    bool const loud = verdict == Verdict::fail || verdict == Verdict::error;
    return loud ? upper(words(verdict)) : words(verdict);
}

Page::Page(TextOptions const& options) : options_(options), width_(options.width == 0 ? no_limit : std::max(options.width, least_width)) {}

void Page::line(std::string_view text) {
    out_ += fmt::format("{}\n", text);
}

void Page::paragraph(std::string_view text, std::size_t indent, std::string_view front) {
    std::string lead = padded(front, indent);
    for (std::string const& part : wrapped(printable(text), width_ - indent)) {
        line(lead + part);
        lead.assign(indent, ' ');
    }
}

void Page::labelled(std::string_view label, std::string_view text) {
    if (!text.empty()) paragraph(text, label_width, label);
}

void Page::heading(std::string_view text) {
    line();
    line(options_.colour ? fmt::format("\x1b[1m{}\x1b[0m", printable(text)) : printable(text));
}

void Page::rule() {
    std::string all;
    for (std::size_t column = 0; column < std::min(width_, most_ruled); ++column) all += "\u2501";
    line(all);
}

std::string Page::coloured(Verdict verdict) const {
    std::string const text =
        padded(options_.words.get("interface.verdict." + std::string{to_string(verdict)}, word_of(verdict)), verdict_width);
    return options_.colour ? fmt::format("{}{}\x1b[0m", escape_of(verdict), text) : text;
}

void Page::row(model::ReportRow const& row, std::size_t name_width) {
    std::string const verdict = coloured(row.verdict);
    std::string const name = printable(row.name);
    std::string right = printable(row.observed_class);
    if (std::string const said = printable(agreement(row)); !said.empty()) right += (right.empty() ? "" : ", ") + said;
    std::size_t const used = 2 + verdict_width + std::max(columns(name), name_width) + 2;
    bool const beside = !right.empty() && used + columns(right) <= width_;
    line(beside ? fmt::format("  {}{}  {}", verdict, padded(name, name_width), right) : fmt::format("  {}{}", verdict, name));
    if (!beside && !right.empty()) paragraph(right, 2 + verdict_width + 2);
    if (row.verdict != Verdict::pass && !row.reason.empty()) paragraph(phrase(row.reason, options_.words), 2 + verdict_width + 2);
}

void Page::cause(Cause const& cause, std::string const& capture) {
    static constexpr std::size_t named = 4;
    Words const& said = options_.words;
    auto const some = [&](std::vector<std::string> const& all, std::string_view between) {
        auto const shown = std::min(all.size(), named);
        auto const more = all.size() - shown;
        auto text = fmt::format("{}", fmt::join(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), between));
        return more > 0 ? said.say("terminal.and-more", fmt::format("{} and {} more", text, more), text, more) : text;
    };
    line();
    std::string const verdict = coloured(cause.verdict);
    std::size_t const indent = 2 + verdict_width;
    paragraph(fmt::format("{}: {}", phrase(cause.sentence, said), cases(cause.rows.size())), indent, "  " + verdict);
    std::vector<std::string> claims;
    for (model::ClaimRow const* claim : cause.claims)
        claims.push_back(claim->claim.source.empty() ? claim->claim.id : fmt::format("{} ({})", claim->claim.id, claim->claim.source));
    if (!claims.empty()) paragraph(some(claims, ", "), indent + 2);
    if (!cause.expected.empty()) {
        auto const expected = phrase(cause.expected, said);
        auto const found = phrase(cause.arrived, said);
        paragraph(said.say("terminal.expected", fmt::format("expected {}, found {}", expected, found), expected, found), indent + 2);
    }
    if (cause.octets && !capture.empty()) {
        auto const lines = octet_lines(*cause.octets, capture, said);
        paragraph(lines.front(), indent + 2);
        for (auto const& hex : std::span(lines).subspan(1)) line(std::string(indent + 2, ' ') + hex);
    }
    std::vector<std::string> names;
    for (model::ReportRow const* row : cause.rows) names.push_back(row->name);
    paragraph(some(names, ", "), indent + 2);
}

std::string Page::cases(std::size_t count) const {
    return options_.words.say("count.cases", fmt::format("{} {}", count, count == 1 ? "case" : "cases"), count);
}

void Page::conclusion(model::Report const& report) {
    Words const& said = options_.words;
    RunInWords const conclusion = conclude(report, said);
    paragraph(fmt::format("{}: {}", upper(conclusion.word), conclusion.sentence), 0);
    if (!report.complete && conclude(report).word != "interrupted")
        paragraph(said.say("terminal.cut-short", "The run did not end by itself: " + report.ended, report.ended), 0);
}

void Page::totals(model::Report const& report) {
    Words const& said = options_.words;
    auto counts = model::totals(report);
    std::vector<std::string> parts;
    for (Verdict const verdict : model::verdicts_by_severity) {
        if (counts[verdict] == 0) continue;
        auto const word = said.get("interface.verdict." + std::string{to_string(verdict)}, words(verdict));
        parts.push_back(said.say("terminal.total", fmt::format("{} {}", counts[verdict], word), counts[verdict], word));
    }
    paragraph(fmt::format("{}: {}", cases(report.rows.size()),
                          parts.empty() ? said.say("terminal.nothing", "nothing ran") : fmt::format("{}", fmt::join(parts, ", "))),
              0);
}

void Page::unsettled(model::Report const& report) {
    if (report.unsettled.empty()) return;
    heading(options_.words.say("terminal.unsettled", "Claimed but not settled by this run"));
    paragraph(fmt::format("{}", fmt::join(report.unsettled, ", ")), 2);
}

void Page::measured(model::Report const& report) {
    if (report.groups.empty()) return;
    heading(options_.words.say("terminal.measured", "Measured"));
    for (model::GroupRow const& group : report.groups)
        paragraph(fmt::format("{}: {}", group.id, sentence_of(group, options_.words)), 4, "  ");
}

void Page::known(model::Report const& report) {
    if (report.known.empty()) return;
    heading(options_.words.say("terminal.known", "Known deviations"));
    for (model::Known const& one : report.known) paragraph(known_in_words(one), 4, "  ");
}

void Page::timeline(model::Report const& report) {
    if (report.timeline.empty()) return;
    heading(options_.words.say("terminal.timeline", "What happened during the run"));
    for (model::Event const& event : report.timeline) paragraph(event_in_words(event, options_.words), 4, "  ");
}

void Page::bench(model::Report const& report) {
    if (!report.accounts || report.accounts->bench.empty()) return;
    heading(options_.words.say("terminal.bench", "Seen on the bench, charged to no case"));
    for (model::BenchFinding const& one : report.accounts->bench) paragraph(bench_in_words(one, options_.words), 4, "  ");
}

}  // namespace tsuka::reports
