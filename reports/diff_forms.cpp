// A comparison as text, as Markdown for a merge request, as JUnit for a pipeline. Names and reasons come out of files: all of it goes
// through printable(), and Markdown's own signs are made harmless.
#include "harness/model/text.hpp"
#include "reports/anchor.hpp"
#include "reports/diff.hpp"
#include "reports/html_compare.hpp"
#include "reports/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

namespace tsuka::reports {
namespace {

using model::printable;

std::string title_of(Outline const& one, Words const& said) {
    std::string const firmware = one.firmware.empty() ? "" : said.say("compare.firmware", ", firmware " + one.firmware, one.firmware);
    return said.say("compare.run", fmt::format("{}{}, profile {}, {}", one.router, firmware, one.profile, one.started), one.router,
                    firmware, one.profile, one.started);
}

/// "newly broken", in the language of the page.
std::string word_of(Change::Kind kind, Words const& said) {
    std::string const english(to_string(kind));
    std::string id = "interface.change." + english;
    std::replace(id.begin(), id.end(), ' ', '-');
    return said.get(id, english);
}

std::string sum_of(std::vector<Change> const& changes, Words const& said) {
    std::map<Change::Kind, std::size_t> counts;
    for (Change const& one : changes) ++counts[one.kind];
    std::vector<std::string> parts;
    for (auto const& [kind, count] : counts) {
        auto const word = word_of(kind, said);
        parts.push_back(said.say("compare.count", fmt::format("{} {}", count, word), count, word));
    }
    return parts.empty() ? said.say("compare.nothing", "nothing differs")
                         : fmt::format("{}", fmt::join(parts, said.say("compare.comma", ", ")));
}

std::string both(Change const& one) {
    if (one.before.empty() || one.after.empty()) return one.before + one.after;
    return fmt::format("{} -> {}", one.before, one.after);
}

std::string as_text(Outline const& before, Outline const& after, std::vector<Change> const& changes, Words const& said) {
    std::string out = fmt::format("A  {}: {}\nB  {}: {}\n{}\n", title_of(before, said), before.conclusion, title_of(after, said),
                                  after.conclusion, sum_of(changes, said));
    Change::Kind const* last = nullptr;
    for (Change const& one : changes) {
        if (last == nullptr || *last != one.kind) out += fmt::format("\n{}\n", word_of(one.kind, said));
        last = &one.kind;
        out += fmt::format("  {}: {}\n", one.name, both(one));
    }
    return printable(out);
}

std::string as_markdown(Outline const& before, Outline const& after, std::vector<Change> const& changes, Words const& said) {
    std::string out = fmt::format(
        "**{}**\n\n| | {} | {} |\n|---|---|---|\n| A | {} | {} |\n| B | {} | {} |\n",
        has_regression(changes) ? said.say("compare.newly-broken", "Newly broken") : said.say("compare.no-regression", "No regression"),
        said.say("compare.router", "router"), said.say("compare.conclusion", "conclusion"), markdown_cell(title_of(before, said)),
        markdown_cell(before.conclusion), markdown_cell(title_of(after, said)), markdown_cell(after.conclusion));
    out += fmt::format("\n{}\n", markdown_cell(sum_of(changes, said)));
    if (changes.empty()) return out;
    out += fmt::format("\n| {} | {} | {} | {} |\n|---|---|---|---|\n", said.say("compare.change", "change"),
                       said.say("compare.case", "case"), said.say("compare.before", "before"), said.say("compare.after", "after"));
    for (Change const& one : changes)
        out += fmt::format("| {} | {} | {} | {} |\n", word_of(one.kind, said), markdown_cell(one.name), markdown_cell(one.before),
                           markdown_cell(one.after));
    return out;
}

std::string as_html(Outline const& before, Outline const& after, std::vector<Change> const& changes, Words const& said) {
    bool const regression = has_regression(changes);
    Comparison page{said.say("compare.title", "comparison of two reports"),
                    regression ? "bad" : "good",
                    regression ? word_of(Change::Kind::newly_broken, said) : said.say("compare.kept", "no regression"),
                    sum_of(changes, said),
                    {}};
    ComparedTable reports{said.say("compare.reports", "Reports"),
                          {{""}, {said.say("compare.router", "router")}, {said.say("compare.conclusion", "conclusion")}},
                          {}};
    reports.lines.push_back({{"A"}, {title_of(before, said), {}, page_of(before)}, {before.conclusion}});
    reports.lines.push_back({{"B"}, {title_of(after, said), {}, page_of(after)}, {after.conclusion}});
    page.tables.push_back(reports);
    for (Change const& one : changes) {
        auto const caption = word_of(one.kind, said);
        if (page.tables.size() == 1 || page.tables.back().caption != caption)
            page.tables.push_back(
                {caption,
                 {{said.say("compare.case", "case")}, {said.say("compare.before", "before")}, {said.say("compare.after", "after")}},
                 {}});
        bool const bad = one.kind == Change::Kind::newly_broken;
        bool const good = one.kind == Change::Kind::newly_kept;
        // A number is that of a whole measurement, not of a case.
        std::string const anchor = one.kind == Change::Kind::number ? "#measured" : "#" + anchor_of(one.name);
        page.tables.back().lines.push_back({{one.name},
                                            {one.before, {}, one.before.empty() ? "" : page_of(before) + anchor},
                                            {one.after,
                                             bad    ? "bad"
                                             : good ? "good"
                                                    : "",
                                             one.after.empty() ? "" : page_of(after) + anchor}});
    }
    return render_comparison(page, said);
}

/// One test case per change: a regression fails, all else passes.
std::string as_junit(std::vector<Change> const& changes) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("UTF-8");
    pugi::xml_node root = document.append_child("testsuites");
    root.append_attribute("name").set_value("tsuka diff");
    pugi::xml_node suite = root.append_child("testsuite");
    suite.append_attribute("name").set_value("diff");
    auto const count = [&](Change::Kind kind) {
        return std::count_if(changes.begin(), changes.end(), [kind](Change const& one) { return one.kind == kind; });
    };
    suite.append_attribute("tests").set_value(std::to_string(changes.size()).c_str());
    suite.append_attribute("failures").set_value(std::to_string(count(Change::Kind::newly_broken)).c_str());
    suite.append_attribute("errors").set_value("0");
    for (Change const& one : changes) {
        pugi::xml_node test = suite.append_child("testcase");
        test.append_attribute("classname").set_value(std::string(to_string(one.kind)).c_str());
        test.append_attribute("name").set_value(printable(one.name).c_str());
        if (one.kind == Change::Kind::newly_broken)
            test.append_child("failure").append_attribute("message").set_value(printable(both(one)).c_str());
        else
            test.append_child("system-out").append_child(pugi::node_pcdata).set_value(printable(both(one)).c_str());
    }
    std::ostringstream out;
    document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
}

}  // namespace

std::string render_diff(Outline const& before, Outline const& after, std::vector<Change> const& changes, DiffForm form, Words const& said) {
    switch (form) {
        case DiffForm::text:
            return as_text(before, after, changes, said);
        case DiffForm::markdown:
            return as_markdown(before, after, changes, said);
        case DiffForm::html:
            return as_html(before, after, changes, said);
        case DiffForm::junit:
            return as_junit(changes);
    }
    return {};
}

}  // namespace tsuka::reports
