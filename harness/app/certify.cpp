// From a plan to a sealed folder: see certify.hpp.
#include "harness/app/certify.hpp"

#include "harness/app/failing.hpp"
#include "harness/app/keeper.hpp"
#include "harness/app/render.hpp"
#include "harness/app/version.hpp"
#include "harness/judge/beside.hpp"
#include "harness/judge/expected.hpp"
#include "harness/judge/judge.hpp"
#include "harness/judge/users.hpp"
#include "harness/lab/pool.hpp"
#include "harness/model/text.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/run/capture.hpp"
#include "harness/run/clock.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/session.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <new>
#include <random>
#include <set>

namespace tsuka::app {

namespace fs = std::filesystem;

namespace {

/// What frames say, for the reports, and comments for whoever opens the capture. A capture that is not whole keeps what it has.
void join_with_capture(model::Record& record, record::RunFolder const& folder, Say const& warn) {
    const auto capture = folder.file(record::capture_file).string();
    auto done = run::comment_capture(record, capture);
    if (auto attached = run::attach_capture(record, capture); done) done = attached;
    if (!done) warn("warning: " + done.error().what);
}

Certified seal(Inputs const& inputs, model::Record record, record::RunFolder const& folder, RunOptions const& options, Say const& warn) {
    join_with_capture(record, folder, warn);
    auto report = judge::judge(record, inputs.profile.profile, inputs.claims);
    report.accept_partial = options.accept_partial;
    report.users = judge::users(report, record, inputs.users);
    if (!options.expected.empty()) judge::hold_against(report, inputs.expected, utc_now().substr(0, 10));
    auto facts = facts_of(folder, folder, report);
    if (facts) facts->words = {inputs.language.code, inputs.language.texts};
    auto written = facts ? write_reports(folder, report, record, *facts, inputs.users) : facts.error();
    if (written) written = record::write_manifest(folder.path());
    if (!written) warn("the reports could not be written: " + written.error().what);
    return {std::move(report), std::move(record), {}, written.has_value(), true};
}

model::RunRecord describe(Inputs const& inputs, std::optional<std::uint64_t> seed) {
    model::RunRecord run;
    run.tool = tool_version();
    run.started = utc_now();
    run.dut = inputs.dut;
    run.dut_about = inputs.dut_about();
    run.about = inputs.about();
    run.device = inputs.lab.device;
    run.certificate = inputs.lab.certificate;
    run.seed = seed.value_or(lab::seed_of_moment(std::chrono::system_clock::now().time_since_epoch(), std::random_device{}()));
    return run;
}

void announce(run::Plan const& plan, Inputs const& inputs, fs::path const& path, Audience& audience) {
    auto const& said = audience.words();
    auto const& profile = inputs.profile.profile.id;
    audience.say(
        said.say("live.begins",
                 fmt::format("{}: {} cases on {}, profile {}, seed {}", tool_version(), plan.cases.size(), inputs.dut, profile, plan.seed),
                 tool_version(), plan.cases.size(), inputs.dut, profile, plan.seed));
    if (const auto left = left_out_in_words(plan); !left.empty()) audience.say(reports::phrase(left, said));
    audience.say(said.say("live.goes-to", fmt::format("evidence and reports go to {}", path.string()), path.string()));
}

model::PlanRecord as_record(run::Plan const& plan) {
    model::PlanRecord record{
        {}, plan.jobs, plan.confirm, plan.lab.mtu, plan.longest, plan.rest, plan.limits.budget, plan.limits.most_failures, plan.load};
    for (auto const& scenario : plan.cases) record.cases.push_back(scenario.name());
    return record;
}

/// What makes the Unix time of an instant of the run; a simulated router's time is its own.
Duration epoch_of(Bench const& bench) {
    return bench.simulated ? Duration{} : run::StampClock(run::machine_clocks()).offset();
}

struct Released {
    void operator()(void* room) const { ::operator delete(room); }
};

/// The session to its end. When memory runs out, what has been recorded by then is what there is.
Result<void> to_its_end(run::Session& session, Bench const& bench, port::Tap& tap, run::Signals& signals, model::Record& record,
                        Audience& audience) {
    // Given up in need, so that the cases which have ended can still be judged and written. Addresses and no memory: it is a limit on the
    // former (ulimit -v) that is met as an exception. Called by name, since compilers leave out what a new-expression makes for nobody.
    constexpr std::size_t enough = 32'000'000;
    std::unique_ptr<void, Released> reserve(::operator new(enough));
    try {
        record.took = drive(session, bench, tap, signals, record, audience.words(), [&](std::string const& line) { audience.say(line); });
        return {};
    } catch (std::bad_alloc const&) {
        reserve.reset();
        return fail("this machine has run out of memory: fewer --jobs, a part of the suite, or a higher limit (ulimit -v) may help");
    }
}

run::Plan plan_for(Inputs& inputs, Bench const& bench, RunOptions const& options, Limit const& limit, std::uint64_t seed) {
    run::Plan plan{std::move(inputs.cases), inputs.lab, seed, jobs_of(options), options.confirm.value_or(1), limit.longest};
    plan.limits = {limit.budget, options.max_fail, {}};
    if (options.max_fail > 0) plan.limits.fails = fails_by(inputs.profile.profile, inputs.claims);
    run::as_usual(plan);
    plan.lab.mtu = bench.mtu;
    plan.load = limit.load;
    if (options.memory == "off") plan.memory = run::Counting::off;
    if (options.memory == "full") plan.memory = run::Counting::full;
    return plan;
}

/// What is left to do of a run that goes on: the cases that are not settled, by what the others have found.
void leave_out_settled(run::Plan& plan, Earlier const& earlier) {
    plan.found = paths_found(plan.cases, earlier.record.cases, earlier.part());
    std::set<std::string> settled;
    for (auto const& result : earlier.record.cases)
        if (model::is_settled(result)) settled.insert(result.name);
    std::erase_if(plan.cases, [&](auto const& scenario) { return settled.contains(scenario.name()); });
    if (plan.cases.empty()) plan.memory = run::Counting::off;  // there is nobody to keep places for
    plan.router_was = router_to_meet(earlier.record.run);
}

/// What a run that goes on tells of itself before its first case. `epoch`: makes the Unix time of an instant of this part.
model::Resumption part_of(run::Plan const& plan, Earlier const& earlier, Duration epoch, bool simulated) {
    model::Resumption part;
    part.started = utc_now();
    part.seed = plan.seed;
    part.plan = as_record(plan);
    part.after = earlier.capture.frames;
    for (auto const& input : earlier.record.inputs) {
        if (input.kind != model::Input::Kind::start) continue;
        const auto now = simulated ? Instant{epoch} : run::StampClock(run::machine_clocks()).now() + epoch;
        part.at = now - input.at;
        break;
    }
    return part;
}

/// Evidence of a run that begins, or of one that goes on. Where time is simulated it goes on where it stood.
struct Ground {
    Duration epoch{};
    Result<run::EvidenceKeeper> evidence;
};
Ground ground_of(Bench const& bench, record::RunFolder const& folder, model::RunRecord const& run, Earlier const* earlier) {
    auto epoch = epoch_of(bench);
    if (earlier == nullptr) {
        const auto about = fmt::format("{}, seed {}, {}", run.dut, run.seed, run.started);
        return {epoch, run::EvidenceKeeper::create(folder, bench.name(Side::lan), bench.name(Side::wan), tool_version(), about, epoch)};
    }
    if (bench.simulated) epoch = earlier->capture.last.time_since_epoch() + std::chrono::seconds(1);
    return {epoch, run::EvidenceKeeper::go_on(folder, earlier->capture.frames, epoch)};
}

/// All parts of a run that went on, as `tsuka judge` reads them.
Result<void> read_all_parts(record::RunFolder const& folder, model::Record& record) {
    auto whole = record::read_record(folder.file(record::record_file), record::Frames::by_name);
    if (!whole) return whole.error();
    record = std::move(*whole);
    return run::note_sides(record, folder.file(record::capture_file).string());
}

void tell_of_pools(run::Session const& session, Audience& audience) {
    if (session.recycled() == 0) return;
    audience.say(audience.words().say("live.recycled",
                                      fmt::format("note: the lab's address pools ran through {} times; state of earlier cases may still be "
                                                  "in the router",
                                                  session.recycled()),
                                      session.recycled()));
}

/// What became of the load's own frames are cases of their own.
std::optional<model::LoadBeside> tell_of_load(Keeper& keeper, model::Record& record) {
    if (record.load.empty()) return std::nullopt;
    auto& load = record.load.back();
    for (auto const& port : record.ports) load.dropped += port.dropped;
    for (auto& result : judge::load_cases(load, record.took)) keeper.case_finished({std::move(result)});
    judge::add_load(*record.accounts, load);
    return load;
}

/// What the session leaves, and why it is not whole: empty when it is.
std::string end_record(run::Session const& session, Keeper& keeper, run::EvidenceKeeper& evidence, model::Record& record,
                       std::string const& trouble) {
    record.ended = trouble.empty() ? session.ended() : trouble;
    if (session.preflight_failed()) {
        record.ended = "preflight: " + session.ended();
        keeper.preflight_done({});  // so the record begins: a lab keeps what its bench was when no case could run
    }
    if (record.ended.empty() && !keeper.trouble().empty()) record.ended = "evidence is incomplete: " + keeper.trouble();
    record.complete = record.ended.empty();
    record.timeline = session.timeline();
    record.accounts = session.accounts();
    evidence.tell_not_kept(*record.accounts);
    const auto load = tell_of_load(keeper, record);
    const auto ended = evidence.end({record.complete, record.ended, record.ports, record.timeline, record.accounts, record.took, load});
    return !keeper.trouble().empty() ? keeper.trouble() : ended ? std::string{} : ended.error().what;
}

}  // namespace

unsigned jobs_of(RunOptions const& options) {
    return options.jobs.value_or(options.dut.starts_with("sim:") ? 1 : 0);
}

Result<Certified> certify(Inputs& inputs, Bench const& bench, RunOptions const& options, Limit const& limit,
                          record::RunFolder const& folder, run::Signals& signals, Audience& audience, Earlier const* earlier) {
    const bool simulated = bench.simulated != nullptr;
    model::Record record;
    record.run = earlier != nullptr ? earlier->record.run : describe(inputs, options.seed);
    record.run.virtual_time = simulated;
    auto ground = ground_of(bench, folder, record.run, earlier);
    auto& evidence = ground.evidence;
    if (!evidence) return evidence.error();
    const auto seed = earlier != nullptr ? seed_of_part(record.run.seed, earlier->part()) : record.run.seed;
    auto plan = plan_for(inputs, bench, options, limit, seed);
    if (earlier != nullptr)
        leave_out_settled(plan, *earlier);
    else if (options.shuffle)
        run::shuffle(plan);
    if (earlier == nullptr && plan.load.any()) {
        const auto left = run::repeat_under_load(plan, plan.longest.value_or(run::usual_longest));
        if (left > 0) audience.say(fmt::format("{} cases run at rest alone: they wait long, or would measure the load", left));
    }
    const bool cut_short = plan.limits.budget || plan.limits.most_failures > 0;
    if (plan.jobs != 1 && !cut_short && !options.shuffle) run::longest_first(plan);
    if (earlier == nullptr) record.run.plan = as_record(plan);
    plan.unix_epoch = ground.epoch;
    announce(plan, inputs, folder.path(), audience);
    audience.plan(plan, !simulated);

    std::optional<model::Resumption> part;
    if (earlier != nullptr) part = part_of(plan, *earlier, ground.epoch, simulated);
    Keeper keeper(inputs, *evidence, record, audience, std::move(part), bench.last_words ? &*bench.last_words : nullptr);
    auto session = std::make_unique<run::Session>(plan, keeper);
    const reports::Words words{inputs.language.code, inputs.language.texts};
    const auto driven = to_its_end(*session, bench, evidence->tap(), signals, record, audience);
    if (driven) keeper.farewell({});  // it has been said
    const auto gap = end_record(*session, keeper, *evidence, record, driven ? std::string{} : driven.error().what);
    const auto why = record.ended;
    const bool preflight_failed = session->preflight_failed();
    if (gap.empty()) tell_of_pools(*session, audience);
    session.reset();  // sealing needs memory, and cases in hand may hold all that there is
    const auto left = run::left_out(plan);
    std::vector<model::Case>().swap(plan.cases);
    const Say warn = [&](std::string const& line) { audience.warn(line); };
    if (earlier != nullptr)
        if (const auto read = read_all_parts(folder, record); !read) warn("warning: " + read.error().what);
    if (!gap.empty()) {
        warn(reports::phrase("evidence is incomplete: " + gap, words));
        record.complete = false;
    } else if (preflight_failed) {
        warn(reports::phrase(why, words));
        if (!simulated && !bench.namespaces)
            warn(words.say("terminal.doctor", "`tsuka doctor` with the same --lan, --wan and --lab looks at the bench"));
    } else if (!why.empty()) {
        warn(reports::phrase("the run ended early: " + why, words));
    }
    auto done = seal(inputs, std::move(record), folder, options, warn);
    done.whole = gap.empty() && !preflight_failed;
    if (done.whole && left.cases > 0) done.longest = model::written(left.longest);
    return done;
}

int Certified::status() const {
    constexpr int trouble = 2;  // as of a report that is inconclusive
    return sealed && whole ? model::exit_status(report) : trouble;
}

Result<Certified> seal_late(Inputs const& inputs, record::RunFolder const& folder, RunOptions const& options, Say const& warn) {
    model::Record record;
    if (const auto read = read_all_parts(folder, record); !read) return read.error();
    return seal(inputs, std::move(record), folder, options, warn);
}

}  // namespace tsuka::app
