// Brackets and counts. A measured case is satisfied when its flow survived the wait and violated when it was lost.
#include "harness/judge/groups.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::judge {
namespace {

using model::CaseRecord;
using model::Group;
using model::Outcome;

using Members = std::vector<CaseRecord const*>;

std::string list_of(std::vector<Duration> const& values) {
    std::vector<std::string> words;
    std::transform(values.begin(), values.end(), std::back_inserter(words), [](Duration value) { return model::readable(value); });
    return fmt::format("{}", fmt::join(words, ", "));
}

struct Measured {
    std::vector<Duration> survived;  ///< each sorted
    std::vector<Duration> lost;
    std::vector<Duration> unknown;
    std::vector<Duration> untried;
};

Measured sort_out(Members const& members) {
    Measured measured;
    for (CaseRecord const* one : members) {
        switch (one->outcome) {
            case Outcome::satisfied:
                measured.survived.push_back(one->group.value);
                break;
            case Outcome::violated:
                measured.lost.push_back(one->group.value);
                break;
            case Outcome::skipped:
                measured.untried.push_back(one->group.value);
                break;
            case Outcome::undetermined:
            case Outcome::error:
                measured.unknown.push_back(one->group.value);
                break;
        }
    }
    for (auto* values : {&measured.survived, &measured.lost, &measured.unknown, &measured.untried})
        std::sort(values->begin(), values->end());
    return measured;
}

/// The bracket [longest survived, shortest lost]; a timer that lost a short wait and survived a longer one has none.
std::string bracket(Members const& members) {
    Measured const measured = sort_out(members);
    auto const& [survived, lost, unknown, untried] = measured;
    if (survived.empty() && lost.empty() && unknown.empty()) return "not tried: " + list_of(untried);
    std::string text;
    if (survived.empty() && lost.empty())
        text = "not known: nothing was determined at " + list_of(unknown);
    else if (lost.empty())
        text = fmt::format("survives {}, the longest tried", model::readable(survived.back()));
    else if (survived.empty())
        text = fmt::format("lost after {}, the shortest tried", model::readable(lost.front()));
    else if (survived.back() < lost.front())
        text = fmt::format("survives {}, lost after {}", model::readable(survived.back()), model::readable(lost.front()));
    else
        text = fmt::format("not monotone: survived {}; lost after {}", list_of(survived), list_of(lost));
    if (!unknown.empty() && !(survived.empty() && lost.empty())) text += fmt::format(" (not determined: {})", list_of(unknown));
    if (!untried.empty()) text += fmt::format(" (not tried: {})", list_of(untried));
    return text;
}

std::string count(Members const& members) {
    std::size_t good = 0;
    std::size_t unknown = 0;
    std::map<std::string, std::size_t> classes;
    for (CaseRecord const* one : members) {
        good += one->outcome == Outcome::satisfied ? 1 : 0;
        bool const known = one->outcome == Outcome::satisfied || one->outcome == Outcome::violated;
        unknown += known ? 0 : 1;
        if (known && !one->observed_class.empty()) ++classes[one->observed_class];
    }
    std::string text = fmt::format("{} of {}", good, members.size());
    if (unknown > 0) text += fmt::format(", {} not determined", unknown);
    std::vector<std::string> words;
    for (auto const& [name, times] : classes) words.push_back(fmt::format("{} {}", name, times));
    if (!words.empty()) text += fmt::format(" ({})", fmt::join(words, ", "));
    return text;
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
            rows.push_back({.id = one.id, .kind = one.group.kind, .text = {}});
            members.emplace_back();
        }
        members[place->second].push_back(&one);
    }
    for (std::size_t index = 0; index < rows.size(); ++index) {
        rows[index].text = rows[index].kind == Group::Kind::measure ? bracket(members[index]) : count(members[index]);
    }
    return rows;
}

}  // namespace tsuka::judge
