// The oracle of a swarm: see swarm.hpp.
#include "harness/app/swarm.hpp"

#include "harness/model/need.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace tsuka::app {

namespace {

bool meets(model::Case const& one, model::Lab const& lab) {
    return std::all_of(one.needs.begin(), one.needs.end(), [&](auto const& need) { return model::unmet(need, lab).empty(); });
}

Manner as_drawn(SwarmTrial const& trial) {
    return {trial.seed, trial.jobs, trial.wires};
}

bool lossy(SwarmTrial const& trial) {
    auto const* line = line_of(trial.line);
    return line != nullptr && line->lossy;
}

}  // namespace

Swarm::Swarm(std::vector<model::Case> cases, std::vector<suite::MatrixRow> matrix, std::string base) : base_(std::move(base)) {
    // Trials are of routers in the faithful one's lab: cases about other situations, and faults that only those see, are not drawn.
    const auto faithful = suite::parse_router(base_, "swarm.toml");
    std::set<std::string> elsewhere;
    for (auto const& one : cases)
        if (!meets(one, faithful.value.lab)) elsewhere.insert(one.name());
    for (auto& row : matrix)
        for (auto* names : {&row.fails, &row.inconclusive})
            std::erase_if(*names, [&](auto const& name) { return elsewhere.contains(name); });
    std::erase_if(matrix, [](auto const& row) { return row.fails.empty(); });
    urn_.matrix = std::move(matrix);
    for (auto& one : cases) {
        auto name = one.name();
        if (elsewhere.contains(name)) continue;
        urn_.cases.push_back(name);
        cases_.emplace(std::move(name), std::move(one));
    }
}

Result<Outcomes> Swarm::outcomes_of(SwarmTrial const& trial, Manner const& manner) {
    auto router = router_of(trial, base_);
    if (!router) return router.error();
    std::vector<model::Case> cases;
    for (auto const& name : trial.cases) {
        const auto known = cases_.find(name);
        if (known == cases_.end()) return fail(fmt::format("no case is called '{}'", name));
        if (meets(known->second, router->lab)) cases.push_back(known->second);
    }
    return run_all(cases, *router, manner);
}

bool Swarm::found(suite::MatrixRow const& row, std::string const& name) const {
    return row.fails.contains(name) || row.inconclusive.contains(name);
}

/// What comes of such a trial.
Outcomes const& Swarm::known(SwarmTrial const& plain) {
    const auto [known, fresh] = plain_.try_emplace(written(plain));
    if (!fresh) return known->second;
    auto manner = as_drawn(plain);
    manner.questions = true;
    if (auto outcomes = outcomes_of(plain, manner)) {
        known->second = std::move(*outcomes);
        known->second.reasons.clear();
        known->second.fingerprint.clear();
    }
    return known->second;
}

/// Whether that case does not come out well in such a trial.
bool Swarm::goes_wrong(std::string const& name, SwarmTrial const& plain) {
    auto const& of = known(plain);
    return of.fails.contains(name) || of.inconclusive.contains(name) || of.others.contains(name);
}

/// By its defects: the row of one in the matrix has the case, or without them all is well; on a bad line, it does not fail. By its class:
/// this router turns the case over with nothing around it (one job, wires that are always equally long, another seed), alone or, where it
/// keeps places that others have to do without, with the same cases before it. For a faithful router neither may be.
bool Swarm::explained(std::string const& name, SwarmTrial const& trial) {
    for (auto const& row : urn_.matrix)
        for (auto const& defect : trial.defects)
            if (row.defect == defect.name && found(row, name)) return true;
    auto good = trial;
    good.defects.clear();
    if (!trial.defects.empty() && !(lossy(trial) ? known(good).fails.contains(name) : goes_wrong(name, good))) return true;
    if (trial.settings.empty()) return false;
    auto plain = good;
    plain.seed = 1;
    plain.jobs = 1;
    plain.wires = {};
    plain.line.clear();
    if (goes_wrong(name, plain)) return true;
    plain.cases = {name};
    return goes_wrong(name, plain);
}

/// Not tried, since another case found the path missing that it needs. Nor is that one wrong: which cases look at a path a trial draws.
bool Swarm::held_back(std::string const& name, Outcomes const& outcomes) const {
    if (!outcomes.others.contains(name)) return false;
    auto const& needs = cases_.at(name).needs;
    return std::any_of(outcomes.fails.begin(), outcomes.fails.end(), [&](auto const& failed) {
        auto const& paths = cases_.at(failed).provides;
        return std::any_of(needs.begin(), needs.end(), [&](auto const& need) {
            return need.kind == model::Need::Kind::path && std::find(paths.begin(), paths.end(), need.written) != paths.end();
        });
    });
}

/// A defect that is always there, in an otherwise faithful router, is seen by each case that the matrix names for it. Excused is what sees
/// it behind all other cases and not alone: a defect that shows only after much traffic is seen by whatever comes then; and a case during
/// which the router, on this line, never comes to where the defect shows.
void Swarm::look_for_missed(SwarmTrial const& trial, Outcomes const& outcomes, std::vector<Flip>& flips) {
    const bool always_there = trial.settings.empty() && trial.defects.size() == 1 && trial.defects.front().onset == model::Onset{};
    if (!always_there || lossy(trial)) return;
    const auto router = router_of(trial, base_);
    auto alone = trial;
    alone.seed = 1;
    alone.jobs = 1;
    alone.wires = {};
    for (auto const& row : urn_.matrix)
        for (auto const& name : trial.cases) {
            if (row.defect != trial.defects.front().name || !row.fails.contains(name) || outcomes.fails.contains(name) ||
                held_back(name, outcomes) || !meets(cases_.at(name), router->lab))
                continue;
            alone.cases = {name};
            if (!known(alone).asked.contains(row.defect)) continue;
            auto behind_all = alone;
            behind_all.cases = urn_.cases;
            if (goes_wrong(name, alone) || !goes_wrong(name, behind_all))
                flips.push_back({name, fmt::format("does not see {}", row.defect), {}});
        }
}

/// What does not come out well, and nothing explains it.
std::vector<Flip> Swarm::alarms(SwarmTrial const& trial, Outcomes const& outcomes) {
    std::vector<Flip> flips;
    if (!outcomes.trouble.empty()) flips.push_back({"", outcomes.trouble, {}});
    const std::pair<std::set<std::string> const*, const char*> kinds[] = {
        {&outcomes.fails, "fails, and nothing explains it"},
        {&outcomes.inconclusive, "is inconclusive, and nothing explains it"},
        {&outcomes.others, "is skipped or an error, and nothing explains it"}};
    // On a bad line a case may stay open for what was lost on it. Nothing may fail.
    for (auto const& [names, what] : std::span(kinds).first(lossy(trial) ? 1 : std::size(kinds)))
        for (auto const& name : *names)
            if (!explained(name, trial)) flips.push_back({name, what, outcomes.reasons.at(name)});
    return flips;
}

/// Alarms are looked for twice, where the first time finds one: what a router that has room for few does to cases that know nothing of each
/// other is not what a user is told. His run counts how many clients the router holds, and asks again. It does not ask again what was
/// satisfied, so what is missed once is missed.
Result<std::vector<Flip>> Swarm::run(SwarmTrial const& trial) {
    const auto quick = outcomes_of(trial, as_drawn(trial));
    if (!quick) return quick.error();
    auto flips = alarms(trial, *quick);
    if (!flips.empty()) {
        auto manner = as_drawn(trial);
        manner.careful = true;
        const auto careful = outcomes_of(trial, manner);
        if (!careful) return careful.error();
        flips = alarms(trial, *careful);
    }
    look_for_missed(trial, *quick, flips);
    return flips;
}

bool Swarm::still(SwarmTrial const& trial, Flip const& flip) {
    const auto flips = run(trial);
    return flips && std::find(flips->begin(), flips->end(), flip) != flips->end();
}

/// Takes out runs of cases, half of them first, as long as the flip stays.
void Swarm::shrink_cases(SwarmTrial& trial, Flip const& flip) {
    for (auto size = trial.cases.size() / 2; size > 0; size /= 2) {
        for (std::size_t at = 0; at < trial.cases.size();) {
            auto fewer = trial;
            const auto begin = fewer.cases.begin() + static_cast<std::ptrdiff_t>(at);
            const auto end = fewer.cases.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, fewer.cases.size()));
            const bool own = std::find(begin, end, flip.name) != end;
            fewer.cases.erase(begin, end);
            if (!own && still(fewer, flip))
                trial = std::move(fewer);
            else
                at += size;
        }
    }
}

SwarmTrial Swarm::shrunk(SwarmTrial trial, Flip const& flip) {
    shrink_cases(trial, flip);
    const auto keep_if_still = [&](auto change) {
        auto simpler = trial;
        change(simpler);
        if (still(simpler, flip)) trial = std::move(simpler);
    };
    keep_if_still([](SwarmTrial& one) { one.jobs = 1; });
    keep_if_still([](SwarmTrial& one) { one.line.clear(); });
    keep_if_still([](SwarmTrial& one) { one.wires.jitter = {}; });
    keep_if_still([](SwarmTrial& one) { one.wires.delay = {}; });
    for (auto at = trial.settings.size(); at-- > 0;)
        keep_if_still([&](SwarmTrial& one) { one.settings.erase(one.settings.begin() + static_cast<std::ptrdiff_t>(at)); });
    for (auto at = trial.defects.size(); at-- > 0;)
        keep_if_still([&](SwarmTrial& one) { one.defects.erase(one.defects.begin() + static_cast<std::ptrdiff_t>(at)); });
    return trial;
}

}  // namespace tsuka::app
