// Cells from outcomes, words from classes and measurements, sentences from cells: see users.hpp.
#include "harness/judge/users.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace tsuka::judge {
namespace {

using model::Outcome;
using model::UserCell;
using model::Works;

/// What one case says about a situation.
Works works(model::CaseRecord const& result, model::Situation const& situation) {
    auto const& unasked = situation.unasked;
    if (std::find(unasked.begin(), unasked.end(), result.observed_class) != unasked.end()) return Works::unknown;
    switch (result.outcome) {
        case Outcome::satisfied:
            return Works::yes;
        case Outcome::violated:
            return Works::no;
        case Outcome::skipped:
            return Works::untested;
        case Outcome::undetermined:
        case Outcome::error:
            return Works::unknown;
    }
    return Works::unknown;
}

std::string_view word_of(Works works) {
    switch (works) {
        case Works::yes:
            return "works";
        case Works::partly:
            return "partly";
        case Works::no:
            return "fails";
        case Works::unknown:
            return "not known";
        case Works::untested:
            return "not tested";
        case Works::no_case:
            return "";
    }
    return "";
}

struct Settled {
    std::size_t row;
    model::CaseRecord const* result;
    Works works;
};

Works sum_of(std::vector<Settled> const& all) {
    auto const any = [&](Works one) { return std::any_of(all.begin(), all.end(), [&](Settled const& seen) { return seen.works == one; }); };
    if (all.empty()) return Works::no_case;
    if (any(Works::no)) return any(Works::yes) ? Works::partly : Works::no;
    if (any(Works::unknown)) return Works::unknown;
    return any(Works::yes) ? Works::yes : Works::untested;
}

/// "31 s to 59 s": what a measurement among the cases found.
std::string measured(model::Report const& report, std::vector<Settled> const& all) {
    for (Settled const& seen : all) {
        for (model::GroupRow const& group : report.groups) {
            bool const timer = group.id == seen.result->id && group.measured.unit == model::Unit::nanoseconds && group.measured.monotone();
            if (!timer) continue;
            auto const& [lower, upper] = std::pair{group.measured.lower, group.measured.upper};
            auto const text = [](std::int64_t value) { return model::readable(Duration{value}); };
            if (lower && upper) return fmt::format("{} to {}", text(*lower), text(*upper));
            if (lower) return fmt::format("{} and more", text(*lower));
            if (upper) return fmt::format("less than {}", text(*upper));
        }
    }
    return {};
}

UserCell cell(model::Report const& report, model::Record const& record, model::UserGuide const& guide, model::Situation const& situation,
              std::vector<std::string> const& ids) {
    std::vector<Settled> all;
    for (std::size_t index = 0; index < report.rows.size(); ++index) {
        auto const& row = report.rows[index];
        if (std::find(ids.begin(), ids.end(), row.id) == ids.end() || row.record >= record.cases.size()) continue;
        auto const& result = record.cases[row.record];
        all.push_back({index, &result, works(result, situation)});
    }
    UserCell out;
    out.works = ids.empty() ? Works::no_case : all.empty() ? Works::untested : sum_of(all);
    out.word = word_of(out.works);
    auto const rank = [](Settled const& seen) {
        return seen.works == Works::no ? 0 : seen.works == Works::unknown ? 1 : seen.works == Works::yes ? 2 : 3;
    };
    std::stable_sort(all.begin(), all.end(), [&](Settled const& a, Settled const& b) { return rank(a) < rank(b); });
    // The first class that has something to say says it; of what works nothing needs to be said.
    bool const good = out.works == Works::yes || out.works == Works::untested;
    for (Settled const& seen : all) {
        out.rows.push_back(seen.row);
        auto const& name = seen.result->observed_class;
        if (name.empty() || seen.works == Works::untested) continue;
        auto const word = guide.words.find(name);
        bool const first = out.word == word_of(out.works);
        if (!good && first && seen.works != Works::yes && word != guide.words.end() && !word->second.empty()) out.word = word->second;
        if (std::find(out.classes.begin(), out.classes.end(), name) == out.classes.end()) out.classes.push_back(name);
    }
    if (out.works != Works::untested)
        if (auto text = measured(report, all); !text.empty()) out.word = std::move(text);
    return out;
}

/// How many clients the router held at once, told by the sentence that the count left among the run's facts.
struct Counted {
    unsigned clients = 0;
    bool more = false;  ///< as many as were tried, and none too many
};

std::optional<Counted> counted(model::Record const& record, std::string const& kind) {
    if (kind.empty()) return std::nullopt;
    auto const& facts = record.run.facts;
    auto const fact = std::find_if(facts.begin(), facts.end(), [&](auto const& one) { return one.name == "memory." + kind; });
    if (fact == facts.end()) return std::nullopt;
    std::string_view const text = fact->value;
    if (text.starts_with("one client at a time")) return Counted{1, false};
    unsigned clients = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), clients);
    if (error != std::errc{}) return std::nullopt;
    auto const rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (rest.starts_with(" clients at a time")) return Counted{clients, false};
    if (rest.starts_with(" clients of ") && rest.ends_with(" and none too many")) return Counted{clients, true};
    return std::nullopt;
}

/// What the count adds to what the cases say of several clients. A limit is seen whatever few clients could do; that many clients got
/// something mends nothing that a case saw go wrong.
void add_count(UserCell& several, Counted const& count) {
    if (!count.more) {
        several.word = count.clients == 1 ? "one at a time" : fmt::format("{} at a time", count.clients);
        if (several.works != Works::no) several.works = count.clients < 3 ? Works::no : Works::partly;
        return;
    }
    if (several.works == Works::partly || several.works == Works::no) return;
    several.works = Works::yes;
    several.word = fmt::format("{} and more", count.clients);
}

/// Whether the saying fits the cells.
bool holds(model::Saying const& saying, model::UserGuide const& guide, std::vector<UserCell> const& cells) {
    return std::all_of(saying.when.begin(), saying.when.end(), [&](auto const& condition) {
        for (std::size_t index = 0; index < guide.situations.size(); ++index) {
            if (guide.situations[index].id != condition.first) continue;
            auto const& classes = cells[index].classes;
            return to_string(cells[index].works) == condition.second ||
                   std::find(classes.begin(), classes.end(), condition.second) != classes.end();
        }
        return false;
    });
}

/// How far passthrough of this kind goes, in the words in which routers are advertised.
std::string reach_of(model::UserGuide const& guide, std::vector<UserCell> const& cells) {
    auto const at = [&](std::string_view id) {
        for (std::size_t index = 0; index < guide.situations.size(); ++index)
            if (guide.situations[index].id == id) return cells[index].works;
        return Works::no_case;
    };
    if (at("one") == Works::no || at("one") == Works::partly) return "none";
    if (at("one") != Works::yes) return {};
    if (at("same") == Works::yes) return "several clients per server";
    if (at("servers") == Works::yes) return "one client per server";
    return at("same") == Works::no || at("same") == Works::partly ? "one client" : "";
}

}  // namespace

model::UserMatrix users(model::Report const& report, model::Record const& record, model::UserGuide const& guide) {
    model::UserMatrix matrix;
    matrix.situations = guide.situations;
    for (model::VpnKind const& kind : guide.kinds) {
        model::UserRow row;
        row.kind = kind.id;
        row.title = kind.title;
        for (model::Situation const& situation : guide.situations) {
            auto const found = kind.cases.find(situation.id);
            row.cells.push_back(found == kind.cases.end() ? UserCell{} : cell(report, record, guide, situation, found->second));
        }
        row.reach = reach_of(guide, row.cells);
        auto const said =
            std::find_if(kind.sayings.begin(), kind.sayings.end(), [&](auto const& one) { return holds(one, guide, row.cells); });
        if (said != kind.sayings.end()) {
            row.text = said->text;
            row.helps = said->helps;
        }
        // After the sentences: these are made for what cases tell of several clients, as "not beside every other VPN".
        // A kind that fails one client works for several no better, whatever the count saw arrive.
        if (auto const count = counted(record, kind.counted); count && row.reach != "none") {
            for (std::size_t index = 0; index < guide.situations.size(); ++index)
                if (guide.situations[index].id == "several") add_count(row.cells[index], *count);
        }
        matrix.rows.push_back(std::move(row));
    }
    return matrix;
}

}  // namespace tsuka::judge
