// Brackets and counts. A measured case is satisfied when its flow survived the wait and violated when it was lost.
#include "harness/judge/groups.hpp"

#include <algorithm>
#include <map>

namespace tsuka::judge {
namespace {

using model::CaseRecord;
using model::Group;
using model::Measurement;
using model::Outcome;
using model::Trial;

using Members = std::vector<CaseRecord const*>;

Trial::Result result_of(CaseRecord const& one) {
    if (one.outcome == Outcome::satisfied) return Trial::Result::held;
    return one.outcome == Outcome::violated ? Trial::Result::lost : Trial::Result::unknown;
}

/// Trials and what was skipped, by value.
void sort_in(Measurement& measured, CaseRecord const& one, std::int64_t value) {
    if (one.outcome == Outcome::skipped)
        measured.untried.push_back(value);
    else
        measured.tried.push_back({value, result_of(one)});
}

/// The bracket [longest survived, shortest lost].
Measurement bracket(Members const& members) {
    Measurement measured;
    std::string const& label = members.front()->group.label;
    measured.quantity = label.substr(0, label.find('='));  // "idle" of "idle=60s"
    for (CaseRecord const* one : members) sort_in(measured, *one, one->group.value.count());
    std::sort(measured.untried.begin(), measured.untried.end());
    std::stable_sort(measured.tried.begin(), measured.tried.end(), [](Trial const& a, Trial const& b) { return a.value < b.value; });
    for (Trial const& trial : measured.tried) {
        if (trial.result == Trial::Result::held) measured.lower = trial.value;
        if (trial.result == Trial::Result::lost && !measured.upper) measured.upper = trial.value;
    }
    return measured;
}

/// How many held, and how many may have.
Measurement count(Members const& members) {
    Measurement measured;
    measured.quantity = "held";
    measured.unit = model::Unit::cases;
    std::int64_t held = 0;
    std::int64_t lost = 0;
    for (std::size_t index = 0; index < members.size(); ++index) {
        sort_in(measured, *members[index], static_cast<std::int64_t>(index) + 1);
        auto const result = result_of(*members[index]);
        held += result == Trial::Result::held ? 1 : 0;
        lost += result == Trial::Result::lost ? 1 : 0;
    }
    measured.lower = held;
    measured.upper = static_cast<std::int64_t>(members.size()) - lost;
    return measured;
}

std::map<std::string, std::size_t> classes_of(Members const& members) {
    std::map<std::string, std::size_t> classes;
    for (CaseRecord const* one : members)
        if (result_of(*one) != Trial::Result::unknown && !one->observed_class.empty()) ++classes[one->observed_class];
    return classes;
}

}  // namespace

std::vector<model::GroupRow> group_rows(std::vector<CaseRecord> const& cases) {
    std::vector<model::GroupRow> rows;
    std::vector<Members> members;
    std::map<std::pair<std::string, Group::Kind>, std::size_t> places;
    for (CaseRecord const& one : cases) {
        if (one.group.kind != Group::Kind::measure && one.group.kind != Group::Kind::repeat) continue;
        auto const [place, fresh] = places.try_emplace({one.id, one.group.kind}, rows.size());
        if (fresh) {
            rows.push_back({.id = one.id, .kind = one.group.kind, .measured = {}, .classes = {}});
            members.emplace_back();
        }
        members[place->second].push_back(&one);
    }
    for (std::size_t index = 0; index < rows.size(); ++index) {
        rows[index].measured = rows[index].kind == Group::Kind::measure ? bracket(members[index]) : count(members[index]);
        rows[index].classes = classes_of(members[index]);
    }
    return rows;
}

}  // namespace tsuka::judge
