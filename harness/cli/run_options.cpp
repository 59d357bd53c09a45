// What `tsuka run` takes, and which of it goes together.
#include "harness/cli/options.hpp"

#include <CLI/CLI.hpp>

namespace tsuka::cli {

namespace {

constexpr const char* run_examples =
    "Examples:\n"
    "  tsuka run --dut netns:linux                           a router made of the kernel's NAT\n"
    "  tsuka run --dut sim:faithful --defect esp.payload-altered\n"
    "  tsuka run --lan enp3s0 --wan enp4s0 --lab lab.toml --profile behave --longest 2h10m --jobs 32\n"
    "  tsuka run --dut netns:linux --only 'multi.*' --under-load 2000\n\n";

/// What the options mean together.
void check_run(RunOptions const& options) {
    if (options.dut.empty() && options.lan.empty() && options.trunk.empty() && options.resume.empty())
        throw CLI::ValidationError("run",
                                   "which router? Give --dut netns:PRESET or sim:ROUTER for a built-in one, --lan IF --wan IF for the one "
                                   "between two interfaces, or --trunk IF for one whose sides are two VLANs of one interface");
    const bool simulated = options.dut.starts_with("sim:");
    if (!options.dut.empty() && !simulated && !options.dut.starts_with("netns:"))
        throw CLI::ValidationError("--dut", "'" + options.dut +
                                                "' is no built-in router; the form is netns:PRESET or sim:ROUTER, e.g. netns:linux, "
                                                "sim:faithful");
    if (!options.defects.empty() && !simulated)
        throw CLI::ValidationError("--defect", "only a simulated router can have a planted defect: --dut sim:ROUTER");
    if (!options.lan.empty() && options.lan == options.wan) throw CLI::ValidationError("--wan", "LAN and WAN must be two interfaces");
}

}  // namespace

void add_run(CLI::App& app, RunOptions& options) {
    auto* command = app.add_subcommand("run", "Certify a router and write the report");
    command->add_option("suites", options.suites, "Suite files or folders (default: all that come with Tsuka)");
    auto* dut = command->add_option("--dut", options.dut,
                                    "Built-in router: netns:PRESET or sim:ROUTER (see `tsuka list --what presets` and `--what routers`)");
    command
        ->add_option(
            "--defect", options.defects,
            "Plant this fault in the simulated router, as in esp.inbound-dropped@idle=60s; may be given more than once (see `tsuka list "
            "--what defects`)")
        ->needs(dut)
        ->allow_extra_args(false);
    auto* lan = command->add_option("--lan", options.lan, "Interface towards the router's LAN port")->excludes(dut);
    auto* wan = command->add_option("--wan", options.wan, "Interface towards the router's WAN port")->excludes(dut);
    lan->needs(wan);
    wan->needs(lan);
    auto* lab = command->add_option("--lab", options.lab, "lab.toml: addresses of both sides (see docs/lab-file.md)")->excludes(dut);
    command
        ->add_option("--trunk", options.trunk,
                     "One interface for both sides, told apart by VLAN tag: the lab file gives [lan] vlan and [wan] vlan")
        ->excludes(dut)
        ->excludes(lan)
        ->needs(lab);
    command->add_option("--profile", options.profile,
                        "What the router claims: a profile's name or a .toml file (default: the built-in router's own, else passthrough)");
    command->add_option("--campaign", options.campaign,
                        "How much to run: quick, standard, full, or a .toml file (docs/campaigns.md); what is said beside it goes first");
    command->add_option("--only", options.only, "Run only cases whose id matches this glob; may be repeated")->allow_extra_args(false);
    auto* only_failed =
        command
            ->add_option("--only-failed", options.only_failed,
                         "A finished run: only cases that it did not find right, or did not come to (of those chosen otherwise)")
            ->type_name("RUN");
    command->add_flag("--shuffle", options.shuffle, "Cases in another order, which the seed decides");
    auto* repeat = command
                       ->add_option("--repeat", options.repeat,
                                    "So many runs one after the other, each with a folder below --out; then what they do not agree in")
                       ->check(CLI::Range(1U, 1000U));
    auto* out = command->add_option("--out", options.out, "Folder for record, evidence and reports (default: tsuka-run-TIME)");
    command
        ->add_option(
            "--jobs", options.jobs,
            "Cases at the same time; their waiting times overlap (default: up to 8, as far as the clients that the router was seen to "
            "hold at once allow; 1 with --dut sim, where waiting costs nothing)")
        ->check(CLI::Range(1U, 64U));
    command
        ->add_option("--confirm", options.confirm,
                     "Run a case that is not satisfied this often again, with fresh addresses, before it counts (default: 1)")
        ->check(CLI::Range(0U, 20U));
    command
        ->add_option("--memory", options.memory,
                     "Count first how many clients the router holds at once, and keep to it: \"count\" (default); \"full\": also how long "
                     "until a place is free again, as far as --longest allows; \"off\"")
        ->check(CLI::IsMember({"off", "count", "full"}));
    command->add_option("--longest", options.longest,
                        "Skip cases that wait longer than this on purpose, e.g. 5m or 2h10m (default: 30s; no limit with --dut sim, where "
                        "waiting costs nothing)");
    command
        ->add_option(
            "--resume", options.resume,
            "A run that was killed, or ended early, goes on in its folder: what is settled stays, everything else runs (again). Router, "
            "lab, suites and profile are those of the run; given otherwise they are refused")
        ->type_name("RUN")
        ->excludes(out)
        ->excludes(repeat)
        ->excludes(only_failed);
    command->add_option("--budget", options.budget,
                        "Begin no case after so long, e.g. 30m, nor one that waits longer than what is left: what was not run is told, and "
                        "the run is not complete (simulated time with --dut sim)");
    command->add_option("--max-fail", options.max_fail, "Begin no case after so many have failed by the profile")
        ->check(CLI::Range(1U, 100'000U));
    auto* under_load = command->add_option(
        "--under-load", options.under_load,
        "Run the cases once more, at the end, while so many frames a second of load flow beside them (2000), or so much of it (20mbit), "
        "both ways together; of both is told, and where they differ (docs/method-load.md)");
    command
        ->add_option("--load-protocol", options.load_protocols,
                     "What that load is: udp (default), natt, esp, gre, l2tp, wireguard; several by commas")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(under_load);
    command->add_option("--seed", options.seed, "Number from which everything random is made (default: a new one, printed)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--expected", options.expected, "Known deviations (see docs/expected.md): what they account for fails no pipeline");
    command->add_option("--lang", options.lang, "Language of the pages: en or ja (default: as LANG says)");
    command->add_flag("--accept-partial", options.accept_partial,
                      "Exit with 0 also when nothing failed but claims of the profile are unsettled (for runs of a part)");
    command->add_flag("--dry-run", options.dry,
                      "Say what would run, what would be skipped and why, and how long it waits; send and write nothing (-v: every case)");
    auto* quiet = command->add_flag("-q,--quiet", options.quiet, "Print the conclusion alone");
    command->add_flag("-v,--verbose", options.verbose, "Print every case with its steps")->excludes(quiet);
    command->footer(std::string(run_examples) + statuses);
    command->final_callback([&options] { check_run(options); });
}

}  // namespace tsuka::cli
