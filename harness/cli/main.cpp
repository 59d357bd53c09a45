// The command line of `tsuka`: options only; the commands stand in files of their own.
#include "generator/load/search.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/first_files.hpp"
#include "harness/cli/manual.hpp"
#include "harness/cli/to_the_end.hpp"
#include "harness/cli/version.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace {

using namespace tsuka::cli;

constexpr const char* about =
    "Tsuka certifies VPN-passthrough routers: it plays LAN clients and Internet on the\n"
    "two sides of a router, measures what the router really does to PPTP, L2TP and\n"
    "IPsec, and judges that against documented expectations.\n\n"
    "Try it now, without hardware:   tsuka run --dut netns:linux";
constexpr const char* statuses =
    "Exit status: 0 the router conforms to its profile, 1 it does not, 2 kept only as far as tested, inconclusive or error, "
    "3 wrong usage or input, 4 nothing ran.";
constexpr const char* load_examples =
    "Examples:\n"
    "  tsuka load --dut netns:linux --protocol udp,esp --size 512\n"
    "  tsuka load --dut sim:linux --what capacity --up-to 5000\n"
    "  tsuka load --lan enp3s0 --wan enp4s0 --lab lab.toml --goal certificate\n\n"
    "Exit status: 0 measured, 2 it ended early (the figures so far are there), 3 wrong usage or input.\n"
    "docs/method-load.md says what the figures mean.";

constexpr const char* run_examples =
    "Examples:\n"
    "  tsuka run --dut netns:linux                           a router made of the kernel's NAT\n"
    "  tsuka run --dut sim:faithful --defect esp.payload-altered\n"
    "  tsuka run --lan enp3s0 --wan enp4s0 --lab lab.toml --profile behave --longest 2h10m --jobs 32\n\n";
constexpr const char* list_examples =
    "Examples:\n"
    "  tsuka list --only 'icmp.*'\n"
    "  tsuka list --what routers\n\n"
    "Exit status: 0, or 3 wrong usage or input, 4 no case matches.";
constexpr const char* explain_examples =
    "Examples:\n"
    "  tsuka explain time.udp.min-120s           a case\n"
    "  tsuka explain passthrough.ipsec           a claim\n"
    "  tsuka explain icmp                        a protocol, and a flow\n"
    "  tsuka explain esp.payload-altered         a planted defect: which cases find it\n"
    "  tsuka explain RUN CASE --ladder           what went over the wire in a recorded case; --mermaid for an issue tracker\n\n"
    "Exit status: 0, or 3 there is no such thing.";

/// What the options mean together.
void check_run(RunOptions const& options) {
    if (options.dut.empty() && options.lan.empty() && options.trunk.empty())
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
    command->add_option("--only", options.only, "Run only cases whose id matches this glob; may be repeated")->allow_extra_args(false);
    command
        ->add_option("--only-failed", options.only_failed,
                     "A finished run: only cases that it did not find right, or did not come to (of those chosen otherwise)")
        ->type_name("RUN");
    command->add_flag("--shuffle", options.shuffle, "Cases in another order, which the seed decides");
    command
        ->add_option("--repeat", options.repeat,
                     "So many runs one after the other, each with a folder below --out; then what they do not agree in")
        ->check(CLI::Range(1U, 1000U));
    command->add_option("--out", options.out, "Folder for record, evidence and reports (default: tsuka-run-TIME)");
    command
        ->add_option(
            "--jobs", options.jobs,
            "Cases at the same time; their waiting times overlap (default: up to 8, as far as the clients that the router was seen to "
            "hold at once allow; 1 with --dut sim, where waiting costs nothing)")
        ->check(CLI::Range(1U, 64U));
    command
        ->add_option("--confirm", options.confirm,
                     "Run a case that is not satisfied this often again, with fresh addresses, before it counts")
        ->check(CLI::Range(0U, 20U))
        ->capture_default_str();
    command
        ->add_option("--memory", options.memory,
                     "Count first how many clients the router holds at once, and keep to it: \"count\"; \"full\": also how long until a "
                     "place is free again, as far as --longest allows; \"off\"")
        ->check(CLI::IsMember({"off", "count", "full"}))
        ->capture_default_str();
    command->add_option("--longest", options.longest,
                        "Skip cases that wait longer than this on purpose, e.g. 5m or 2h10m (default: 30s; no limit with --dut sim, where "
                        "waiting costs nothing)");
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

void add_load(CLI::App& app, LoadOptions& options) {
    auto* command =
        app.add_subcommand("load", "Measure how much of each VPN protocol a router carries, how late, and how many flows it keeps");
    auto* dut = command->add_option("--dut", options.dut, "Built-in router: netns:PRESET or sim:ROUTER (a simulated one: capacity only)");
    auto* lan = command->add_option("--lan", options.lan, "Interface towards the router's LAN port")->excludes(dut);
    auto* wan = command->add_option("--wan", options.wan, "Interface towards the router's WAN port")->excludes(dut);
    lan->needs(wan);
    wan->needs(lan);
    command->add_option("--lab", options.lab, "lab.toml: addresses of both sides (see docs/lab-file.md)")->excludes(dut);
    command->add_option("--what", options.what, "throughput, capacity (flows kept at once) or all")
        ->check(CLI::IsMember({"throughput", "capacity", "all"}))
        ->capture_default_str();
    command->add_option("--protocol", options.protocols, "udp, natt (ESP in UDP 4500), esp, gre, l2tp, wireguard; several by commas")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->capture_default_str();
    command->add_option("--size", options.sizes, "Octets of a frame with its check sequence, or imix; several by commas")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->capture_default_str();
    command->add_option("--direction", options.direction, "outward (LAN to WAN), inward or both")
        ->check(CLI::IsMember({"outward", "inward", "both"}))
        ->capture_default_str();
    command
        ->add_option("--goal", options.goal,
                     "What counts as carried: rfc2544 (no loss, trials of 60 s), certificate, ci (short; not compliant)")
        ->check(CLI::IsMember(tsuka::load::goal_names()))
        ->capture_default_str();
    command->add_option("--clients", options.clients, "LAN clients that the flows are shared between")
        ->check(CLI::Range(1U, 250U))
        ->capture_default_str();
    command->add_option("--flows", options.flows, "Flows of a throughput measurement")
        ->check(CLI::Range(1U, 1'000'000U))
        ->capture_default_str();
    command->add_option("--up-to", options.up_to, "Flows that the capacity test tries to open")
        ->check(CLI::Range(8U, 1'000'000U))
        ->capture_default_str();
    command->add_option("--new-flows", options.new_flows, "New flows a second in the capacity test")
        ->check(CLI::Range(1.0, 1e6))
        ->capture_default_str();
    command->add_option("--most", options.most, "Frames a second that are tried at most (default: what this machine can send)")
        ->check(CLI::Range(100.0, 1e8));
    command->add_option("--servers", options.servers, "Where the servers are; by default what RFC 2544 has set aside for benchmarks")
        ->capture_default_str();
    command->add_option("--send", options.send, "How frames are sent: automatic (the fastest that works), xdp (AF_XDP) or sendmmsg")
        ->check(CLI::IsMember({"automatic", "xdp", "sendmmsg"}))
        ->capture_default_str();
    command->add_option("--out", options.out, "Folder for the figures (default: tsuka-load-TIME)");
    command->add_option("--seed", options.seed, "Number from which everything random is made (default: a new one, printed)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--lang", options.lang, "Language of page and terminal: en or ja (default: as LANG says)");
    command->add_flag("--quiet", options.quiet, "Print errors only");
    command->footer(load_examples);
    command->final_callback([&options] {
        if (options.dut.empty() && options.lan.empty())
            throw CLI::ValidationError("load", "which router? --dut netns:linux for one made of the kernel's NAT, or --lan IF --wan IF");
    });
}

void add_list(CLI::App& app, ListOptions& options) {
    auto* command = app.add_subcommand("list", "List cases, profiles, presets, routers, defects, claims or protocols");
    command->add_option("suites", options.suites, "Suite files or folders (default: all that come with Tsuka)");
    command->add_option("--only", options.only, "Only cases whose id matches this glob; may be repeated")->allow_extra_args(false);
    command->add_option("--what", options.what, "cases, profiles, presets, routers, defects, claims or protocols")
        ->check(CLI::IsMember({"cases", "profiles", "presets", "routers", "defects", "claims", "protocols"}))
        ->capture_default_str();
    command->add_flag("--json", options.json, "One JSON object, for programs");
    command->footer(list_examples);
}

void add_swarm(CLI::App& app, SwarmOptions& options) {
    auto* command = app.add_subcommand("swarm", "Try the suites themselves: routers and orders made at random, and whether verdicts hold");
    auto* seeds =
        command->add_option("--seeds", options.seeds, "How many trials")->check(CLI::Range(1U, 10'000'000U))->capture_default_str();
    auto* first = command->add_option("--first", options.first, "Seed of the first one")->capture_default_str();
    command->add_option("--repeat", options.repeat, "A trial that an earlier swarm has written (swarm-SEED.toml)")
        ->excludes(seeds)
        ->excludes(first);
    command->footer("Exit status: 0 every verdict held, 1 one was turned over, 3 usage.");
}

void add_lint(CLI::App& app, LintOptions& options) {
    auto* command = app.add_subcommand("lint", "Check suites for errors and for what they say but cannot mean");
    command->add_option("suites", options.suites, "Suite files or folders (default: all that come with Tsuka)");
    command->add_option("--format", options.format, "text, github (annotations of a workflow) or sarif (2.1.0)")
        ->check(CLI::IsMember({"text", "github", "sarif"}))
        ->capture_default_str();
    command->footer("Exit status: 0 without errors (there may be warnings), 3 otherwise.");
}

void add_diff(CLI::App& app, DiffOptions& options) {
    auto* command = app.add_subcommand("diff", "Compare two reports: what broke, what was mended, which numbers changed");
    command->add_option("before", options.before, "Folder of a run or of a judgement, or a report.json")->required();
    command->add_option("after", options.after, "The same of the later one")->required();
    command->add_option("--format", options.format, "text, markdown (for a merge request), html or junit")
        ->check(CLI::IsMember({"text", "markdown", "html", "junit"}))
        ->capture_default_str();
    command->add_option("--lang", options.lang, "Language: en or ja (default: as LANG says); junit is English");
    command->footer(
        "Exit status: 0 nothing is newly broken, 1 something is, 3 a report cannot be read. A case that is missing is no regression.");
}

void add_matrix(CLI::App& app, MatrixOptions& options) {
    auto* command = app.add_subcommand("matrix", "Reports side by side: what users can do, and the claims, per router");
    command->add_option("runs", options.runs, "Folders of runs or of judgements, or report.json files")->required();
    command->add_option("--format", options.format, "markdown, csv or html")
        ->check(CLI::IsMember({"markdown", "csv", "html"}))
        ->capture_default_str();
    command->add_option("--lang", options.lang, "Language: en or ja (default: as LANG says); csv is English");
    command->footer("Rows in which only one router falls short stand first.\n\nExit status: 0, or 3 a report cannot be read.");
}

void add_judge(CLI::App& app, JudgeOptions& options) {
    auto* command = app.add_subcommand("judge", "Make the reports of a recorded run again, without hardware");
    command->add_option("run", options.run, "Run folder")->required();
    command->add_option("--profile", options.profile, "Judge by this profile instead of the run's own");
    command->add_option("--out", options.out,
                        "Write the reports to this new folder (default: RUN/judged/PROFILE-TIME; the run itself is left as it is)");
    command->add_option("--expected", options.expected, "Known deviations (see docs/expected.md): what they account for fails no pipeline");
    command->add_option("--lang", options.lang, "Language of the pages: en or ja (default: as LANG says)");
    command->add_flag("--accept-partial", options.accept_partial, "Exit with 0 also when nothing failed but claims are unsettled");
    command->add_flag("--replay", options.replay,
                      "Let the capture go through the engine of today, frame by frame, and judge what it finds instead of the record");
    command->footer(statuses);
}

int print(std::string const& text) {
    std::cout << text << std::flush;
    return std::cout ? 0 : exit_error;
}

void add_evidence(CLI::App& app, EvidenceOptions& options) {
    auto* command = app.add_subcommand("evidence", "Cut the frames of a case or a side out of a run's capture, each with a comment");
    command->add_option("run", options.run, "Run folder")->required();
    command->add_option("case", options.case_name, "Only the frames of this case");
    command->add_option("--side", options.side, "Only the frames of this side")->check(CLI::IsMember({"lan", "wan"}));
    command->add_option("-o,--out", options.out, "Capture to write (default: named after case and side, in this folder)");
    command->footer(
        "Example:\n"
        "  tsuka evidence out/my-router multi.esp.same-server.sequential && wireshark multi.esp.same-server.sequential.pcapng");
}

CLI::App* add_doctor(CLI::App& app, DoctorOptions& options, bool& restoring) {
    auto* command =
        app.add_subcommand("doctor", "Check whether this machine has what a run needs, and with --lan and --wan whether a bench is fit");
    auto* restore =
        command->add_flag("--restore", restoring, "Make interfaces that a killed run (SIGKILL) has left changed what they were before");
    auto* lan = command->add_option("--lan", options.lan, "Interface towards the router's LAN port: examine this bench")->excludes(restore);
    auto* wan = command->add_option("--wan", options.wan, "Interface towards the router's WAN port")->excludes(restore);
    lan->needs(wan);
    wan->needs(lan);
    auto* lab = command->add_option("--lab", options.lab, "lab.toml: addresses of both sides (see docs/lab-file.md)")->excludes(restore);
    command->add_option("--trunk", options.trunk, "One interface for both sides, told apart by the VLAN tags of the lab file")
        ->excludes(lan)
        ->excludes(restore)
        ->needs(lab);
    command->footer(
        "Of a bench: permission, clock, links, rings, MTU; then who is heard on either side (swapped cables, one switch for both, a "
        "second\n"
        "DHCP server, foreign VLANs); then the router itself, as before a run. Every line with NO says what mends it.\n\n"
        "Example:\n"
        "  sudo tsuka doctor --lan enp2s0 --wan enp3s0 --lab lab.toml\n\n"
        "Exit status: 0 fit (with --restore: all is restored), 2 not so, 3 wrong usage or input.");
    return command;
}

void add_sign(CLI::App& app, SignOptions& options) {
    auto* sign_command = app.add_subcommand("sign", "Sign a run: its record, captures, reports and verdicts");
    sign_command->add_option("run", options.run, "Run folder")->required();
    sign_command->add_option("--key", options.key, "Ed25519 private key, PEM")->required();
    sign_command->footer(
        "Example:\n"
        "  openssl genpkey -algorithm ed25519 -out lab.pem && openssl pkey -in lab.pem -pubout -out lab.pub\n"
        "  tsuka sign out/my-router --key lab.pem");
    auto* verify_command = app.add_subcommand("verify", "Check sums and signature of a run");
    verify_command->add_option("run", options.run, "Run folder")->required();
    verify_command->add_option("--key", options.key, "Ed25519 public key of who signed, PEM")->required();
    verify_command->add_flag("--rejudge", options.rejudge,
                             "Judge the record again, and let the capture go through the engine of today: both must give what was signed");
    verify_command->footer("Exit status: 0 the run is what was signed, 1 it is not, 3 wrong usage or input.");
}

std::vector<std::string> options_of(CLI::App const& command) {
    std::vector<std::string> names;
    for (auto const* one : command.get_options())
        for (auto const& name : one->get_lnames()) names.push_back("--" + name);
    return names;
}

/// Nothing that is a command was given, or something after it is missing.
int usage_error(CLI::App const& app, CLI::RequiredError const& error) {
    const auto words = app.remaining();
    if (app.get_subcommands().empty() && words.empty()) {  // nothing was asked: what can be asked
        std::cerr << app.help();
        return exit_usage;
    }
    if (!app.get_subcommands().empty()) {
        (void)app.exit(error);
        return exit_usage;
    }
    if (words.front().starts_with("-")) {
        complain("there is no option '" + words.front() + "' of tsuka" + tsuka::suite::hint(words.front(), options_of(app)) +
                 "; see tsuka --help");
        return exit_usage;
    }
    std::vector<std::string> commands;
    for (auto const* command : app.get_subcommands({})) commands.push_back(command->get_name());
    complain("there is no command '" + words.front() + "'" + tsuka::suite::hint(words.front(), commands) + "; see tsuka --help");
    return exit_usage;
}

/// An argument that nobody expects; of a misspelt option the nearest one that there is.
int unexpected(CLI::App const& app, CLI::ExtrasError const& error) {
    auto const* command = &app;
    if (const auto chosen = app.get_subcommands(); !chosen.empty()) command = chosen.front();
    const auto words = command->remaining(true);
    const auto option = std::find_if(words.begin(), words.end(), [](auto const& word) { return word.starts_with("-"); });
    if (option == words.end()) {
        (void)app.exit(error);
        return exit_usage;
    }
    const auto word = option->substr(0, option->find('='));
    complain("there is no option '" + word + "' of " + (command == &app ? "tsuka" : "tsuka " + command->get_name()) +
             tsuka::suite::hint(word, options_of(*command)) + "; see tsuka " + (command == &app ? "" : command->get_name() + " ") +
             "--help");
    return exit_usage;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{about};
    app.name("tsuka");
    app.set_version_flag("--version", version_in_full());
    app.require_subcommand(1);
    app.footer(statuses);

    RunOptions run_options;
    add_run(app, run_options);

    LoadOptions load_options;
    add_load(app, load_options);

    ListOptions list_options;
    add_list(app, list_options);

    SwarmOptions swarm_options;
    add_swarm(app, swarm_options);

    LintOptions lint_options;
    add_lint(app, lint_options);

    std::string subject;
    auto* explain_command = app.add_subcommand("explain", "Explain a case, a claim, a protocol, a flow or a planted defect in words");
    explain_command->add_option("subject", subject, "Case id, claim id, protocol, flow or defect; with --ladder the folder of a run")
        ->required();
    LadderOptions ladder_options;
    bool as_ladder = false;
    auto* ladder_case = explain_command->add_option("case", ladder_options.name, "With --ladder: which case of the run");
    auto* ladder_flag = explain_command->add_flag("--ladder", as_ladder, "Draw the frames of a recorded case")->needs(ladder_case);
    ladder_case->needs(ladder_flag);
    explain_command->add_flag("--mermaid", ladder_options.mermaid, "Draw it as a Mermaid diagram, for an issue tracker")
        ->needs(ladder_flag);
    explain_command->add_option("--lang", ladder_options.lang, "With --ladder: language, en or ja (default: as LANG says)")
        ->needs(ladder_flag);
    explain_command->footer(explain_examples);

    JudgeOptions judge_options;
    add_judge(app, judge_options);

    DiffOptions diff_options;
    add_diff(app, diff_options);

    std::string expect_run;
    auto* expect_command = app.add_subcommand("expect", "Write a first list of known deviations from a report");
    expect_command->add_option("run", expect_run, "Folder of a run or of a judgement, or a report.json")->required();
    expect_command->footer(
        "Give every entry its real reason, a ticket and an end before you use it with --expected.\n\n"
        "Exit status: 0, or 3 the report cannot be read.");

    MatrixOptions matrix_options;
    add_matrix(app, matrix_options);

    DoctorOptions doctor_options;
    bool restoring = false;
    auto* doctor_command = add_doctor(app, doctor_options, restoring);

    EvidenceOptions evidence_options;
    add_evidence(app, evidence_options);
    SignOptions sign_options;
    add_sign(app, sign_options);

    FirstFile first_lab;
    add_lab(app, first_lab);
    FirstFile first_suite;
    add_suite(app, first_suite);

    std::string shell;
    auto* completion_command = app.add_subcommand("completion", "Print a completion script for bash or zsh");
    completion_command->add_option("shell", shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
    completion_command->footer("Example:\n  eval \"$(tsuka completion bash)\"");
    auto* manual_command = app.add_subcommand("manual", "Print the manual page (man -l)")->group("");

    try {
        app.parse(argc, argv);
    } catch (CLI::RequiredError const& error) {
        return usage_error(app, error);
    } catch (CLI::ExtrasError const& error) {
        return unexpected(app, error);
    } catch (CLI::ParseError const& error) {
        return to_the_end([&] { return app.exit(error) == 0 ? 0 : exit_usage; });
    }
    const auto command = [&] {
        if (app.got_subcommand("list")) return list(list_options);
        if (app.got_subcommand("swarm")) return swarm(swarm_options);
        if (app.got_subcommand("lint")) return lint(lint_options);
        if (app.got_subcommand("load")) return measure_load(load_options);
        ladder_options.run = subject;
        if (*explain_command) return as_ladder ? explain_ladder(ladder_options) : explain(subject);
        if (app.got_subcommand("judge")) return judge(judge_options);
        if (app.got_subcommand("diff")) return diff(diff_options);
        if (*expect_command) return expect(expect_run);
        if (app.got_subcommand("matrix")) return matrix(matrix_options);
        if (*doctor_command) return restoring ? restore() : doctor_options.asks_bench() ? doctor_bench(doctor_options) : doctor();
        if (app.got_subcommand("evidence")) return evidence(evidence_options);
        if (app.got_subcommand("sign")) return sign(sign_options);
        if (app.got_subcommand("verify")) return verify(sign_options);
        if (app.got_subcommand("lab")) return new_lab(first_lab);
        if (app.got_subcommand("suite")) return new_suite(first_suite);
        if (*completion_command) return print(shell == "bash" ? bash_completion(app) : zsh_completion(app));
        if (*manual_command) return print(manual_page(app, tool_version()));
        return run_options.repeat > 1 ? run_repeatedly(run_options) : run(run_options);
    };
    return to_the_end(command);
}
