// Cases against a simulated router in virtual time: see outcomes.hpp.
#include "harness/app/outcomes.hpp"

#include "harness/judge/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::app {

namespace {

/// What no faithful router does on purpose: claims that address translation itself cannot keep, and those of a router whose passthrough is
/// switched off.
bool counts(std::string const& claim) {
    return claim != "ah.limit" && !claim.starts_with("off.");
}

class Sorter : public run::Observer {
public:
    explicit Sorter(Outcomes& outcome) : outcome_(outcome) {}

    void preflight_done(std::vector<model::FieldRecord> const&) override {}
    void case_started(model::Case const&, unsigned) override {}
    void case_finished(engine::Finished finished) override {
        auto const& record = finished.record;
        ++outcome_.cases;
        outcome_.fingerprint += fmt::format("{} {} {} {} {} {}\n", record.name, to_string(record.outcome), record.observed_class,
                                            record.began.count(), record.took.count(), record.frames.size());
        for (auto const& claim : record.broken)
            if (claim.starts_with("always.")) outcome_.always.insert(record.name + ": " + claim);
        outcome_.reasons[record.name] = record.reason;
        const auto findings = judge::findings_of(record);
        for (auto const& finding : findings)
            if (!finding.note) outcome_.reasons[record.name] += fmt::format("; {}: {}", finding.claim, finding.detail);
        const bool broken = std::any_of(record.broken.begin(), record.broken.end(), counts);
        const bool found = std::any_of(findings.begin(), findings.end(), [](auto const& finding) { return !finding.note; });
        switch (record.outcome) {
            case model::Outcome::satisfied:
                if (found) outcome_.fails.insert(record.name);
                break;
            case model::Outcome::violated:
                if (broken || found || record.broken.empty()) outcome_.fails.insert(record.name);
                break;
            case model::Outcome::undetermined:
                (found ? outcome_.fails : outcome_.inconclusive).insert(record.name);
                break;
            case model::Outcome::skipped:
            case model::Outcome::error:
                outcome_.others.insert(record.name);
                break;
        }
    }

private:
    Outcomes& outcome_;
};

}  // namespace

Outcomes run_all(std::vector<model::Case> const& cases, model::RouterSpec const& router, Manner const& manner) {
    Outcomes outcome;
    Sorter sorter(outcome);
    run::Plan plan{cases, router.lab, manner.seed, manner.jobs, manner.careful ? 1U : 0U};
    if (manner.careful) run::as_usual(plan);
    sim::Router simulated(router);
    if (manner.questions) simulated.note_questions(outcome.asked);
    run::Session session(plan, sorter);
    port::Tap tap;
    const auto result = run::run_virtual(session, simulated, tap, {}, {}, manner.wires);
    outcome.trouble = result.trouble.empty() ? session.ended() : result.trouble;
    outcome.fingerprint +=
        fmt::format("{} ns, {} and {} frames\n", result.took.count(), tap.count(Side::lan).sent, tap.count(Side::wan).sent);
    return outcome;
}

}  // namespace tsuka::app
