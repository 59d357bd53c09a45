// `tsuka run`: from options to a signed-off run folder.
#include "harness/app/catalogue.hpp"
#include "harness/app/certify.hpp"
#include "harness/app/earlier.hpp"
#include "harness/app/fresh_folder.hpp"
#include "harness/app/hook_desk.hpp"
#include "harness/app/hooks.hpp"
#include "harness/app/run_bench.hpp"
#include "harness/app/run_inputs.hpp"
#include "harness/app/waiting.hpp"
#include "harness/cli/closing.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/dry_run.hpp"
#include "harness/cli/progress.hpp"
#include "harness/cli/told.hpp"
#include "harness/record/folder_lock.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/signals.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace tsuka::cli {

namespace fs = std::filesystem;

namespace {

/// What certify() tells besides exit statuses: the run never began. It leaves no folder behind.
constexpr int never_began = 100;

/// The folder that a run writes to, and what stood there before.
struct Target {
    record::RunFolder folder;
    bool existed = false;
    std::optional<app::Earlier> earlier;
};

/// A run that never began leaves nothing; one that goes on keeps what it had.
void leave(Target const& target) {
    if (target.earlier) return;
    auto const& folder = target.folder;
    std::error_code trouble;
    if (target.existed) {
        for (auto const& entry : fs::directory_iterator(folder.path(), trouble)) fs::remove_all(entry.path(), trouble);
    } else {
        fs::remove_all(folder.path(), trouble);
    }
}

/// A new folder, or that of the run that is to go on: what `options` leave open is filled in from there. Complains and returns nothing when
/// there is none.
std::optional<Target> target_of(RunOptions& options) {
    const fs::path path = !options.resume.empty() ? options.resume : options.out.empty() ? app::fresh_folder("tsuka-run-") : options.out;
    std::error_code trouble;
    const bool existed = fs::exists(path, trouble);
    if (options.resume.empty()) {
        auto folder = record::RunFolder::create(path);
        if (folder) return Target{std::move(*folder), existed, std::nullopt};
        complain(folder.error().what);
        return std::nullopt;
    }
    auto folder = record::RunFolder::at(path);
    auto found = fs::is_directory(path, trouble) ? app::read_earlier(folder, options) : fail(fmt::format("{} is no folder", path.string()));
    if (!found) {
        complain(found.error().what);
        return std::nullopt;
    }
    auto* earlier = std::get_if<app::Earlier>(&*found);
    return Target{std::move(folder), existed, earlier != nullptr ? std::optional(std::move(*earlier)) : std::nullopt};
}

/// What it came to, in words; its exit status.
int close(app::Certified const& done, record::RunFolder const& folder, app::Inputs const& inputs, RunOptions const& options) {
    const reports::Words words{inputs.language.code, inputs.language.texts};
    if (done.sealed && options.quiet) print_conclusion(done.report, words);
    if (done.sealed && !options.quiet) print_closing(done.report, done.record, folder, folder, words, inputs.users, done.longest);
    return done.status();
}

/// Sets the bench up and runs, in a folder that is ours.
int run_in(Target const& target, app::Inputs& inputs, RunOptions const& options, app::Limit const& limit) {
    auto const& folder = target.folder;
    auto const* earlier = target.earlier ? &*target.earlier : nullptr;
    run::Signals signals;  // before anything is changed that has to be put back
    ProgressDisplay progress(options.quiet     ? Detail::conclusion
                             : options.verbose ? Detail::steps
                                               : Detail::suites,
                             {inputs.language.code, inputs.language.texts});
    const app::Say say = [&](std::string const& line) { progress.say(line); };
    const app::Say warn = [](std::string const& line) { complain("warning: " + line); };
    auto copied = earlier != nullptr ? Result<void>{} : app::copy_inputs(inputs, folder);
    if (copied && earlier == nullptr && !options.campaign_file.empty())
        copied = folder.copy_in(options.campaign_file, record::campaign_file);
    if (copied) copied = app::find_interfaces({options.lan, options.wan, options.trunk});
    if (copied)
        for (auto const& line : app::hooks_in_words(inputs.hooks)) progress.say(line);
    if (copied && earlier != nullptr && !inputs.hooks.empty()) app::break_seal(folder);  // what they say comes into the folder
    if (copied)
        if (const auto made = app::make_way(inputs.hooks, folder, signals); !made) {
            complain(made.error().what);
            leave(target);
            return exit_error;
        }
    auto bench = copied ? app::set_up(inputs, options, say) : Result<app::Bench>(copied.error());
    if (!bench) {
        complain(bench.error().what);
        leave(target);
        return exit_usage;
    }
    if (earlier != nullptr) app::break_seal(folder);
    app::HookDesk desk(inputs.hooks, folder);
    if (const auto opened = desk.open(); !opened) complain("warning: " + opened.error().what);
    bench->hands = &desk;
    if (limit.load.any()) bench->load = std::make_unique<rate::Background>(limit.load);
    const auto measure = [&] {
        const auto done = told(app::certify(inputs, *bench, options, limit, folder, signals, progress, earlier));
        return done ? close(*done, folder, inputs, options) : never_began;
    };
    if (const auto ready = app::make_ready(inputs.hooks, folder, signals); !ready) {
        complain(ready.error().what);
        (void)app::put_back(*bench, complain);
        leave(target);
        return exit_error;
    }
    const auto afterwards = !inputs.hooks.empty() ? lab::Afterwards::programs
                            : bench->namespaces   ? lab::Afterwards::nothing
                                                  : lab::Afterwards::interfaces;
    // A simulated router is our own: only frames from outside are worth a process that can do nothing else.
    const int status =
        bench->simulated ? measure() : run_confined({{folder.path()}, {app::data_folder()}}, signals, say, measure, afterwards, &desk);
    if (status != 0 && status != never_began) app::collect(inputs.hooks, folder, signals, warn);
    const bool as_before = app::put_back(*bench, complain);
    if (status == never_began) leave(target);
    return as_before && status != never_began ? status : exit_error;
}

/// What would come of it, as far as it is known before the first frame.
int foretell(app::Inputs const& inputs, RunOptions const& options, app::Limit const& limit) {
    run::Plan plan{inputs.cases, inputs.lab, options.seed.value_or(0), app::jobs_of(options), options.confirm.value_or(1), limit.longest};
    if (limit.load.any()) (void)run::repeat_under_load(plan, plan.longest.value_or(run::usual_longest));
    const auto forecast = run::forecast(plan);
    const reports::Words said{inputs.language.code, inputs.language.texts};
    fmt::print("{}, {} {}: {}", inputs.dut, said.say("dry-run.profile", "profile"), inputs.profile.profile.id,
               forecast_in_words(plan, forecast, options.verbose, !inputs.router.has_value(), said));
    for (auto const& line : app::hooks_in_words(inputs.hooks)) fmt::print("{}\n", line);
    return forecast.runs.empty() ? exit_nothing : 0;
}

}  // namespace

int run(RunOptions const& asked) {
    if (!told(app::limit_of(asked))) return exit_usage;
    auto options = asked;
    std::optional<Target> target;
    std::optional<record::FolderLock> lock;
    if (!options.resume.empty()) {
        // Before anything is mended: what a run that is under way has written so far is not torn.
        auto locked = record::FolderLock::take(options.resume);
        if (locked) lock.emplace(std::move(*locked));
        if (!locked) complain(locked.error().what);
        if (locked) target = target_of(options);
        if (!target) return exit_usage;
    }
    const auto limit = told(app::limit_of(options));
    auto inputs = told(app::read_inputs(options));
    if (!limit || !inputs) return exit_usage;
    if (target && target->earlier)
        if (const auto same = app::take_up(*target->earlier, target->folder, asked, *inputs); !same) {
            complain(same.error().what);
            return exit_usage;
        }
    if (inputs->cases.empty()) {
        complain(inputs->no_case);
        return exit_nothing;
    }
    if (options.dry) return foretell(*inputs, options, *limit);
    if (target && target->earlier && target->earlier->record.complete) {
        const auto done = told(app::seal_late(*inputs, target->folder, options, complain));
        return done ? close(*done, target->folder, *inputs, options) : exit_error;
    }
    if (!target) target = target_of(options);
    if (!target) return exit_usage;
    if (!lock) {
        auto locked = record::FolderLock::take(target->folder.path());
        if (locked) lock.emplace(std::move(*locked));
    }
    return run_in(*target, *inputs, options, *limit);
}

}  // namespace tsuka::cli
