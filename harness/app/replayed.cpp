#include "harness/app/replayed.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/app/earlier.hpp"
#include "harness/app/failing.hpp"
#include "harness/app/version.hpp"
#include "harness/judge/beside.hpp"
#include "harness/model/resumption.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/replay.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

namespace tsuka::app {

namespace {

constexpr std::uint64_t largest_lab = 1'000'000;

/// Keeps what the session tells of a part, and no more than `most` cases: of those that ended in one moment a run that was killed may have
/// written down some.
class Listener : public run::Observer {
public:
    Listener(model::Record& record, std::size_t most) : record_(record), most_(most) {}
    void preflight_done(std::vector<model::FieldRecord> const& facts) override {
        if (record_.resumed.empty() && record_.run.facts.empty()) record_.run.facts = facts;
    }
    void case_started(model::Case const& /*scenario*/, unsigned /*attempt*/) override {}
    void case_finished(engine::Finished finished) override {
        if (all()) return;
        ++told_;
        model::add_case(record_, std::move(finished.record));
    }
    [[nodiscard]] bool all() const { return told_ >= most_; }

private:
    model::Record& record_;
    std::size_t most_;
    std::size_t told_ = 0;
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

/// A part of the run as if it were one of its own.
model::RunRecord run_of(model::Record const& then, unsigned part) {
    auto run = then.run;
    if (part == 0) return run;
    auto const& later = then.resumed[part - 1];
    run.seed = later.seed;
    run.plan = later.plan;
    run.facts = later.facts;
    return run;
}

Result<run::Plan> plan_of(record::RunFolder const& folder, model::Record const& then, unsigned part,
                          std::vector<model::Claim> const& claims) {
    const auto run = run_of(then, part);
    auto suites = loaded(suite::load_suites({folder.file(record::suites_folder)}, vocabulary(claims)));
    if (!suites) return suites.error();
    auto lab = lab_of(folder, run);
    if (!lab) return lab.error();
    std::vector<model::Case> all;
    for (auto& one : *suites) all.insert(all.end(), std::make_move_iterator(one.cases.begin()), std::make_move_iterator(one.cases.end()));
    run::Plan plan;
    plan.found = paths_found(all, then.cases, part);
    std::map<std::string, model::Case> known;
    for (auto& scenario : all) {
        auto name = scenario.name();
        known.emplace(std::move(name), std::move(scenario));
    }
    plan.lab = std::move(*lab);
    plan.lab.mtu = run.plan.mtu;
    plan.seed = run.seed;
    plan.jobs = run.plan.jobs;
    plan.confirm = run.plan.confirm;
    plan.longest = run.plan.longest;
    plan.rest = run.plan.rest;
    plan.load = run.plan.load;
    plan.limits = {run.plan.budget, run.plan.most_failures, {}};
    for (auto const& fact : run.facts) {
        if (fact.name == run::Preflight::mtu_fact) plan.path_mtu = true;
        if (fact.name == run::hang_up_fact) plan.hang_up = true;
        if (fact.name == run::Memory::fact) plan.memory = run::Memory::from_words(fact.value);
    }
    if (part > 0) plan.router_was = router_to_meet(then.run);
    for (auto const& name : run.plan.cases) {
        const auto found = known.find(std::string(model::name_at_rest(name)));
        if (found == known.end()) return fail(fmt::format("the suites in the run's folder have no case '{}', which the run had", name));
        plan.cases.push_back(name == found->first ? found->second : model::under_load(found->second));
    }
    return plan;
}

std::string in_words(model::CaseRecord const& result, reports::Words const& said = {}) {
    const auto outcome = std::string(to_string(result.outcome));
    return said.get("interface.outcome." + outcome, outcome) + (result.observed_class.empty() ? "" : " (" + result.observed_class + ")");
}

/// Frames of no case that the capture had no room for.
std::uint64_t not_kept(model::Record const& then) {
    std::uint64_t count = 0;
    if (then.accounts)
        for (auto const& finding : then.accounts->bench) count += finding.kind == run::not_kept ? finding.count : 0;
    return count;
}

std::vector<std::string> differences(model::Record const& then, model::Record const& today, reports::Words const& said) {
    std::map<std::string, model::CaseRecord const*> before;
    for (auto const& result : then.cases) before.emplace(result.name, &result);
    std::vector<std::string> out;
    for (auto const& result : today.cases) {
        const auto found = before.find(result.name);
        const auto now = in_words(result, said);
        if (found == before.end()) {
            out.push_back(said.say("replay.new", fmt::format("{}: not there then, {} today", result.name, now), result.name, now));
        } else if (in_words(*found->second) != in_words(result) || found->second->broken != result.broken) {
            const auto was = in_words(*found->second, said);
            out.push_back(said.say("replay.differs", fmt::format("{}: {} then, {} today", result.name, was, now), result.name, was, now));
        }
    }
    if (then.accounts && not_kept(then) == 0 && then.accounts != today.accounts)
        out.push_back(said.say("replay.accounts", "the frames of the run are counted otherwise today"));
    if (then.timeline != today.timeline) out.push_back(said.say("replay.timeline", "what happened during the run is told otherwise today"));
    return out;
}

/// Where in record and capture a part stands, and how much of it was told.
struct Bounds {
    run::Stretch stretch;
    std::size_t told = 0;
    bool broken_off = false;
};
Bounds bounds_of(model::Record const& then, unsigned part) {
    Bounds bounds;
    if (part > 0) {
        bounds.stretch.first_input = then.resumed[part - 1].inputs;
        bounds.stretch.after = then.resumed[part - 1].after;
    }
    if (part < then.resumed.size()) {
        auto const& next = then.resumed[part];
        bounds.stretch.inputs = next.inputs - bounds.stretch.first_input;
        bounds.stretch.last = next.after;
        bounds.told = next.told;
        bounds.broken_off = next.broken_off;
    } else {
        bounds.told = static_cast<std::size_t>(
            std::count_if(then.cases.begin(), then.cases.end(), [part](auto const& result) { return result.part == part; }));
        bounds.broken_off = then.broken_off;
    }
    return bounds;
}

/// What was counted of the load then: its frames are in no capture.
void take_load_over(model::Record const& then, model::Record& record, model::PartEnd& end) {
    const auto place = record.load.size();
    if (place >= then.load.size()) return;
    end.load = then.load[place];
    judge::add_load(*end.accounts, *end.load);
    for (auto& result : judge::load_cases(*end.load, end.took)) model::add_case(record, std::move(result));
}

/// A part once more, into the record of the replay. Of one that was killed: as far as it had told of cases.
Result<void> replay_part(record::RunFolder const& folder, model::Record const& then, unsigned part, std::vector<model::Claim> const& claims,
                         model::Profile const& profile, Replayed& replayed) {
    auto plan = plan_of(folder, then, part, claims);
    if (!plan) return plan.error();
    if (plan->limits.most_failures > 0) plan->limits.fails = fails_by(profile, claims);
    auto& record = replayed.record;
    if (part > 0) model::resume(record, then.resumed[part - 1]);
    record.broken_off = true;
    auto bounds = bounds_of(then, part);
    if (bounds.broken_off && bounds.told == 0) return {};
    Listener listener(record, bounds.broken_off ? bounds.told : std::numeric_limits<std::size_t>::max());
    if (bounds.broken_off) bounds.stretch.over = [&] { return listener.all(); };
    run::Session session(*plan, listener);
    const auto result = run::run_replay(session, then, folder.file(record::capture_file).string(), bounds.stretch);
    if (!result) return result.error();
    replayed.departure = result->departure;
    if (bounds.broken_off) return {};
    const auto ended = (session.preflight_failed() ? "preflight: " : "") + session.ended();
    model::PartEnd end{ended.empty(), ended, {}, session.timeline(), session.accounts(), result->took};
    if (plan->load.any()) take_load_over(then, record, end);
    model::end_part(record, std::move(end));
    return {};
}

}  // namespace

Result<Replayed> replay(record::RunFolder const& folder, model::Record const& then, std::vector<model::Claim> const& claims,
                        reports::Words const& words, suite::Diagnostics& said) {
    if (then.run.format < 2)
        return fail("this run is of 0.1.0, whose captures do not hold all that a replay needs; its record can be judged");
    const auto profile = taken(read_profile(folder.file(record::profile_file).string(), claims), said);
    if (!profile) return fail("the run cannot be replayed: the profile beside the record cannot be read");
    Replayed replayed;
    replayed.record.run = then.run;
    replayed.record.run.facts.clear();
    replayed.record.run.tool = fmt::format("{}, replayed by {}", then.run.tool, tool_version());
    for (unsigned part = 0; part <= then.resumed.size() && replayed.departure.empty(); ++part)
        if (auto done = replay_part(folder, then, part, claims, profile->profile, replayed); !done)
            return fail("the run cannot be replayed: " + done.error().what);
    if (const auto count = not_kept(then); count > 0 && !replayed.departure.empty())
        replayed.departure +=
            fmt::format(" (the capture has no room for {} frames that the run met, so this may be one that answers them)", count);
    auto& record = replayed.record;
    record.ports = then.ports;
    record.complete = record.ended.empty() && then.complete;
    if (record.ended.empty()) record.ended = then.ended;
    replayed.differences = differences(then, record, words);
    return replayed;
}

}  // namespace tsuka::app
