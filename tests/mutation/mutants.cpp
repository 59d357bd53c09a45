// Cases with one expectation taken out or inverted: see mutants.hpp.
#include "tests/mutation/mutants.hpp"

#include "harness/judge/findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <variant>

namespace tsuka::mutation {

namespace {

using Kind = model::Term::Kind;

class Surgeon {
public:
    explicit Surgeon(model::Case const& scenario) : scenario_(scenario) {}

    std::vector<Mutant> operate() {
        for (std::size_t at = 0; at < scenario_.steps.size(); ++at) {
            step_ = at;
            std::visit(
                [this](auto const& step) {
                    // A verb by which a case can fail has mutants, or this does not compile.
                    if constexpr (step.asks || std::is_same_v<std::remove_cvref_t<decltype(step)>, model::UseStep>) mutate(step);
                },
                scenario_.steps[at].action);
        }
        for (std::size_t at = 0; at < scenario_.classes.size(); ++at) of_class(at);
        return std::move(mutants_);
    }

private:
    void add(std::string const& what, model::Action action, std::string const& field = {}) {
        Mutant mutant{fmt::format("step {}: {}", step_ + 1, what), static_cast<unsigned>(step_ + 1), {}, field, {}, {}, {}, scenario_};
        mutant.scenario.steps[step_].action = std::move(action);
        mutants_.push_back(std::move(mutant));
    }

    void mutate(model::UseStep const& use) {
        if (use.judged) {
            auto copy = use;
            copy.judged = false;
            add("opens", std::move(copy));
        }
        if (use.silent) {
            auto copy = use;
            copy.silent.reset();
            add("silent", std::move(copy));
        }
        if (use.refused) add("refused", model::WaitStep{use.silent.value_or(Duration{}), false});
    }

    void mutate(model::ExpectStep const& expect) {
        // What binds a symbol for later steps cannot be left out; that an answer of the router's comes is for classes to ask.
        if (!binds(expect) && expect.answers.empty()) add("arrives", model::WaitStep{expect.within.value_or(Duration{}), false});
        for (std::size_t field = 0; field < expect.fields.size(); ++field) of_field(expect, field);
        if (!expect.payload.empty()) {
            auto copy = expect;
            copy.payload.clear();
            add("payload", std::move(copy));
        }
        if (expect.order) {
            auto copy = expect;
            copy.order = false;
            add("order", std::move(copy));
        }
    }

    [[nodiscard]] bool binds(model::ExpectStep const& expect) const {
        const auto fresh = [&](auto const& term) { return term.kind == Kind::symbol && !bound_.contains(term.text); };
        return std::any_of(expect.fields.begin(), expect.fields.end(),
                           [&](auto const& field) { return std::any_of(field.constraint.begin(), field.constraint.end(), fresh); });
    }

    /// The terms that can fail, one by one.
    void of_field(model::ExpectStep const& expect, std::size_t at) {
        auto const& field = expect.fields[at];
        unsigned number = 0;
        for (std::size_t term = 0; term < field.constraint.size(); ++term) {
            auto const& written = field.constraint[term];
            if (written.kind == Kind::symbol && bound_.insert(written.text).second) continue;
            auto copy = expect;
            auto& constraint = copy.fields[at].constraint;
            constraint.erase(constraint.begin() + static_cast<std::ptrdiff_t>(term));
            if (constraint.empty()) copy.fields.erase(copy.fields.begin() + static_cast<std::ptrdiff_t>(at));
            add(number++ == 0 ? field.field : fmt::format("{} ({})", field.field, number), std::move(copy), field.field);
            mutants_.back().term = written;
            mutants_.back().at = expect.at;
        }
    }

    void mutate(model::NeverStep const& never) {
        add("never", model::WaitStep{never.during.value_or(Duration{}), false});
        mutants_.back().at = never.at;
    }

    void of_class(std::size_t at) {
        auto const& rule = scenario_.classes[at];
        Mutant gone{fmt::format("class {}", rule.is), 0, rule.is, {}, {}, {}, {}, scenario_};
        gone.scenario.classes.erase(gone.scenario.classes.begin() + static_cast<std::ptrdiff_t>(at));
        mutants_.push_back(std::move(gone));
        for (std::size_t condition = 0; condition < rule.when.size(); ++condition) {
            auto const& asked = rule.when[condition];
            Mutant other{fmt::format("class {}: {}", rule.is, asked.written), 0, rule.is, asked.field, {}, {}, asked.probe, scenario_};
            if (!asked.field.empty() && asked.other_probe.empty()) other.term = asked.term;
            invert(other.scenario.classes[at].when[condition]);
            mutants_.push_back(std::move(other));
        }
    }

    static void invert(model::Condition& condition) {
        using Asked = model::Condition::Kind;
        if (condition.kind == Asked::arrived || condition.kind == Asked::not_arrived)
            condition.kind = condition.kind == Asked::arrived ? Asked::not_arrived : Asked::arrived;
        else
            condition.equal = !condition.equal;
    }

    model::Case const& scenario_;
    std::size_t step_ = 0;
    std::set<std::string> bound_;  ///< symbols
    std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(model::Case const& scenario) {
    return Surgeon(scenario).operate();
}

std::string verdict(model::CaseRecord const& record) {
    return fmt::format("{} {} {}", to_string(record.outcome), record.observed_class, fmt::join(record.broken, " "));
}

std::string told(model::CaseRecord const& record) {
    auto text = verdict(record);
    for (auto const& finding : judge::findings_of(record))
        if (!finding.note) text += fmt::format("\n{} {}", finding.claim, finding.probe);
    for (auto const& step : record.steps) {
        if (step.status != model::StepStatus::failed && step.status != model::StepStatus::undetermined) continue;
        text += fmt::format("\nstep {} {}", step.number, to_string(step.status));
        for (auto const& check : step.checks)
            if (!check.holds) text += " " + check.what;
    }
    return text;
}

}  // namespace tsuka::mutation
