// `tsuka fleet health` and `tsuka fleet report`.
#include "harness/app/fleet.hpp"
#include "harness/app/fresh_folder.hpp"
#include "harness/app/outlines.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/compare.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/fleet.hpp"
#include "harness/cli/told.hpp"
#include "harness/suite/load_fleet.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace tsuka::cli {

namespace {

namespace fs = std::filesystem;

struct Health {
    model::FleetBench const* bench = nullptr;
    std::string trouble;  ///< empty: it is fit
};

std::string title_of(model::FleetBench const& bench) {
    return fmt::format("{}: {}{}{}", bench.name, bench.model, bench.firmware.empty() ? "" : " ", bench.firmware);
}

/// What a program reads stays alone on standard output: the findings go where complaints do.
void speak_aside() {
    std::fflush(stdout);
    (void)::dup2(STDERR_FILENO, STDOUT_FILENO);
}

int examine_bench(model::FleetBench const& bench, bool aside) {
    if (aside) speak_aside();
    DoctorOptions options;
    options.lan = bench.lan;
    options.wan = bench.wan;
    options.trunk = bench.trunk;
    options.lab = bench.lab;
    return doctor_bench(options);
}

int try_cases(model::FleetBench const& bench, std::string const& out, bool aside) {
    if (aside) speak_aside();
    return run(app::short_run(bench, out));
}

/// Empty when each case of its short run has found something out.
std::string trouble_of(std::string const& out, int status) {
    if (status == exit_usage || status == exit_nothing) return "no run could begin: see above";
    const auto outline = told(app::read_outline(out));
    return outline ? app::unfit_by(*outline) : "its run has left no report: see above";
}

std::string trouble_of(model::FleetBench const& bench, std::string const& out, bool aside, run::Signals& signals) {
    // What comes with Tsuka is made for each run; there are no cables to look at.
    if (bench.dut.empty() && run_apart([&] { return examine_bench(bench, aside); }, signals) != 0)
        return "the examination of the bench failed: see the lines with NO above";
    return trouble_of(out, run_apart([&] { return try_cases(bench, out, aside); }, signals));
}

void tell_of(Health const& health, std::FILE* where) {
    auto const& bench = *health.bench;
    if (health.trouble.empty())
        fmt::print(where, "ok    {}\n", title_of(bench));
    else
        fmt::print(where, "SICK  {}: {}{}{}\n", title_of(bench), health.trouble, bench.maintainer.empty() ? "" : " -> ", bench.maintainer);
}

int health(model::Fleet const& fleet, FleetOptions const& options) {
    const fs::path base = options.out.empty() ? fs::path(app::fresh_folder("tsuka-health-")) : fs::path(options.out);
    if (std::error_code trouble; fs::exists(base, trouble)) {
        complain(fmt::format("{} is there already: --out wants a new folder", base.string()));
        return exit_usage;
    }
    std::FILE* const where = options.names ? stderr : stdout;
    run::Signals signals;
    std::vector<Health> all;
    for (auto const& bench : fleet.benches) {
        fmt::print(where, "{}\n", title_of(bench));
        std::fflush(where);
        all.push_back({&bench, trouble_of(bench, (base / bench.name).string(), options.names, signals)});
        if (const auto why = signals.caught()) {
            complain(*why);
            return exit_error;
        }
    }
    fmt::print(where, "\n{}\n", fleet.title);
    for (auto const& one : all) tell_of(one, where);
    const auto fit = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](auto const& one) { return one.trouble.empty(); }));
    fmt::print(where, "{} of {} benches are fit\n", fit, all.size());
    if (options.names)
        for (auto const& one : all)
            if (one.trouble.empty()) fmt::print("{}\n", one.bench->name);
    return fit == all.size() ? 0 : fit > 0 ? 1 : exit_error;
}

int report(model::Fleet const& fleet, FleetOptions const& options) {
    std::vector<reports::Outline> all;
    for (auto const& bench : fleet.benches) {
        auto [newest, early, unreadable] = app::newest_of(bench);
        for (auto const& why : unreadable) complain(why);
        if (!early.empty()) complain(fmt::format("{}: its newest run ended early and is left out: {}", bench.name, early));
        if (!newest) {
            complain(fmt::format("{}: no run to show in {}", bench.name, bench.runs));
            continue;
        }
        newest->router = bench.name + ": " + bench.model;
        if (!bench.firmware.empty()) newest->firmware = bench.firmware;
        all.push_back(std::move(*newest));
    }
    return all.empty() ? exit_error : print_matrix(std::move(all), options.format, options.lang);
}

}  // namespace

void add_fleet(CLI::App& app, FleetOptions& options) {
    auto* command = app.add_subcommand("fleet", "Many benches: which of them are fit, and what their newest runs say");
    command->add_option("what", options.what, "health or report")->required()->check(CLI::IsMember({"health", "report"}));
    command->add_option("file", options.file, "fleet.toml (see docs/fleet.md)")->required();
    command->add_option("-o,--out", options.out, "health: folder for the short runs that it makes (default: one of its own)");
    command->add_flag("--names", options.names, "health: nothing but the names of fit benches on standard output");
    command->add_option("--format", options.format, "report: markdown, csv or html")
        ->check(CLI::IsMember({"markdown", "csv", "html"}))
        ->capture_default_str();
    command->add_option("--lang", options.lang, "report: language, en or ja (default: as LANG says); csv is English");
    command->footer(
        "health examines each bench as `tsuka doctor` does and runs three cases on it; a sick one is named, with whom to tell.\n"
        "report is `tsuka matrix` over the newest whole run of each bench.\n\n"
        "Example:\n"
        "  sudo tsuka fleet health fleet.toml --names | while read bench; do ...; done\n\n"
        "Exit status of health: 0 all are fit, 1 some are not, 2 none is; of report: 0, or 2 there is no run to show; 3 wrong usage or "
        "input.");
}

int fleet(FleetOptions const& options) {
    const auto loaded = suite::load_fleet(options.file);
    if (!tell(loaded.diagnostics)) return exit_usage;
    return options.what == "health" ? health(loaded.value, options) : report(loaded.value, options);
}

}  // namespace tsuka::cli
