// Whether expectations are missed: see examination.hpp.
#include "tests/mutation/examination.hpp"

#include "harness/sim/router.hpp"
#include "tests/support/certification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace tsuka::mutation {

namespace {

using How = Meddling::How;

/// What one case alone finds of a router that nobody has met before.
model::CaseRecord alone(model::Case const& scenario, model::RouterSpec const& router) {
    sim::Router simulated(router);
    auto run = certification::run({scenario}, router, simulated, 1, {}, run::Counting::off, 0);
    auto record = run.record.cases.empty() ? model::CaseRecord{} : std::move(run.record.cases.front());
    if (run.trouble.empty()) return record;
    record.outcome = model::Outcome::error;
    record.reason = run.trouble;
    return record;
}

/// 1-based; 0: none. What was not sent for want of a question is no failure where a class speaks of it.
unsigned failed_step(model::CaseRecord const& record) {
    if (!record.observed_class.empty()) return 0;
    const auto at = std::find_if(record.steps.begin(), record.steps.end(), [](auto const& step) {
        return step.status == model::StepStatus::failed || step.status == model::StepStatus::undetermined;
    });
    return at == record.steps.end() ? 0 : at->number;
}

/// What is told of the case, what arrived where, and what the router made of addresses and ports: all that conditions of classes ask.
std::string sight(model::CaseRecord const& record) {
    auto text = told(record) + "\n" + record.reason;
    for (auto const& frame : record.frames)
        if (!frame.sent && !frame.probe.empty()) text += "\n" + frame.probe + "@" + frame.actor;
    return text;
}

}  // namespace

Examination::Examination(model::Case const& scenario, Zoo const& zoo, Found& found)
    : scenario_(scenario), zoo_(zoo), found_(found), mutants_(mutants_of(scenario)) {
    for (auto const& mutant : mutants_) found_.missed.try_emplace(mutant.what, false);
}

bool Examination::over() const {
    return std::none_of(mutants_.begin(), mutants_.end(), [&](auto const& mutant) { return open(mutant); });
}

void Examination::run() {
    for (auto const& router : zoo_.described()) meet(router, Kin::described);
    const auto meet_all = [&](std::vector<model::RouterSpec> const& routers) {
        for (auto const& router : routers)
            if (!over()) meet(router, Kin::planted);
    };
    meet_all(zoo_.planted(scenario_));
    see_live();
    for (auto const& router : zoo_.described())
        if (!over()) meddle(router);
    constexpr std::uint64_t seeds = 100;
    for (std::uint64_t seed = 1; seed <= seeds && !over(); ++seed) meet(zoo_.drawn(scenario_, seed), Kin::drawn);
    for (auto const& router : zoo_.planted(scenario_))
        if (!over()) silence(router, mutation::meet(scenario_, router, {}));
    meet_all(zoo_.planted_later(scenario_));
    meet_all(zoo_.planted_in_pairs(scenario_));
}

void Examination::meet(model::RouterSpec const& router, Kin kin) {
    const auto whole = alone(scenario_, router);
    ++found_.runs;
    examine(whole, kin, [&](auto const& scenario) { return alone(scenario, router); });
}

void Examination::examine(model::CaseRecord const& whole, Kin kin, Run const& run) {
    // Another router that looks the same to this case shows nothing more of it.
    if (!seen_.insert(sight(whole)).second) return;
    // A step that held has found nothing: only the one that failed can be missed, and where none did the class that was observed.
    const auto failed = failed_step(whole);
    for (auto const& mutant : mutants_) {
        if (!open(mutant) || mutant.step != failed || mutant.rule != (failed == 0 ? whole.observed_class : "")) continue;
        const auto less = run(mutant.scenario);
        ++found_.runs;
        if (less.outcome == model::Outcome::error) found_.trouble = fmt::format("{}, {}: {}", scenario_.name(), mutant.what, less.reason);
        if (told(whole) != told(less)) found(mutant, kin);
    }
}

void Examination::found(Mutant const& mutant, Kin kin) {
    found_.missed[mutant.what] = true;
    ++found_.by.at(static_cast<std::size_t>(kin));
}

/// A router of the kernel's has shown the class: without it, or with a condition of it inverted, that router's would be another one.
void Examination::see_live() {
    for (auto const& mutant : mutants_)
        if (open(mutant) && !mutant.rule.empty() && zoo_.shown_live(scenario_, mutant.rule)) found(mutant, Kin::live);
}

void Examination::meddle(model::RouterSpec const& router) {
    const auto plain = mutation::meet(scenario_, router, {});
    ++found_.runs;
    // Another router that does the same with all that the case sends loses the same.
    if (!meddled_.insert(sight(plain.record)).second) return;
    const auto places = places_of(plain);
    lose(router, places);
    rewrite(router, places, plain.record);
    silence(router, plain);
    divert(router, places, plain.record);
}

void Examination::meddle(model::RouterSpec const& router, Meddling const& meddling) {
    const auto whole = mutation::meet(scenario_, router, meddling).record;
    ++found_.runs;
    examine(whole, Kin::meddled, [&](auto const& scenario) { return mutation::meet(scenario, router, meddling).record; });
}

/// Of the copies of a probe at one host the first two and the last; more of what is no probe's, as what opens connections.
std::vector<Examination::Place> Examination::places_of(Met const& met) {
    std::map<std::pair<std::string, std::string>, std::vector<Place>> by_probe;
    for (auto const& frame : met.record.frames) {
        const auto sent_as = met.sent_as.find(frame.number);
        if (frame.sent || frame.sentinel || frame.actor.empty() || sent_as == met.sent_as.end()) continue;
        auto& copies = by_probe[{frame.probe, frame.actor}];
        const std::size_t enough = frame.probe.empty() ? 24 : 3;
        if (copies.size() == enough) copies.pop_back();
        copies.push_back({sent_as->second, frame.side, frame.actor, frame.probe});
    }
    std::vector<Place> places;
    for (auto const& [name, copies] : by_probe) places.insert(places.end(), copies.begin(), copies.end());
    std::sort(places.begin(), places.end(), [](auto const& a, auto const& b) { return a.frame < b.frame; });
    return places;
}

void Examination::lose(model::RouterSpec const& router, std::vector<Place> const& places) {
    for (auto const& place : places)
        for (const auto how : {How::lost, How::cut_off, How::altered, How::overtaken}) {
            if (over()) return;
            meddle(router, {how, place.frame, {}, {}, {}, {}});
        }
}

/// What a field would have to be for just this to be broken: another client's port, a number outside the range. Of a class: to hold.
std::optional<std::uint64_t> telling_value(Mutant const& mutant, model::CaseRecord const& plain) {
    using Kind = model::Term::Kind;
    if (!mutant.term) return std::nullopt;
    auto const& term = *mutant.term;
    const bool of_class = !mutant.rule.empty();
    if (term.kind == Kind::range) return of_class ? term.number : term.number - 1;
    if (term.kind == Kind::number && of_class) return term.number;
    if (term.kind != Kind::not_symbol) return std::nullopt;
    for (auto const& symbol : plain.symbols)
        if (symbol.name == term.text) return std::strtoull(symbol.value.c_str(), nullptr, 0);
    return std::nullopt;
}

void Examination::rewrite(model::RouterSpec const& router, std::vector<Place> const& places, model::CaseRecord const& plain) {
    for (auto const& place : places) {
        std::set<std::pair<std::string, std::optional<std::uint64_t>>> fields;
        for (auto const& mutant : mutants_)
            if (open(mutant) && !mutant.field.empty() &&
                (mutant.step != 0 ? place.actor == mutant.at : place.probe.empty() || mutant.probe == place.probe))
                fields.emplace(mutant.field, telling_value(mutant, plain));
        for (auto const& [field, value] : fields) meddle(router, {How::rewritten, place.frame, field, value, {}, {}});
    }
}

void Examination::silence(model::RouterSpec const& router, Met const& plain) {
    std::map<std::string, std::set<std::uint32_t>> tokens;
    for (auto const& frame : plain.record.frames)
        if (const auto sent_as = plain.sent_as.find(frame.number); sent_as != plain.sent_as.end() && !frame.sent)
            if (auto const& probe = plain.probes.at(sent_as->second)) tokens[frame.probe].insert(*probe);
    for (auto const& mutant : mutants_) {
        auto const* expect = mutant.step == 0 ? nullptr : std::get_if<model::ExpectStep>(&scenario_.steps[mutant.step - 1].action);
        if (expect != nullptr && open(mutant) && !tokens[expect->probe].empty())
            meddle(router, {How::silenced, 0, {}, {}, {}, tokens[expect->probe]});
    }
    for (auto const& rule : scenario_.classes) {
        Meddling meddling{How::silenced, 0, {}, {}, {}, {}};
        for (auto const& condition : rule.when)
            if (condition.kind == model::Condition::Kind::not_arrived)
                meddling.probes.insert(tokens[condition.probe].begin(), tokens[condition.probe].end());
        const bool wanted =
            std::any_of(mutants_.begin(), mutants_.end(), [&](auto const& mutant) { return open(mutant) && mutant.rule == rule.is; });
        if (wanted && !meddling.probes.empty()) meddle(router, meddling);
    }
}

void Examination::divert(model::RouterSpec const& router, std::vector<Place> const& places, model::CaseRecord const& plain) {
    std::map<std::string, Side> sides;
    for (auto const& actor : scenario_.cast) sides[actor.name] = actor.side;
    for (auto const& place : places)
        for (auto const& [actor, written] : plain.hosts) {
            const auto address = parse_ipv4(written);
            if (!address || actor == place.actor || sides[actor] != place.side) continue;
            for (const auto how : {How::copied, How::astray}) {
                if (over()) return;
                meddle(router, {how, place.frame, {}, {}, *address, {}});
            }
        }
}

}  // namespace tsuka::mutation
