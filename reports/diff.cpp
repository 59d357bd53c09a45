// The comparison: see diff.hpp. Rendering stands in diff_forms.cpp.
#include "reports/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::reports {
namespace {

using Kind = Change::Kind;

enum class State : std::uint8_t { kept, broken, open, skipped };

State state_of(std::string const& verdict) {
    if (verdict == "pass" || verdict == "supported") return State::kept;
    if (verdict == "skipped") return State::skipped;
    return verdict == "inconclusive" || verdict == "error" ? State::open : State::broken;
}

std::string shown(OutlineRow const& row, Words const& said) {
    auto const verdict = said.get("interface.verdict." + row.verdict, row.verdict);
    return row.observed_class.empty() ? verdict : fmt::format("{} ({})", verdict, row.observed_class);
}

/// What became of one case; nothing when it reads the same.
std::vector<Change> compare(OutlineRow const& a, OutlineRow const& b, Words const& said) {
    auto const as = [&](Kind kind) { return std::vector<Change>{{kind, b.name, shown(a, said), shown(b, said)}}; };
    State const before = state_of(a.verdict);
    State const after = state_of(b.verdict);
    if (before != State::skipped && after == State::skipped) return as(Kind::not_run);
    if (before == State::skipped && after != State::skipped) return as(Kind::run);
    if (before != State::open && after == State::open) return as(Kind::undecided);
    if (before == State::open && after != State::open) return as(Kind::decided);
    bool const fails_now = b.verdict == "fail" && a.verdict != "fail";
    if ((before == State::kept && after == State::broken) || fails_now) return as(Kind::newly_broken);
    if (before == State::broken && after == State::kept) return as(Kind::newly_kept);
    if (a.verdict != b.verdict) return as(Kind::verdict);
    if (a.observed_class != b.observed_class) return as(Kind::behaviour);
    if (a.reason != b.reason) return {{Kind::reason, b.name, a.reason, b.reason}};
    return {};
}

template <class Items>
auto by_name(Items const& items, std::string Items::value_type::*key) {
    std::map<std::string, typename Items::value_type const*> out;
    for (auto const& item : items) out.emplace(item.*key, &item);
    return out;
}

void compare_groups(Outline const& before, Outline const& after, std::vector<Change>& changes) {
    auto const old = by_name(before.groups, &OutlineGroup::id);
    for (OutlineGroup const& group : after.groups) {
        auto const found = old.find(group.id);
        if (found == old.end() || !group.tried || !found->second->tried) continue;
        OutlineGroup const& was = *found->second;
        bool const differs = group.numbers && was.numbers ? group.lower != was.lower || group.upper != was.upper : group.text != was.text;
        if (differs) changes.push_back({Kind::number, group.id, was.text, group.text});
    }
}

}  // namespace

std::string_view to_string(Change::Kind kind) {
    switch (kind) {
        case Kind::newly_broken:
            return "newly broken";
        case Kind::newly_kept:
            return "newly kept";
        case Kind::verdict:
            return "another verdict";
        case Kind::behaviour:
            return "another behaviour";
        case Kind::number:
            return "another number";
        case Kind::reason:
            return "another reason";
        case Kind::undecided:
            return "no longer decided";
        case Kind::decided:
            return "decided now";
        case Kind::not_run:
            return "not run any more";
        case Kind::run:
            return "run now";
        case Kind::disappeared:
            return "disappeared";
        case Kind::appeared:
            return "appeared";
    }
    return "";
}

std::vector<Change> diff(Outline const& before, Outline const& after, Words const& said) {
    std::vector<Change> changes;
    auto const old = by_name(before.rows, &OutlineRow::name);
    auto const fresh = by_name(after.rows, &OutlineRow::name);
    for (OutlineRow const& row : after.rows) {
        auto const found = old.find(row.name);
        if (found == old.end()) {
            changes.push_back({Kind::appeared, row.name, "", shown(row, said)});
            continue;
        }
        for (Change& one : compare(*found->second, row, said)) changes.push_back(std::move(one));
    }
    for (OutlineRow const& row : before.rows)
        if (!fresh.contains(row.name)) changes.push_back({Kind::disappeared, row.name, shown(row, said), ""});
    compare_groups(before, after, changes);
    std::stable_sort(changes.begin(), changes.end(), [](Change const& a, Change const& b) { return a.kind < b.kind; });
    return changes;
}

bool has_regression(std::vector<Change> const& changes) {
    return std::any_of(changes.begin(), changes.end(), [](Change const& one) { return one.kind == Kind::newly_broken; });
}

}  // namespace tsuka::reports
