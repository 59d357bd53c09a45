// `tsuka load`: how much of each protocol a router carries, how late, and how many flows it keeps.
#include "harness/app/catalogue.hpp"
#include "harness/app/clearing.hpp"
#include "harness/app/fresh_folder.hpp"
#include "harness/app/hooks.hpp"
#include "harness/app/load_lab.hpp"
#include "harness/app/load_plan.hpp"
#include "harness/app/load_survey.hpp"
#include "harness/app/render.hpp"
#include "harness/app/run_bench.hpp"
#include "harness/app/version.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/told.hpp"
#include "harness/judge/load.hpp"
#include "harness/lab/pool.hpp"
#include "harness/record/manifest.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/run/signals.hpp"
#include "harness/suite/load_hooks.hpp"
#include "reports/load.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>

namespace tsuka::cli {

namespace {

Result<void> write(model::LoadReport const& report, record::RunFolder const& folder, reports::Words const& words) {
    for (auto const& [name, text] : {std::pair{"load.txt", reports::load_text(report)},
                                     {"load.html", reports::load_html(report, words)},
                                     {"load.json", reports::load_json(report)},
                                     {"load.csv", reports::load_csv(report)}})
        if (auto written = folder.write(name, text); !written) return written;
    return record::write_manifest(folder.path());
}

int measure(app::LoadPlan const& plan, LoadOptions const& options, app::LoadLab const& lab, app::Clearing* clearing,
            record::RunFolder const& folder, run::Signals& signals, reports::Words const& words, app::Say const& say) {
    model::LoadReport report;
    report.tool = app::tool_version();
    report.started = app::utc_now();
    report.dut = lab.dut;
    report.about = lab.about;
    report.seed = options.seed.value_or(lab::seed_of_moment(std::chrono::system_clock::now().time_since_epoch(), std::random_device{}()));
    report.mechanism = lab.path->mechanism();
    report.clients = options.clients;
    report.servers = options.servers;
    report.goal = plan.goal.name;
    report.compliant = plan.goal.compliant;
    auto ground = rate::Ground::create(lab.lab, options.clients, report.seed);
    if (!ground) {
        complain(ground.error().what);
        return exit_error;
    }
    if (lab.last_words) ground->tell_farewell([&](auto const& frames) { lab.last_words->keep(frames); });
    say(words.say("load.begins", fmt::format("{}: load on {}, frames by {}", report.tool, report.dut, report.mechanism), report.tool,
                  report.dut, reports::phrase(report.mechanism, words)));
    const auto done = app::survey(
        plan, options, *lab.path, *ground, clearing != nullptr ? &clearing->clearer() : nullptr, [&] { return signals.caught(); }, words,
        say, report);
    if (!done) report.ended = done.error().what;
    judge::compare_with_rig(report, plan.rig);
    report.profile = plan.profile.title;
    report.promises = judge::judge_load(report, plan.profile.load);
    if (auto written = write(report, folder, words); !written) {
        complain("the figures could not be written: " + written.error().what);
        return exit_error;
    }
    if (!options.quiet)
        fmt::print("\n{}\n{}\n", reports::load_text(report, words),
                   words.say("load.figures", "Figures: " + folder.path().string(), folder.path().string()));
    if (!done) {
        complain("ended early: " + report.ended);
        return exit_error;
    }
    const auto any = [&](model::Promised verdict) {
        return std::any_of(report.promises.begin(), report.promises.end(), [&](auto const& row) { return row.verdict == verdict; });
    };
    return any(model::Promised::broken) ? 1 : any(model::Promised::unknown) ? exit_error : 0;
}

/// The hooks of the lab file that load has to do with, and what they do before all else. 0, or the exit status.
int make_way(LoadOptions const& options, app::LoadPlan const& plan, record::RunFolder const& folder, run::Signals& signals,
             app::Say const& say, app::Hooks& hooks) {
    auto loaded = suite::load_hooks(options.lab);
    if (!tell(loaded.diagnostics)) return exit_usage;
    hooks = std::move(loaded.value);
    std::erase_if(hooks, [&](auto const& hook) {  // there are no cases
        return hook.name != model::before_hook && (plan.tear_down.empty() || hook.name != model::clear_table_hook);
    });
    if (const auto there = app::find_interfaces({options.lan, options.wan}); !there) {
        complain(there.error().what);
        return exit_usage;
    }
    for (auto const& line : app::hooks_in_words(hooks)) say(line);
    if (const auto made = app::make_way(hooks, folder, signals); !made) {
        complain(made.error().what);
        return exit_error;
    }
    return 0;
}

}  // namespace

int measure_load(LoadOptions const& options) {
    const auto plan = told(app::plan_load(options));
    if (!plan) return exit_usage;
    const auto language = told(app::read_language(options.lang));
    if (!language) return exit_usage;
    const std::filesystem::path path = options.out.empty() ? app::fresh_folder("tsuka-load-") : options.out;
    auto folder = record::RunFolder::create(path);
    if (!folder) {
        complain(folder.error().what);
        return exit_usage;
    }
    run::Signals signals;  // before anything is changed that has to be put back
    const app::Say say = [&](std::string const& line) {
        if (!options.quiet) fmt::print(stderr, "{}\n", line);
    };
    const auto give_up = [&](int status) {
        std::error_code trouble;
        std::filesystem::remove(folder->file(fmt::format("hook-{}.txt", model::before_hook)), trouble);
        std::filesystem::remove(path, trouble);  // only if it is empty: it was made here
        return status;
    };
    app::Hooks hooks;
    if (!options.lab.empty())
        if (const int status = make_way(options, *plan, *folder, signals, say, hooks); status != 0) return give_up(status);
    auto lab = told(app::set_up_load(options, say));
    if (!lab) return give_up(exit_usage);
    std::unique_ptr<app::Clearing> clearing;
    if (!plan->tear_down.empty()) {
        auto made = app::Clearing::create(*lab, hooks, *folder);
        if (!made) {
            complain(made.error().what);
            (void)app::put_back(*lab, complain);
            return give_up(exit_usage);
        }
        clearing = std::move(*made);
    }
    auto* desk = clearing ? clearing->desk() : nullptr;
    const auto work = [&] {
        return measure(*plan, options, *lab, clearing.get(), *folder, signals, {language->code, language->texts}, say);
    };
    const auto afterwards = desk != nullptr   ? lab::Afterwards::programs
                            : lab->namespaces ? lab::Afterwards::nothing
                                              : lab::Afterwards::interfaces;
    const int status = lab->router ? work() : run_confined({{folder->path()}, {app::data_folder()}}, signals, say, work, afterwards, desk);
    return app::put_back(*lab, complain) ? status : exit_error;
}

}  // namespace tsuka::cli
