// The closing lines of a run: see closing.hpp.
#include "reports/closing.hpp"

#include "harness/model/text.hpp"
#include "reports/causes.hpp"
#include "reports/columns.hpp"
#include "reports/phrases.hpp"
#include "reports/summary.hpp"
#include "reports/text_page.hpp"
#include "reports/users.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tsuka::reports {
namespace {

constexpr std::size_t causes_shown = 5;
constexpr std::string_view waits = "waits too long";

/// One row per kind of VPN, one column per situation, told apart by numbers that are explained below.
void user_signs(Page& page, model::Report const& report, Words const& said) {
    model::UserMatrix const& users = report.users;
    if (users.rows.empty()) return;
    page.heading(said.say("terminal.users", "What users can do"));
    std::size_t width = 0;
    for (model::UserRow const& row : users.rows) width = std::max(width, columns(row.title));
    std::string head = std::string(width + 4, ' ');
    std::vector<std::string> legend;
    for (std::size_t index = 0; index < users.situations.size(); ++index) {
        head += padded(std::to_string(index + 1), 3);
        legend.push_back(fmt::format("{} {}", index + 1, users.situations[index].title));
    }
    auto const print = [&](std::string line) { page.line(line.erase(line.find_last_not_of(' ') + 1)); };
    print(head);
    for (model::UserRow const& row : users.rows) {
        std::string line = "  " + padded(model::printable(row.title), width + 2);
        for (model::UserCell const& cell : row.cells) line += padded(sign_of(cell.works), 3);
        print(line + " " + model::printable(row.reach));
    }
    page.paragraph(fmt::format("{}", fmt::join(legend, "; ")), 2);
}

/// Skipped cases by why, the commonest first: one line.
void skipped(Page& page, model::Report const& report, Words const& said) {
    std::vector<std::pair<std::string, std::size_t>> reasons;
    std::size_t count = 0;
    for (model::ReportRow const& row : report.rows) {
        if (row.verdict != model::Verdict::skipped) continue;
        ++count;
        // "not run: it waits 2h3m59s, and this run allows 30s; ..." differs from case to case.
        std::string const why =
            row.reason.starts_with("not run: it waits") ? std::string(waits) : row.reason.substr(0, row.reason.find(": ", 9));
        auto at = std::find_if(reasons.begin(), reasons.end(), [&](auto const& one) { return one.first == why; });
        if (at == reasons.end()) at = reasons.insert(reasons.end(), {why, 0});
        ++at->second;
    }
    if (count == 0) return;
    std::stable_sort(reasons.begin(), reasons.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
    std::vector<std::string> words;
    for (auto const& [why, times] : reasons)
        words.push_back(fmt::format("{} ({})", why == waits ? said.say("terminal.waits", std::string(waits)) : phrase(why, said), times));
    if (words.size() > 3) {
        words.resize(3);
        words.push_back(said.say("terminal.other-reasons", "other reasons"));
    }
    auto const list = fmt::format("{}", fmt::join(words, "; "));
    page.paragraph(said.say("terminal.skipped", fmt::format("{} skipped: {}", count, list), count, list), 0);
}

void worst_causes(Page& page, model::Report const& report, model::Record const& record, Words const& said) {
    auto const all = causes(report, record, Shortfall::attention);
    if (all.empty()) return;
    page.heading(said.say("terminal.attention", "What wants attention"));
    std::size_t const shown = all.size() <= causes_shown + 1 ? all.size() : causes_shown;  // "and 1 more" would be no shorter
    for (std::size_t index = 0; index < shown; ++index) page.cause(all[index]);
    if (all.size() > shown) {
        page.line();
        std::size_t const more = all.size() - shown;
        page.paragraph(said.say("terminal.more-causes", fmt::format("and {} more causes in the report", more), more), 2 + verdict_width);
    }
}

}  // namespace

std::string shell_word(std::string const& text) {
    bool const plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') ||
               std::string_view{"-_./:+,="}.find(sign) != std::string_view::npos;
    });
    if (plain) return text;
    std::string out = "'";
    for (char const sign : text) out += sign == '\'' ? std::string{"'\\''"} : std::string(1, sign);
    return out + "'";
}

Next next_step(model::Report const& report, model::Record const& record, Places const& places, Words const& said) {
    auto const run = shell_word(places.run);
    if (!report.complete)
        return {"tsuka judge " + run, said.say("terminal.next-judge", "what there is can be judged again; a conclusion needs a whole run")};
    auto const all = causes(report, record, Shortfall::attention);
    if (!all.empty() && !all.front().rows.empty())
        return {fmt::format("tsuka explain {} {} --ladder", run, shell_word(all.front().rows.front()->name)),
                said.say("terminal.next-ladder", "what went over the wire")};
    if (!report.unsettled.empty() && !places.longest.empty())
        return {fmt::format("tsuka run ... --longest {} --jobs 32", places.longest),
                said.say("terminal.next-longest", "the same run with these decides what was left out")};
    if (model::conclusion(report) == model::Conclusion::conforms)
        return {fmt::format("tsuka sign {} --key KEY", run), said.say("terminal.next-sign", "binds it to a key")};
    return {fmt::format("tsuka judge {} --profile PROFILE", run), said.say("terminal.next-profile", "the same facts by another promise")};
}

std::string render_closing(model::Report const& report, model::Record const& record, Places const& places, TextOptions const& options) {
    Page page(options);
    Words const& said = options.words;
    page.rule();
    std::string const& profile = report.profile.title.empty() ? report.profile.id : report.profile.title;
    page.paragraph(said.say("terminal.head", fmt::format("{}, by {} ({})", item_of(report.run), profile, report.profile.id),
                            item_of(report.run), profile, report.profile.id),
                   0);
    page.conclusion(report);
    user_signs(page, report, said);
    worst_causes(page, report, record, said);
    page.measured(report);
    page.known(report);
    page.timeline(report);
    page.bench(report);
    page.unsettled(report);
    page.line();
    page.totals(report);
    skipped(page, report, said);
    page.line();
    page.line(said.say("terminal.report", "Report: " + places.page, places.page));
    Next const next = next_step(report, record, places, said);
    page.line(said.say("terminal.next", fmt::format("Next:   {}    ({})", next.command, next.why), next.command, next.why));
    page.rule();
    return page.take();
}

}  // namespace tsuka::reports
