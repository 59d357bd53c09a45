// Lint of cases one by one (symbols, controls, names) and across suites (claims, profiles); of classes: lint_classes.cpp.
#include "harness/suite/lint.hpp"

#include "generator/proto/registry.hpp"
#include "harness/suite/lint_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tsuka::suite {

namespace {

using model::Term;

/// Symbols in the order in which the steps meet them.
class SymbolLint {
public:
    explicit SymbolLint(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    void meet(Term const& term, model::TermUse how, model::Spot const& spot) {
        bool const binds = how == model::TermUse::bound && term.kind == Term::Kind::symbol;
        // What never arrives binds nothing, and what goes out is no comparison.
        bool const uses = term.kind == Term::Kind::symbol || (term.kind == Term::Kind::not_symbol && how != model::TermUse::written);
        if (binds && !bound_.try_emplace(term.text, spot).second) used_.insert(term.text);
        if (uses && !binds) use(term, spot);
    }
    void finish() {
        for (auto const& [name, spot] : bound_) {
            if (!used_.contains(name))
                diagnostics_.push_back({spot, false, fmt::format("the symbol ${} is bound here and never used", name)});
        }
    }

private:
    void use(Term const& term, model::Spot const& spot) {
        used_.insert(term.text);
        if (bound_.contains(term.text)) return;
        std::vector<std::string> words;
        for (auto const& entry : bound_) words.push_back(entry.first);
        diagnostics_.push_back(
            {spot, true, fmt::format("${} has no value yet: no earlier expect binds it{}", term.text, hint(term.text, words))});
    }

    Diagnostics& diagnostics_;
    std::map<std::string, model::Spot> bound_;
    std::set<std::string> used_;
};

void lint_symbols(model::Case const& one, Diagnostics& diagnostics) {
    SymbolLint symbols(diagnostics);
    for (auto const& step : one.steps)
        model::each_term(step.action,
                         [&](auto const&, auto const&, Term const& term, model::TermUse how) { symbols.meet(term, how, step.spot); });
    for (auto const& rule : one.classes) {
        for (auto const& condition : rule.when) symbols.meet(condition.term, model::TermUse::compared, rule.spot);
    }
    symbols.finish();
}

/// What of the path a message needs: routers treat GRE, ESP, UDP and TCP each in their own way.
std::string carrier_of(std::string const& message) {
    auto const entry = proto::find_message(message);
    if (entry.protocol == nullptr) return message;
    switch (entry.protocol->carrier) {
        case proto::Carrier::udp:
            return "udp";
        case proto::Carrier::tcp:
            return "tcp";
        case proto::Carrier::ip:
        case proto::Carrier::link:
            return std::string(entry.protocol->name);
    }
    return message;
}

bool controls(model::Step const& step, model::NeverStep const& never) {
    auto const* expect = std::get_if<model::ExpectStep>(&step.action);
    return expect != nullptr && expect->at == never.at && carrier_of(expect->message) == carrier_of(never.message);
}

/// Silence proves nothing where nothing ever arrives: the same kind of message must have reached somebody of the same side.
void lint_controls(model::Case const& one, Diagnostics& diagnostics) {
    for (auto const& step : one.steps) {
        auto const* never = std::get_if<model::NeverStep>(&step.action);
        if (never == nullptr) continue;
        bool const controlled =
            std::any_of(one.steps.begin(), one.steps.end(), [&](model::Step const& other) { return controls(other, *never); });
        if (controlled) continue;
        diagnostics.push_back(
            {step.spot, false,
             fmt::format("'never' {} at {} has no control: no expect of this case shows that such messages reach {} at all", never->message,
                         never->at, never->at)});
    }
}

struct NamesUsed {
    std::set<std::string> actors;
    std::set<std::string> flows;
    std::set<std::string> probes;
};

NamesUsed names_used(model::Case const& one) {
    NamesUsed used;
    for (auto const& step : one.steps) {
        for (auto const& mention : model::names(step.action)) {
            if (mention.name.empty()) continue;
            if (mention.role == model::Mention::Role::actor) used.actors.insert(mention.name);
            if (mention.role == model::Mention::Role::flow) used.flows.insert(mention.name);
            if (mention.role == model::Mention::Role::probe) used.probes.insert(mention.name);
        }
    }
    for (auto const& rule : one.classes) {
        for (auto const& condition : rule.when) {
            for (auto const& probe : {condition.probe, condition.other_probe})
                if (!probe.empty()) used.probes.insert(probe);
        }
    }
    return used;
}

/// What a step makes is there for others.
void lint_names(model::Case const& one, NamesUsed const& used, Diagnostics& diagnostics) {
    using Role = model::Mention::Role;
    for (auto const& step : one.steps) {
        for (auto const& [role, name] : model::names(step.action)) {
            if (role == Role::opened && !used.flows.contains(name))
                diagnostics.push_back({step.spot, false, fmt::format("nothing uses the flow '{}'", name)});
            if (role == Role::sent && !used.probes.contains(name))
                diagnostics.push_back({step.spot, false, fmt::format("nothing asks what became of '{}'", name)});
            if (role == Role::heard && !used.probes.contains(name))
                diagnostics.push_back({step.spot, false, fmt::format("nothing asks whether '{}' came", name)});
        }
    }
}

void lint_cast(model::Suite const& suite, Diagnostics& diagnostics) {
    std::set<std::string> used;
    for (auto const& one : suite.cases) used.merge(names_used(one).actors);
    if (suite.cases.empty()) return;
    for (auto const& actor : suite.cases.front().cast) {
        if (!used.contains(actor.name))
            diagnostics.push_back({{suite.file, 1, 1}, false, fmt::format("'{}' of the cast does nothing in any case", actor.name)});
    }
}

std::set<std::string> claims_borne(std::vector<model::Suite> const& suites) {
    std::set<std::string> borne;
    for (auto const& suite : suites) {
        for (auto const& one : suite.cases) {
            borne.insert(one.claims.begin(), one.claims.end());
            for (auto const& rule : one.classes) borne.insert(rule.breaks.begin(), rule.breaks.end());
        }
    }
    return borne;
}

}  // namespace

Diagnostics lint_profile(model::Profile const& profile, std::vector<model::Suite> const& suites) {
    Diagnostics diagnostics;
    model::Spot const spot{"profile " + profile.id, 0, 0};
    std::map<std::string, model::Case const*> cases;
    std::vector<std::string> ids;
    for (auto const& suite : suites) {
        for (auto const& one : suite.cases) {
            if (cases.try_emplace(one.id, &one).second) ids.push_back(one.id);
        }
    }
    for (auto const& documented : profile.documented) {
        auto const at = cases.find(documented.case_id);
        if (at == cases.end()) {
            diagnostics.push_back(
                {spot, true, fmt::format("documents an unknown case '{}'{}", documented.case_id, hint(documented.case_id, ids))});
            continue;
        }
        std::vector<std::string> classes;
        for (auto const& rule : at->second->classes) classes.push_back(rule.is);
        if (std::find(classes.begin(), classes.end(), documented.observed_class) != classes.end()) continue;
        diagnostics.push_back({spot, true,
                               fmt::format("documents class '{}' of {}, which has no such class{}", documented.observed_class,
                                           documented.case_id, hint(documented.observed_class, classes))});
    }
    return diagnostics;
}

Diagnostics lint_case(model::Case const& one) {
    Diagnostics diagnostics;
    lint_symbols(one, diagnostics);
    lint_controls(one, diagnostics);
    lint_names(one, names_used(one), diagnostics);
    lint_classes(one, diagnostics);
    return diagnostics;
}

Diagnostics lint(std::vector<model::Suite> const& suites, std::vector<model::Claim> const& claims,
                 std::vector<model::Profile> const& profiles) {
    Diagnostics diagnostics;
    for (auto const& suite : suites) {
        for (auto const& one : suite.cases) {
            auto found = lint_case(one);
            diagnostics.insert(diagnostics.end(), found.begin(), found.end());
        }
        lint_cast(suite, diagnostics);
    }
    auto const borne = claims_borne(suites);
    for (auto const& claim : claims) {
        // What holds always is watched on every arrival of every case.
        if (claim.always || borne.contains(claim.id)) continue;
        diagnostics.push_back({{"claim " + claim.id, 0, 0}, false, "no case bears on it"});
    }
    for (auto const& profile : profiles) {
        auto found = lint_profile(profile, suites);
        diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    }
    tidy(diagnostics);
    return diagnostics;
}

}  // namespace tsuka::suite
