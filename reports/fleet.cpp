// The matrix of reports: see fleet.hpp.
#include "reports/fleet.hpp"

#include "harness/model/text.hpp"
#include "reports/anchor.hpp"
#include "reports/csv.hpp"
#include "reports/html_compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::reports {
namespace {

struct Entry {
    std::string text = "not run";
    bool short_of = false;
    std::string link{};  ///< within the page of its report
};

struct Line {
    std::string part;  ///< "users", "claims"
    std::string title;
    std::vector<Entry> entries;  ///< one per report

    /// 0: only one falls short, 1: several do, 2: none does.
    [[nodiscard]] int rank() const {
        auto const count = std::count_if(entries.begin(), entries.end(), [](Entry const& one) { return one.short_of; });
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

Entry of_claim(OutlineClaim const& claim) {
    if (claim.verdict == "inconclusive" || claim.verdict == "error") return {"undecided", false};
    if (claim.verdict == "skipped") return {"not run", false};
    bool const kept = claim.verdict == "pass" || claim.verdict == "supported";
    std::string const found = kept ? "kept" : "broken";
    return {claim.claimed ? found : fmt::format("not claimed, {}", found), claim.claimed && !kept};
}

Entry of_cell(OutlineCell const& cell) {
    if (cell.works == "untested") return {"not run", false};
    if (cell.works == "unknown") return {"undecided", false};
    return {cell.word.empty() ? cell.works : cell.word, cell.works == "no" || cell.works == "partly"};
}

std::string cell(std::string const& text) {
    std::string out;
    for (char const sign : model::printable(text)) {
        if (std::string_view{"|<>`*_[]\\"}.find(sign) != std::string_view::npos) out += '\\';
        out += sign == '\n' ? ' ' : sign;
    }
    return out;
}

std::string page_of(Outline const& one) {
    auto const slash = one.path.rfind('/');
    return reference(slash == std::string::npos ? "report.html" : one.path.substr(0, slash + 1) + "report.html");
}

std::string name_of(Outline const& one) {
    return one.firmware.empty() ? one.router : fmt::format("{} {}", one.router, one.firmware);
}

std::string kind_of(Entry const& entry) {
    if (entry.short_of) return "bad";
    if (entry.text == "undecided" || entry.text == "claimed, not settled") return "open";
    return entry.text == "kept" || entry.text == "works" ? "good" : "";
}

ComparedTable html_table(std::vector<Outline> const& reports, std::vector<Line> const& lines, std::string const& head) {
    ComparedTable table{head, {{head}}, {}};
    for (Outline const& one : reports) table.heads.push_back({name_of(one), {}, page_of(one)});
    for (Line const& line : lines) {
        std::vector<ComparedCell> cells{{line.title}};
        for (std::size_t index = 0; index < line.entries.size(); ++index) {
            Entry const& entry = line.entries[index];
            cells.push_back({entry.text, kind_of(entry), entry.link.empty() ? "" : page_of(reports[index]) + entry.link});
        }
        table.lines.push_back(std::move(cells));
    }
    return table;
}

std::string row_of(std::vector<std::string> const& cells, FleetForm form) {
    if (form == FleetForm::csv) return csv_row(cells);
    std::vector<std::string> out;
    for (auto const& one : cells) out.push_back(cell(one));
    return fmt::format("| {} |\n", fmt::join(out, " | "));
}

std::string table(std::vector<Outline> const& reports, std::vector<Line> const& lines, std::string const& head, FleetForm form) {
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
        for (Entry const& entry : line.entries) cells.push_back(entry.text);
        out += row_of(cells, form);
    }
    return out;
}

}  // namespace

std::string render_fleet(std::vector<Outline> const& reports, FleetForm form) {
    Lines lines(reports.size());
    for (std::size_t index = 0; index < reports.size(); ++index) {
        for (OutlineCell const& one : reports[index].cells) {
            Entry& entry = lines.at("users", fmt::format("{}: {}", one.kind, one.situation), index) = of_cell(one);
            if (!one.decided_by.empty()) entry.link = "#" + anchor_of(one.decided_by);
        }
        for (OutlineClaim const& one : reports[index].claims) {
            Entry& entry = lines.at("claims", one.id, index) = of_claim(one);
            entry.link = "#claim:" + anchor_of(one.id);
        }
        for (std::string const& id : reports[index].unsettled)
            if (Entry& entry = lines.at("claims", id, index); entry.text == "not run") entry.text = "claimed, not settled";
        lines.at("conclusion", "profile", index) = {reports[index].profile, false};
        lines.at("conclusion", "conclusion", index) = {reports[index].conclusion, false};
        lines.at("conclusion", "report", index) = {reports[index].path, false};
    }
    if (form == FleetForm::html) {
        Comparison page{
            "reports side by side",
            "partial",
            fmt::format("{} {}", reports.size(), reports.size() == 1 ? "report" : "reports"),
            "Rows in which only one falls short stand first. \"Not run\", \"not claimed\" and \"undecided\" are different things, and "
            "none is concluded from a failure.",
            {}};
        for (auto const& [part, head] :
             {std::pair{"conclusion", "run"}, std::pair{"users", "what users can do"}, std::pair{"claims", "claim"}})
            page.tables.push_back(html_table(reports, lines.sorted(part), head));
        return render_comparison(page);
    }
    std::string out = table(reports, lines.sorted("conclusion"), "run", form);
    for (auto const& [part, head] : {std::pair{"users", "what users can do"}, std::pair{"claims", "claim"}})
        out += (form == FleetForm::csv ? "\r\n" : "\n") + table(reports, lines.sorted(part), head, form);
    return out;
}

}  // namespace tsuka::reports
