#include "harness/cli/replayed.hpp"

#include "harness/cli/data.hpp"
#include "harness/cli/version.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/replay.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::cli {

namespace {

constexpr std::uint64_t largest_lab = 1'000'000;

/// Keeps what the session tells.
class Listener : public run::Observer {
public:
    explicit Listener(model::Record& record) : record_(record) {}
    void preflight_done(std::vector<model::FieldRecord> const& facts) override {
        if (record_.run.facts.empty()) record_.run.facts = facts;
    }
    void case_started(model::Case const& /*scenario*/, unsigned /*attempt*/) override {}
    void case_finished(engine::Finished finished) override { record_.cases.push_back(std::move(finished.record)); }

private:
    model::Record& record_;
};

template <class Value>
Result<Value> loaded(suite::Loaded<Value> from) {
    if (from.ok()) return std::move(from.value);
    return fail(suite::to_string(from.diagnostics.front()));
}

/// The lab as the run had it: its file is a preset's, a simulated router's or a lab file's.
Result<model::Lab> lab_of(record::RunFolder const& folder, model::RunRecord const& run) {
    const auto path = folder.file(record::lab_file);
    if (run.dut.starts_with("sim:")) {
        auto router = loaded(suite::load_router(path));
        if (!router) return router.error();
        return std::move(router->lab);
    }
    if (!run.dut.starts_with("netns:")) return loaded(suite::load_lab(path));
    auto text = record::read_plain(path, record::Links::refuse, largest_lab);
    if (!text) return text.error();
    auto preset = loaded(suite::parse_preset(*text, path.string()));
    if (!preset) return preset.error();
    return std::move(preset->lab);
}

Result<run::Plan> plan_of(record::RunFolder const& folder, model::RunRecord const& run, std::vector<model::Claim> const& claims) {
    auto suites = loaded(suite::load_suites({folder.file(record::suites_folder)}, vocabulary(claims)));
    if (!suites) return suites.error();
    auto lab = lab_of(folder, run);
    if (!lab) return lab.error();
    std::map<std::string, model::Case> known;
    for (auto& one : *suites)
        for (auto& scenario : one.cases) known.emplace(scenario.name(), std::move(scenario));
    run::Plan plan;
    plan.lab = std::move(*lab);
    plan.lab.mtu = run.plan.mtu;
    plan.seed = run.seed;
    plan.jobs = run.plan.jobs;
    plan.confirm = run.plan.confirm;
    plan.longest = run.plan.longest;
    plan.rest = run.plan.rest;
    for (auto const& fact : run.facts) {
        if (fact.name == run::Preflight::mtu_fact) plan.path_mtu = true;
        if (fact.name == run::hang_up_fact) plan.hang_up = true;
        if (fact.name == run::Memory::fact) plan.memory = run::Memory::from_words(fact.value);
    }
    for (auto const& name : run.plan.cases) {
        const auto found = known.find(name);
        if (found == known.end()) return fail(fmt::format("the suites in the run's folder have no case '{}', which the run had", name));
        plan.cases.push_back(found->second);
    }
    return plan;
}

std::string in_words(model::CaseRecord const& result) {
    return std::string(to_string(result.outcome)) + (result.observed_class.empty() ? "" : " (" + result.observed_class + ")");
}

/// Frames of no case that the capture had no room for.
std::uint64_t not_kept(model::Record const& then) {
    std::uint64_t count = 0;
    if (then.accounts)
        for (auto const& finding : then.accounts->bench) count += finding.kind == run::not_kept ? finding.count : 0;
    return count;
}

std::vector<std::string> differences(model::Record const& then, model::Record const& today) {
    std::map<std::string, model::CaseRecord const*> before;
    for (auto const& result : then.cases) before.emplace(result.name, &result);
    std::vector<std::string> out;
    for (auto const& result : today.cases) {
        const auto found = before.find(result.name);
        if (found == before.end())
            out.push_back(fmt::format("{}: not there then, {} today", result.name, in_words(result)));
        else if (in_words(*found->second) != in_words(result) || found->second->broken != result.broken)
            out.push_back(fmt::format("{}: {} then, {} today", result.name, in_words(*found->second), in_words(result)));
    }
    if (then.accounts && not_kept(then) == 0 && then.accounts != today.accounts)
        out.emplace_back("the frames of the run are counted otherwise today");
    if (then.timeline != today.timeline) out.emplace_back("what happened during the run is told otherwise today");
    return out;
}

}  // namespace

Result<Replayed> replay(record::RunFolder const& folder, model::Record const& then, std::vector<model::Claim> const& claims) {
    if (then.run.format < 2)
        return fail("this run is of 0.1.0, whose captures do not hold all that a replay needs; its record can be judged");
    const auto plan = plan_of(folder, then.run, claims);
    if (!plan) return fail("the run cannot be replayed: " + plan.error().what);
    Replayed replayed;
    replayed.record.run = then.run;
    replayed.record.run.facts.clear();
    replayed.record.run.tool = fmt::format("{}, replayed by {}", then.run.tool, tool_version());
    Listener listener(replayed.record);
    run::Session session(*plan, listener);
    const auto result = run::run_replay(session, then, folder.file(record::capture_file).string());
    if (!result) return fail("the run cannot be replayed: " + result.error().what);
    replayed.departure = result->departure;
    if (const auto count = not_kept(then); count > 0 && !replayed.departure.empty())
        replayed.departure +=
            fmt::format(" (the capture has no room for {} frames that the run met, so this may be one that answers them)", count);
    replayed.record.took = result->took;
    replayed.record.ports = then.ports;
    replayed.record.timeline = session.timeline();
    replayed.record.accounts = session.accounts();
    replayed.record.ended = session.ended();
    replayed.record.complete = replayed.record.ended.empty() && then.complete;
    if (replayed.record.ended.empty()) replayed.record.ended = then.ended;
    replayed.differences = differences(then, replayed.record);
    return replayed;
}

}  // namespace tsuka::cli
