// `tsuka doctor --lan IF --wan IF`: what a check of the bench finds, as it finds it.
#include "harness/app/bench_check.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/confined.hpp"
#include "harness/cli/told.hpp"
#include "harness/lab/interface.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace tsuka::cli {

namespace {

void print(run::Remark const& remark) {
    char const* const sign = remark.level == run::Remark::Level::good ? "ok" : remark.level == run::Remark::Level::note ? "note" : "NO";
    fmt::print("{:<4} {}\n", sign, remark.words);
    if (!remark.remedy.empty()) fmt::print("     {}\n", remark.remedy);
    std::fflush(stdout);
}

void print_wait(std::string const& words) {
    fmt::print("...  {}\n", words);
    std::fflush(stdout);
}

int examine(model::Lab const& lab, app::Bench const& bench, run::Signals& signals, app::Findings& findings) {
    app::check_bench(lab, bench, signals, findings);
    if (!findings.all_good())
        fmt::print("This bench is not ready: see the lines with NO.\n");
    else if (!signals.caught())
        fmt::print("This bench is ready: tsuka run with the same --lan, --wan and --lab.\n");
    return findings.all_good() && !signals.caught() ? 0 : exit_error;
}

}  // namespace

int doctor_bench(DoctorOptions const& options) {
    app::Inputs inputs;
    suite::Diagnostics said;
    const bool read = app::read_lab_file(options.lab, !options.trunk.empty(), inputs, said);
    (void)tell(said);
    if (!read) return exit_usage;
    if (const auto there = app::find_interfaces({options.lan, options.wan, options.trunk}); !there) {
        complain(there.error().what);
        return exit_usage;
    }
    app::Findings findings(print, print_wait);
    run::Signals signals;
    app::check_ground(inputs, options, signals, findings);
    auto bench = findings.all_good() ? app::set_up_to_check(inputs, options, findings) : std::nullopt;
    if (!bench) return exit_error;
    const int status = run_confined(
        {{}, {app::data_folder()}}, signals, [&](auto const& note) { findings.note(note); },
        [&] { return examine(inputs.lab, *bench, signals, findings); }, lab::Afterwards::interfaces);
    return app::put_back(*bench, complain) ? status : exit_error;
}

}  // namespace tsuka::cli
