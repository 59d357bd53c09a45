// Campaigns in virtual time: see campaign.hpp.
#include "tests/detection/campaign.hpp"

#include "harness/run/virtual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace tsuka::detection {

namespace {

/// What no faithful router does on purpose: claims that address translation itself cannot keep, and those of a router whose passthrough is
/// switched off.
bool counts(std::string const& claim) {
    return claim != "ah.limit" && !claim.starts_with("off.");
}

class Sorter : public run::Observer {
public:
    explicit Sorter(Outcome& outcome) : outcome_(outcome) {}

    void preflight_done(std::vector<model::FieldRecord> const&) override {}
    void case_started(model::Case const&, unsigned) override {}
    void case_finished(engine::Finished finished) override {
        auto const& record = finished.record;
        ++outcome_.cases;
        outcome_.fingerprint += fmt::format("{} {} {} {} {} {}\n", record.name, to_string(record.outcome), record.observed_class,
                                            record.began.count(), record.took.count(), record.frames.size());
        for (auto const& claim : record.broken)
            if (claim.starts_with("always.")) outcome_.always.insert(record.name + ": " + claim);
        const bool broken = std::any_of(record.broken.begin(), record.broken.end(), counts);
        const bool found = std::any_of(record.findings.begin(), record.findings.end(), [](auto const& finding) { return !finding.note; });
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
    Outcome& outcome_;
};

std::string list_of(std::set<std::string> const& names) {
    std::string list;
    for (auto const& name : names) list += fmt::format("  \"{}\",\n", name);
    return "[\n" + list + "]\n";
}

}  // namespace

Outcome run_all(std::vector<model::Case> const& cases, model::RouterSpec const& router, std::uint64_t seed) {
    Outcome outcome;
    Sorter sorter(outcome);
    const run::Plan plan{cases, router.lab, seed, 1, 0};
    sim::Router simulated(router);
    run::Session session(plan, sorter);
    port::Tap tap;
    const auto result = run::run_virtual(session, simulated, tap);
    outcome.trouble = result.trouble.empty() ? session.ended() : result.trouble;
    outcome.fingerprint +=
        fmt::format("{} ns, {} and {} frames\n", result.took.count(), tap.count(Side::lan).sent, tap.count(Side::wan).sent);
    return outcome;
}

std::vector<Outcome> run_routers(std::vector<model::Case> const& cases, std::vector<model::RouterSpec> const& routers) {
    std::vector<Outcome> outcomes(routers.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> workers;
    for (unsigned worker = 0; worker < std::max(std::thread::hardware_concurrency(), 1U); ++worker)
        workers.emplace_back([&] {
            for (auto at = next++; at < routers.size(); at = next++) outcomes[at] = run_all(cases, routers[at]);
        });
    workers.clear();
    return outcomes;
}

std::string write_matrix(std::vector<suite::MatrixRow> const& rows) {
    std::string text =
        "# Which cases find which planted defect of the faithful simulated router. Checked by the detection test: exactly the cases listed "
        "fail, or "
        "are\n"
        "# inconclusive where listed so; a defect that no case finds, and a case that no defect fails, are errors.\n"
        "format = 1\n";
    for (auto const& row : rows) {
        text += fmt::format("\n[[defect]]\nname = \"{}\"\nfails = {}", row.defect, list_of(row.fails));
        if (!row.inconclusive.empty()) text += "inconclusive = " + list_of(row.inconclusive);
    }
    return text;
}

}  // namespace tsuka::detection
