// `tsuka run`: from options to a signed-off run folder.
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/dry_run.hpp"
#include "harness/cli/fresh_folder.hpp"
#include "harness/cli/hook_desk.hpp"
#include "harness/cli/hooks.hpp"
#include "harness/cli/progress.hpp"
#include "harness/cli/render.hpp"
#include "harness/cli/run_bench.hpp"
#include "harness/cli/run_inputs.hpp"
#include "harness/cli/version.hpp"
#include "harness/cli/waiting.hpp"
#include "harness/judge/expected.hpp"
#include "harness/judge/judge.hpp"
#include "harness/judge/users.hpp"
#include "harness/lab/pool.hpp"
#include "harness/model/text.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/capture.hpp"
#include "harness/run/clock.hpp"
#include "harness/run/evidence.hpp"
#include "harness/run/session.hpp"
#include "harness/run/signals.hpp"
#include "reports/phrases.hpp"
#include "reports/run_facts.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <new>
#include <random>

namespace tsuka::cli {

namespace fs = std::filesystem;

namespace {

/// Keeps what the session tells, judges it at once, and says so.
class Keeper : public run::Observer {
public:
    Keeper(Inputs const& inputs, run::EvidenceKeeper& evidence, model::Record& record, Progress& progress)
        : inputs_(inputs), evidence_(evidence), record_(record), progress_(progress) {}

    void preflight_done(std::vector<model::FieldRecord> const& facts) override {
        if (begun_) return;
        begun_ = true;
        record_.run.facts = facts;
        note(evidence_.begin(record_.run));
        auto const& said = progress_.words();
        std::vector<std::string> words;
        for (auto const& fact : facts)
            if (fact.name.starts_with("router.wan_address") || fact.name.starts_with("round_trip.")) {
                const auto [name, value] = reports::fact_in_words(fact, said);
                words.push_back(fmt::format("{} {}", name, value));
            }
        const auto all = fmt::format("{}", fmt::join(words, said.say("compare.comma", ", ")));
        if (!words.empty()) progress_.say(said.say("live.preflight", "preflight: " + all, all));
    }

    void case_started(model::Case const& scenario, unsigned attempt) override { progress_.started(scenario.name(), attempt); }

    void case_finished(engine::Finished finished) override {
        if (!begun_) preflight_done({});
        auto kept = evidence_.keep(std::move(finished));
        if (!kept) return note(kept.error());
        model::Record one;
        one.cases.push_back(*kept);
        const auto report = judge::judge(one, inputs_.profile.profile, inputs_.claims);
        for (auto const& row : report.rows) progress_.finished(row, one.cases.front());
        record_.cases.push_back(std::move(*kept));
    }

    void input(model::Input const& input) override { evidence_.keep(input); }

    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    void note(Result<void> const& result) {
        if (!result && trouble_.empty()) trouble_ = result.error().what;
    }
    void note(Error const& error) {
        if (trouble_.empty()) trouble_ = error.what;
    }

    Inputs const& inputs_;
    run::EvidenceKeeper& evidence_;
    model::Record& record_;
    Progress& progress_;
    bool begun_ = false;
    std::string trouble_;
};

/// What certify() tells besides exit statuses: the run never began. It leaves no folder behind.
constexpr int never_began = 100;

void remove_if_new(record::RunFolder const& folder, bool existed) {
    std::error_code trouble;
    if (existed) {
        for (auto const& entry : fs::directory_iterator(folder.path(), trouble)) fs::remove_all(entry.path(), trouble);
    } else {
        fs::remove_all(folder.path(), trouble);
    }
}

/// What frames say, for the reports, and comments for whoever opens the capture. A capture that is not whole keeps what it has.
void join_with_capture(model::Record& record, record::RunFolder const& folder) {
    const auto capture = folder.file(record::capture_file).string();
    auto done = run::comment_capture(record, capture);
    if (auto attached = run::attach_capture(record, capture); done) done = attached;
    if (!done) complain("warning: " + done.error().what);
}

int seal(Inputs const& inputs, model::Record& record, record::RunFolder const& folder, RunOptions const& options,
         std::string const& longest) {
    join_with_capture(record, folder);
    auto report = judge::judge(record, inputs.profile.profile, inputs.claims);
    report.accept_partial = options.accept_partial;
    report.users = judge::users(report, record, inputs.users);
    if (!options.expected.empty()) judge::hold_against(report, inputs.expected, utc_now().substr(0, 10));
    auto facts = facts_of(folder, folder, report);
    if (facts) facts->words = {inputs.language.code, inputs.language.texts};
    auto written = facts ? write_reports(folder, report, record, *facts, inputs.users) : facts.error();
    if (written) written = record::write_manifest(folder.path());
    if (!written) {
        complain("the reports could not be written: " + written.error().what);
        return exit_error;
    }
    if (options.quiet)
        print_conclusion(report, facts->words);
    else
        print_closing(report, record, folder, folder, facts->words, inputs.users, longest);
    return model::exit_status(report);
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

/// 0: as the router allows. In simulated time there is nothing to gain.
unsigned jobs_of(RunOptions const& options) {
    return options.jobs.value_or(options.dut.starts_with("sim:") ? 1 : 0);
}

void announce(run::Plan const& plan, Inputs const& inputs, fs::path const& path, Progress& progress) {
    auto const& said = progress.words();
    auto const& profile = inputs.profile.profile.id;
    progress.say(
        said.say("live.begins",
                 fmt::format("{}: {} cases on {}, profile {}, seed {}", tool_version(), plan.cases.size(), inputs.dut, profile, plan.seed),
                 tool_version(), plan.cases.size(), inputs.dut, profile, plan.seed));
    if (const auto left = left_out_in_words(plan); !left.empty()) progress.say(reports::phrase(left, said));
    progress.say(said.say("live.goes-to", fmt::format("evidence and reports go to {}", path.string()), path.string()));
}

model::PlanRecord as_record(run::Plan const& plan) {
    model::PlanRecord record{{}, plan.jobs, plan.confirm, plan.lab.mtu, plan.longest, plan.rest};
    for (auto const& scenario : plan.cases) record.cases.push_back(scenario.name());
    return record;
}

/// What makes the Unix time of an instant of the run; a simulated router's time is its own.
Duration epoch_of(Bench const& bench) {
    return bench.simulated ? Duration{} : run::StampClock(run::machine_clocks()).offset();
}

/// The session to its end. When memory runs out, what has been recorded by then is what there is.
Result<void> to_its_end(run::Session& session, Bench const& bench, port::Tap& tap, run::Signals& signals, model::Record& record,
                        Progress& progress) {
    // Given up in need, so that the cases which have ended can still be judged and written. Addresses and no memory: it is a limit on the
    // former (ulimit -v) that is met as an exception.
    constexpr std::size_t enough = 32'000'000;
    auto reserve = std::make_unique_for_overwrite<char[]>(enough);
    try {
        record.took = drive(session, bench, tap, signals, record, progress);
        return {};
    } catch (std::bad_alloc const&) {
        reserve.reset();
        return fail("this machine has run out of memory: fewer --jobs, a part of the suite, or a higher limit (ulimit -v) may help");
    }
}

/// Runs the cases and seals what they found. Returns the exit status; nothing when the run never began, which has been complained of.
std::optional<int> certify(Inputs& inputs, Bench const& bench, RunOptions const& options, Limit const& limit,
                           record::RunFolder const& folder, run::Signals& signals, Progress& progress) {
    model::Record record;
    record.run = describe(inputs, options.seed);
    record.run.virtual_time = bench.simulated != nullptr;
    const auto about = fmt::format("{}, seed {}, {}", record.run.dut, record.run.seed, record.run.started);
    auto evidence =
        run::EvidenceKeeper::create(folder, bench.name(Side::lan), bench.name(Side::wan), tool_version(), about, epoch_of(bench));
    if (!evidence) {
        complain(evidence.error().what);
        return std::nullopt;
    }
    run::Plan plan{std::move(inputs.cases), inputs.lab, record.run.seed, jobs_of(options), options.confirm, limit.longest};
    if (options.shuffle) run::shuffle(plan);
    plan.lab.mtu = bench.mtu;
    plan.path_mtu = true;
    plan.hang_up = true;
    plan.memory = options.memory == "off" ? run::Counting::off : options.memory == "full" ? run::Counting::full : run::Counting::count;
    record.run.plan = as_record(plan);
    announce(plan, inputs, folder.path(), progress);
    progress.plan(plan, bench.simulated == nullptr);

    Keeper keeper(inputs, *evidence, record, progress);
    run::Session session(plan, keeper);
    const reports::Words words{inputs.language.code, inputs.language.texts};
    const auto driven = to_its_end(session, bench, evidence->tap(), signals, record, progress);
    record.ended = driven ? session.ended() : driven.error().what;
    if (session.preflight_failed()) {
        record.ended = "preflight: " + session.ended();
        keeper.preflight_done({});  // so the record begins: a lab keeps what its bench was when no case could run
    }
    if (record.ended.empty() && !keeper.trouble().empty()) record.ended = "evidence is incomplete: " + keeper.trouble();
    record.complete = record.ended.empty();
    record.timeline = session.timeline();
    record.accounts = session.accounts();
    evidence->tell_not_kept(*record.accounts);
    const auto ended = evidence->end({record.complete, record.ended, record.ports, record.timeline, record.accounts, record.took});
    if (!keeper.trouble().empty() || !ended) {
        complain(reports::phrase("evidence is incomplete: " + (keeper.trouble().empty() ? ended.error().what : keeper.trouble()), words));
        record.complete = false;
        (void)seal(inputs, record, folder, options, {});
        return exit_error;
    }
    if (session.recycled() > 0)
        progress.say(words.say("live.recycled",
                               fmt::format("note: the lab's address pools ran through {} times; state of earlier cases may still be in the "
                                           "router",
                                           session.recycled()),
                               session.recycled()));
    if (session.preflight_failed()) {
        complain(reports::phrase(record.ended, words));
        if (!bench.simulated && !bench.namespaces)
            complain(words.say("terminal.doctor", "`tsuka doctor` with the same --lan, --wan and --lab looks at the bench"));
        (void)seal(inputs, record, folder, options, {});
        return exit_error;
    }
    if (!record.ended.empty()) complain(reports::phrase("the run ended early: " + record.ended, words));
    const auto left = run::left_out(plan);
    return seal(inputs, record, folder, options, left.cases == 0 ? std::string{} : model::written(left.longest));
}

/// What would come of it, as far as it is known before the first frame.
int foretell(Inputs const& inputs, RunOptions const& options, Limit const& limit) {
    const run::Plan plan{inputs.cases, inputs.lab, options.seed.value_or(0), jobs_of(options), options.confirm, limit.longest};
    const auto forecast = run::forecast(plan);
    fmt::print("{}, profile {}: {}", inputs.dut, inputs.profile.profile.id,
               forecast_in_words(plan, forecast, options.verbose, !inputs.router.has_value()));
    for (auto const& line : hooks_in_words(inputs.hooks)) fmt::print("{}\n", line);
    return forecast.runs.empty() ? exit_nothing : 0;
}

}  // namespace

int run(RunOptions const& options) {
    const auto limit = limit_of(options);
    if (!limit) return exit_usage;
    auto inputs = read_inputs(options);
    if (!inputs) return exit_usage;
    if (inputs->cases.empty()) {
        complain(inputs->no_case);
        return exit_nothing;
    }
    if (options.dry) return foretell(*inputs, options, *limit);
    const fs::path path = options.out.empty() ? fresh_folder("tsuka-run-") : options.out;
    std::error_code trouble;
    const bool existed = fs::exists(path, trouble);
    auto folder = record::RunFolder::create(path);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    run::Signals signals;  // before anything is changed that has to be put back
    Progress progress(options.quiet     ? Detail::conclusion
                      : options.verbose ? Detail::steps
                                        : Detail::suites,
                      {inputs->language.code, inputs->language.texts});
    auto copied = copy_inputs(*inputs, *folder);
    auto bench = copied ? set_up(*inputs, options, progress) : Result<Bench>(copied.error());
    if (!bench) {
        complain(bench.error().what);
        remove_if_new(*folder, existed);
        return exit_usage;
    }
    HookDesk desk(inputs->hooks, *folder);
    if (const auto opened = desk.open(); !opened) complain("warning: " + opened.error().what);
    bench->hands = &desk;
    const auto measure = [&] { return certify(*inputs, *bench, options, *limit, *folder, signals, progress).value_or(never_began); };
    for (auto const& line : hooks_in_words(inputs->hooks)) progress.say(line);
    if (!make_ready(inputs->hooks, *folder, signals)) {
        (void)put_back(*bench);
        remove_if_new(*folder, existed);
        return exit_error;
    }
    const auto afterwards = !inputs->hooks.empty() ? lab::Afterwards::programs
                            : bench->namespaces    ? lab::Afterwards::nothing
                                                   : lab::Afterwards::interfaces;
    // A simulated router is our own: only frames from outside are worth a process that can do nothing else.
    const int status = bench->simulated ? measure()
                                        : run_confined(
                                              {{folder->path()}, {data_folder()}}, signals, [&](auto const& note) { progress.say(note); },
                                              measure, afterwards, &desk);
    if (status != 0 && status != never_began) collect(inputs->hooks, *folder, signals);
    const bool as_before = put_back(*bench);
    if (status == never_began) remove_if_new(*folder, existed);
    return as_before && status != never_began ? status : exit_error;
}

}  // namespace tsuka::cli
