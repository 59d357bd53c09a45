// The matrix of reports: see fleet.hpp.
#include "reports/fleet.hpp"

#include "harness/model/text.hpp"
#include "reports/anchor.hpp"
#include "reports/csv.hpp"
#include "reports/html_compare.hpp"
#include "reports/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::reports {
namespace {

struct Entry {
    enum class State : std::uint8_t { not_run, open, good, bad, said };  ///< said: neither good nor bad
    State state = State::not_run;
    std::string text{};  ///< of what was not run: none
    std::string link{};  ///< within the page of its report
};

struct Line {
    std::string part;  ///< "users", "claims"
    std::string title;
    std::vector<Entry> entries;  ///< one per report

    /// 0: only one falls short, 1: several do, 2: none does.
    [[nodiscard]] int rank() const {
        auto const count = std::count_if(entries.begin(), entries.end(), [](Entry const& one) { return one.state == Entry::State::bad; });
        return count == 1 && entries.size() > 1 ? 0 : count > 0 ? 1 : 2;
    }
};

class Lines {
public:
    explicit Lines(std::size_t reports) : reports_(reports) {}

    Entry& at(std::string const& part, std::string const& title, std::size_t report) {
        auto const [place, fresh] = places_.try_emplace({part, title}, all_.size());
        if (fresh) all_.push_back({part, title, std::vector<Entry>(reports_)});
        return all_[place->second].entries[report];
    }
    [[nodiscard]] std::vector<Line> sorted(std::string const& part) const {
        std::vector<Line> out;
        std::copy_if(all_.begin(), all_.end(), std::back_inserter(out), [&](Line const& line) { return line.part == part; });
        std::stable_sort(out.begin(), out.end(), [](Line const& a, Line const& b) { return a.rank() < b.rank(); });
        return out;
    }

private:
    std::size_t reports_;
    std::vector<Line> all_;
    std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

Entry undecided(Words const& said) {
    return {Entry::State::open, said.say("fleet.undecided", "undecided")};
}

Entry of_claim(OutlineClaim const& claim, Words const& said) {
    if (claim.verdict == "inconclusive" || claim.verdict == "error") return undecided(said);
    if (claim.verdict == "skipped") return {};
    bool const kept = claim.verdict == "pass" || claim.verdict == "supported";
    std::string const found = kept ? said.say("fleet.kept", "kept") : said.say("fleet.broken", "broken");
    if (claim.claimed) return {kept ? Entry::State::good : Entry::State::bad, found};
    return {Entry::State::said, said.say("fleet.not-claimed", fmt::format("not claimed, {}", found), found)};
}

Entry of_cell(OutlineCell const& cell, Words const& said) {
    if (cell.works == "untested") return {};
    if (cell.works == "unknown") return undecided(said);
    return {cell.works == "no" || cell.works == "partly" ? Entry::State::bad : Entry::State::good,
            cell.word.empty() ? cell.works : cell.word};
}

std::string text_of(Entry const& entry, Words const& said) {
    return entry.state == Entry::State::not_run ? said.say("fleet.not-run", "not run") : entry.text;
}

std::string name_of(Outline const& one) {
    return one.firmware.empty() ? one.router : fmt::format("{} {}", one.router, one.firmware);
}

std::string kind_of(Entry const& entry) {
    switch (entry.state) {
        case Entry::State::bad:
            return "bad";
        case Entry::State::open:
            return "open";
        case Entry::State::good:
            return "good";
        case Entry::State::not_run:
        case Entry::State::said:
            return "";
    }
    return "";
}

ComparedTable html_table(std::vector<Outline> const& reports, std::vector<Line> const& lines, std::string const& head, Words const& said) {
    ComparedTable table{head, {{head}}, {}};
    for (Outline const& one : reports) table.heads.push_back({name_of(one), {}, page_of(one)});
    for (Line const& line : lines) {
        std::vector<ComparedCell> cells{{line.title}};
        for (std::size_t index = 0; index < line.entries.size(); ++index) {
            Entry const& entry = line.entries[index];
            cells.push_back({text_of(entry, said), kind_of(entry), entry.link.empty() ? "" : page_of(reports[index]) + entry.link});
        }
        table.lines.push_back(std::move(cells));
    }
    return table;
}

std::string row_of(std::vector<std::string> const& cells, FleetForm form) {
    if (form == FleetForm::csv) return csv_row(cells);
    std::vector<std::string> out;
    for (auto const& one : cells) out.push_back(markdown_cell(one));
    return fmt::format("| {} |\n", fmt::join(out, " | "));
}

std::string table(std::vector<Outline> const& reports, std::vector<Line> const& lines, std::string const& head, FleetForm form,
                  Words const& said) {
    std::vector<std::string> cells{head};
    for (Outline const& one : reports) cells.push_back(name_of(one));
    std::string out = row_of(cells, form);
    if (form == FleetForm::markdown) {
        out += '|';
        for (std::size_t index = 0; index < cells.size(); ++index) out += "---|";
        out += '\n';
    }
    for (Line const& line : lines) {
        cells.assign(1, line.title);
        for (Entry const& entry : line.entries) cells.push_back(text_of(entry, said));
        out += row_of(cells, form);
    }
    return out;
}

Lines lines_of(std::vector<Outline> const& reports, Words const& said) {
    Lines lines(reports.size());
    for (std::size_t index = 0; index < reports.size(); ++index) {
        for (OutlineCell const& one : reports[index].cells) {
            Entry& entry = lines.at("users", fmt::format("{}: {}", one.kind, one.situation), index) = of_cell(one, said);
            if (!one.decided_by.empty()) entry.link = "#" + anchor_of(one.decided_by);
        }
        for (OutlineClaim const& one : reports[index].claims) {
            Entry& entry = lines.at("claims", one.id, index) = of_claim(one, said);
            entry.link = "#claim:" + anchor_of(one.id);
        }
        for (std::string const& id : reports[index].unsettled)
            if (Entry& entry = lines.at("claims", id, index); entry.state == Entry::State::not_run) {
                entry.state = Entry::State::open;
                entry.text = said.say("fleet.unsettled", "claimed, not settled");
            }
        lines.at("conclusion", said.say("fleet.profile", "profile"), index) = {Entry::State::said, reports[index].profile};
        lines.at("conclusion", said.say("compare.conclusion", "conclusion"), index) = {Entry::State::said, reports[index].conclusion};
        lines.at("conclusion", said.say("fleet.report", "report"), index) = {Entry::State::said, reports[index].path};
    }
    return lines;
}

}  // namespace

std::string render_fleet(std::vector<Outline> const& reports, FleetForm form, Words const& said) {
    auto const lines = lines_of(reports, said);
    std::string const run = said.say("fleet.run", "run");
    std::pair<std::string, std::string> const parts[]{{"users", said.say("fleet.users", "what users can do")},
                                                      {"claims", said.say("fleet.claim", "claim")}};
    if (form == FleetForm::html) {
        Comparison page{
            said.say("fleet.title", "reports side by side"),
            "partial",
            said.say("fleet.count", fmt::format("{} {}", reports.size(), reports.size() == 1 ? "report" : "reports"), reports.size()),
            said.say("fleet.lead",
                     "Rows in which only one falls short stand first. \"Not run\", \"not claimed\" and \"undecided\" are "
                     "different things, and none is concluded from a failure."),
            {}};
        page.tables.push_back(html_table(reports, lines.sorted("conclusion"), run, said));
        for (auto const& [part, head] : parts) page.tables.push_back(html_table(reports, lines.sorted(part), head, said));
        return render_comparison(page, said);
    }
    std::string out = table(reports, lines.sorted("conclusion"), run, form, said);
    for (auto const& [part, head] : parts)
        out += (form == FleetForm::csv ? "\r\n" : "\n") + table(reports, lines.sorted(part), head, form, said);
    return out;
}

}  // namespace tsuka::reports
