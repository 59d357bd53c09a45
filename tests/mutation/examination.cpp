// Whether expectations are missed: see examination.hpp.
#include "tests/mutation/examination.hpp"

#include "harness/sim/router.hpp"
#include "tests/support/certification.hpp"
#include "tests/support/suite_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace tsuka::mutation {

namespace {

using How = Meddling::How;

/// What the last of these cases finds of a router that nobody has met before.
model::CaseRecord last_of(std::vector<model::Case> cases, model::RouterSpec const& router) {
    const auto name = cases.back().name();
    sim::Router simulated(router);
    auto run = certification::run(std::move(cases), router, simulated, 1, {}, run::Counting::off, 0);
    model::CaseRecord record;
    for (auto& one : run.record.cases)
        if (one.name == name) record = std::move(one);
    if (run.trouble.empty()) return record;
    record.outcome = model::Outcome::error;
    record.reason = run.trouble;
    return record;
}

model::CaseRecord alone(model::Case const& scenario, model::RouterSpec const& router) {
    return last_of({scenario}, router);
}

/// A client that had the ports of VPNs a moment ago, as in a whole run some case's always has.
model::Case const& guest() {
    static const auto one = [] {
        std::string steps;
        for (const auto port : {500, 4500, 1701})
            steps += fmt::format(R"({{ use = "udp", as = "p{0}", from = "alice", to = "server", src_port = {0}, dst_port = 40000 }},
                {{ send = "udp", on = "p{0}", at = "alice" }}, {{ expect = "udp", on = "p{0}", at = "server" }},
            )",
                                 port);
        auto scenario = toy::one(steps);
        // Not every router has static entries, and nobody asks for them here.
        std::erase_if(scenario.cast, [](auto const& actor) { return actor.static_target; });
        std::erase_if(scenario.needs, [](auto const& need) { return need.kind == model::Need::Kind::static_client; });
        return scenario;
    }();
    return one;
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
        if (!frame.sent && !frame.sentinel) text += fmt::format("\n{}@{} {}", frame.probe, frame.actor, frame.length);
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

/// Whether an expectation of a step is in question.
bool Examination::asks_of_steps() const {
    return std::any_of(mutants_.begin(), mutants_.end(), [&](auto const& mutant) { return open(mutant) && mutant.step != 0; });
}

void Examination::meet_all(std::vector<model::RouterSpec> const& routers) {
    for (auto const& router : routers)
        if (!over()) meet(router, Kin::planted);
}

void Examination::run() {
    for (auto const& router : zoo_.described()) meet(router, Kin::described);
    meet_all(zoo_.planted(scenario_));
    see_live();
    meet_all(zoo_.unusual(scenario_));
    for (auto const& router : zoo_.described())
        if (!over()) meddle(router);
    constexpr std::uint64_t seeds = 100;
    for (std::uint64_t seed = 1; seed <= seeds && !over(); ++seed) meet(zoo_.drawn(scenario_, seed), Kin::drawn);
    for (auto const& router : zoo_.planted(scenario_))
        if (!over()) silence(router, mutation::meet(scenario_, router, {}));
    meet_all(zoo_.planted_later(scenario_));
    for (auto const& router : zoo_.described())
        if (!over()) meet_behind_guest(router);
    if (!over()) insist();
}

void Examination::insist() {
    for (auto const& router : zoo_.described())
        if (!over()) change_ways(router);
    meddled_.clear();
    const auto insist_on = [&](std::vector<model::RouterSpec> const& routers, bool all) {
        for (auto const& router : routers)
            if (!over()) insist(router, all);
    };
    insist_on(zoo_.described(), true);
    insist_on(zoo_.unusual(scenario_), true);
    insist_on(zoo_.planted(scenario_), false);
    meet_all(zoo_.planted_in_pairs(scenario_));
    meet_all(zoo_.unusual_and_planted(scenario_));
    insist_on(zoo_.unusual_and_planted(scenario_), false);
    for (auto const& router : zoo_.planted_in_pairs(scenario_))
        if (!over()) meddle(router, {How::stripped, 0, {}, {}, {}, {}});
}

/// All that are treated otherwise at once, or from one on.
void Examination::change_ways(model::RouterSpec const& router) {
    for (const auto how : {How::summed, How::named_inside, How::lets_out, How::bridges})
        if (!over()) meddle(router, {how, 0, {}, {}, {}, {}});
    const auto places = places_of(mutation::meet(scenario_, router, {}));
    move(router, places);
}

void Examination::insist(model::RouterSpec const& router, bool all) {
    const auto plain = mutation::meet(scenario_, router, {});
    ++found_.runs;
    // A case ends at the step that fails: two routers that look the same until then may differ in what later steps ask.
    if (!meddled_.insert(sight(plain.record)).second && !asks_of_steps()) return;
    const auto places = places_of(plain);
    rewrite(router, places, plain.record, all);
    divert(router, places, plain.record);
    if (all || asks_of_steps()) lose(router, places);
    garble(router, places);
}

void Examination::meet(model::RouterSpec const& router, Kin kin) {
    const auto whole = alone(scenario_, router);
    ++found_.runs;
    examine(whole, kin, [&](auto const& scenario) { return alone(scenario, router); });
}

void Examination::meet_behind_guest(model::RouterSpec const& router) {
    const auto seen = [&](auto const& scenario) { return last_of({guest(), scenario}, router); };
    const auto whole = seen(scenario_);
    ++found_.runs;
    examine(whole, Kin::described, seen);
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
    rewrite(router, places, plain.record, false);
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

/// What a field would have to be for just this to be broken, or to hold: another client's port, a number outside the range.
std::vector<std::optional<std::uint64_t>> telling_values(Mutant const& mutant, model::CaseRecord const& plain, model::Lab const& lab) {
    using Kind = model::Term::Kind;
    std::vector<std::optional<std::uint64_t>> values{std::nullopt};
    if (!mutant.term) return values;
    auto const& term = *mutant.term;
    if (term.kind == Kind::range) values.insert(values.end(), {term.number, term.number - 1});
    if (term.kind == Kind::number) values.emplace_back(term.number);
    if (term.kind == Kind::symbol || term.kind == Kind::not_symbol)
        for (auto const& symbol : plain.symbols)
            if (symbol.name == term.text) values.emplace_back(std::strtoull(symbol.value.c_str(), nullptr, 0));
    if (term.kind == Kind::actor)
        for (auto const& [actor, address] : plain.hosts)
            if (const auto number = parse_ipv4(address); number && actor == term.text) values.emplace_back(number->number);
    if (term.kind == Kind::dut_ports)
        for (std::uint16_t port = 1; lab.wan.port_set && values.size() < 2; ++port)
            if (!lab.wan.port_set->contains(port)) values.emplace_back(port);
    return values;
}

void Examination::rewrite(model::RouterSpec const& router, std::vector<Place> const& places, model::CaseRecord const& plain, bool all) {
    for (auto const& place : places) {
        std::set<std::pair<std::string, std::optional<std::uint64_t>>> fields;
        for (auto const& mutant : mutants_)
            if ((all || open(mutant)) && !mutant.field.empty() &&
                (mutant.step != 0 ? place.actor == mutant.at : place.probe.empty() || mutant.probe == place.probe))
                for (auto const& value : telling_values(mutant, plain, router.lab)) fields.emplace(mutant.field, value);
        for (auto const& [field, value] : fields) {
            if (over()) return;
            meddle(router, {How::rewritten, place.frame, field, value, {}, {}});
        }
    }
}

void Examination::garble(model::RouterSpec const& router, std::vector<Place> const& places) {
    constexpr std::uint64_t most_octets = 80;  // headers, and what a message begins with
    for (auto const& place : places)
        for (std::uint64_t octet = 0; octet < most_octets && !over(); ++octet) {
            const bool asked = std::any_of(mutants_.begin(), mutants_.end(), [&](auto const& mutant) {
                return open(mutant) && mutant.step != 0 && place.actor == mutant.at;
            });
            if (!asked) break;
            meddle(router, {How::garbled, place.frame, {}, octet, {}, {}});
        }
}

void Examination::move(model::RouterSpec const& router, std::vector<Place> const& places) {
    const bool asked = std::any_of(mutants_.begin(), mutants_.end(), [&](auto const& mutant) {
        return open(mutant) && (mutant.field == "src" || mutant.field == "ip.src" || mutant.field == "src_port");
    });
    if (!asked) return;
    for (auto const& place : places) {
        if (place.side != Side::wan || over()) continue;
        constexpr std::uint64_t elsewhere = 40999;
        meddle(router, {How::moved, place.frame, {}, elsewhere, {}, {}});
        if (auto const& pool = router.lab.wan.pool)
            meddle(router, {How::moved, place.frame, {}, {}, Ipv4Address{(pool->address.number & pool->mask()) | ~pool->mask()}, {}});
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
    for (auto const& place : places) {
        std::set<Ipv4Address> others;
        for (auto const& [actor, written] : plain.hosts)
            if (const auto address = parse_ipv4(written); address && actor != place.actor && sides[actor] == place.side)
                others.insert(*address);
        // ... and somebody whom the case knows nothing of.
        if (place.side == Side::lan) others.insert(router.lab.lan.last_client);
        for (auto const address : others)
            for (const auto how : {How::copied, How::astray}) {
                if (over()) return;
                meddle(router, {how, place.frame, {}, {}, address, {}});
            }
    }
}

}  // namespace tsuka::mutation
