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

    void send(Term const& term, model::Spot const& spot) {
        if (term.kind == Term::Kind::symbol) use(term, spot);
    }
    void expect(Term const& term, model::Spot const& spot) {
        if (term.kind == Term::Kind::not_symbol) use(term, spot);
        if (term.kind != Term::Kind::symbol) return;
        auto const [at, first] = bound_.try_emplace(term.text, spot);
        if (!first) used_.insert(term.text);
    }
    /// A `never` compares; what never arrives binds nothing.
    void never(Term const& term, model::Spot const& spot) {
        if (term.kind == Term::Kind::symbol || term.kind == Term::Kind::not_symbol) use(term, spot);
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
    for (auto const& step : one.steps) {
        if (auto const* use = std::get_if<model::UseStep>(&step.action)) {
            for (auto const& setting : use->settings) symbols.send(setting.term, step.spot);
        } else if (auto const* send = std::get_if<model::SendStep>(&step.action)) {
            for (auto const& field : send->fields) symbols.send(field.term, step.spot);
        } else if (auto const* expect = std::get_if<model::ExpectStep>(&step.action)) {
            for (auto const& field : expect->fields) {
                for (auto const& term : field.constraint) symbols.expect(term, step.spot);
            }
        } else if (auto const* never = std::get_if<model::NeverStep>(&step.action)) {
            for (auto const& field : never->fields) {
                for (auto const& term : field.constraint) symbols.never(term, step.spot);
            }
        }
    }
    for (auto const& rule : one.classes) {
        for (auto const& condition : rule.when) symbols.never(condition.term, rule.spot);
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
    auto const add = [](std::set<std::string>& into, std::string const& name) {
        if (!name.empty()) into.insert(name);
    };
    for (auto const& step : one.steps) {
        if (auto const* use = std::get_if<model::UseStep>(&step.action)) {
            add(used.actors, use->from);
            add(used.actors, use->to);
        } else if (auto const* send = std::get_if<model::SendStep>(&step.action)) {
            add(used.actors, send->at);
            add(used.flows, send->on);
            add(used.probes, send->answers);
            for (auto const& field : send->fields) {
                if (field.term.kind == Term::Kind::actor) add(used.actors, field.term.text);
            }
        } else if (auto const* expect = std::get_if<model::ExpectStep>(&step.action)) {
            add(used.actors, expect->at);
            add(used.flows, expect->on);
            add(used.probes, expect->probe);
            add(used.probes, expect->answers);
        } else if (auto const* never = std::get_if<model::NeverStep>(&step.action)) {
            add(used.actors, never->at);
            add(used.actors, never->from);
            add(used.flows, never->on);
        } else if (auto const* close = std::get_if<model::CloseStep>(&step.action)) {
            add(used.actors, close->at);
            add(used.flows, close->flow);
        }
    }
    for (auto const& rule : one.classes) {
        for (auto const& condition : rule.when) {
            add(used.probes, condition.probe);
            add(used.probes, condition.other_probe);
        }
    }
    return used;
}

void lint_names(model::Case const& one, NamesUsed const& used, Diagnostics& diagnostics) {
    for (auto const& step : one.steps) {
        auto const* use = std::get_if<model::UseStep>(&step.action);
        if (use != nullptr && !use->refused && !used.flows.contains(use->as))
            diagnostics.push_back({step.spot, false, fmt::format("nothing uses the flow '{}'", use->as)});
        auto const* send = std::get_if<model::SendStep>(&step.action);
        bool const named = send != nullptr && !send->as.starts_with('#');
        if (named && !used.probes.contains(send->as))
            diagnostics.push_back({step.spot, false, fmt::format("nothing asks what became of '{}'", send->as)});
        auto const* expect = std::get_if<model::ExpectStep>(&step.action);
        if (expect != nullptr && !expect->as.empty() && !used.probes.contains(expect->as))
            diagnostics.push_back({step.spot, false, fmt::format("nothing asks whether '{}' came", expect->as)});
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
