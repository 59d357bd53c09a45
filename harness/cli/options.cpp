// What each command of `tsuka` takes: see options.hpp.
#include "harness/cli/options.hpp"

#include "generator/load/search.hpp"

#include <CLI/CLI.hpp>

namespace tsuka::cli {

namespace {

constexpr const char* load_examples =
    "Examples:\n"
    "  tsuka load --dut netns:linux --protocol udp,esp --size 512\n"
    "  tsuka load --dut sim:linux --what capacity --up-to 5000\n"
    "  tsuka load --dut netns:linux --what new-flows --protocol udp,esp\n"
    "  tsuka load --dut netns:linux --what tear-down --protocol udp\n"
    "  tsuka load --lan enp3s0 --wan enp4s0 --lab lab.toml --goal certificate\n"
    "  tsuka load --lan enp3s0 --wan enp4s0 --lab lab.toml --what soak --protocol natt --size 512 --rate 2000 --for 8h\n"
    "  tsuka load --dut netns:cable --protocol udp,esp --out cable; tsuka load --dut netns:linux --protocol udp,esp --rig cable\n"
    "  tsuka load --dut sim:linux --profile PROFILE.toml\n\n"
    "Exit status: 0 measured, and what a --profile promises is kept; 1 a promise is broken; 2 it ended early (the figures so far are\n"
    "there), or could not find out about a promise; 3 wrong usage or input.\n"
    "docs/method-load.md says what the figures mean.";

constexpr const char* list_examples =
    "Examples:\n"
    "  tsuka list --only 'icmp.*'\n"
    "  tsuka list --what routers\n\n"
    "Exit status: 0, or 3 wrong usage or input, 4 no case matches.";

}  // namespace

void add_load(CLI::App& app, LoadOptions& options) {
    auto* command = app.add_subcommand(
        "load",
        "Measure how much of each VPN protocol a router carries, how late, how many flows it keeps, and how many a second it opens");
    auto* dut = command->add_option("--dut", options.dut, "Built-in router: netns:PRESET or sim:ROUTER (a simulated one: capacity only)");
    auto* lan = command->add_option("--lan", options.lan, "Interface towards the router's LAN port")->excludes(dut);
    auto* wan = command->add_option("--wan", options.wan, "Interface towards the router's WAN port")->excludes(dut);
    lan->needs(wan);
    wan->needs(lan);
    command->add_option("--lab", options.lab, "lab.toml: addresses of both sides (see docs/lab-file.md)")->excludes(dut);
    command
        ->add_option(
            "--what", options.what,
            "throughput, capacity (flows kept at once), full-table (and how late frames are when so many are kept), new-flows "
            "(opened in a second), tear-down (how fast flows are forgotten by command, see docs/method-load.md), soak (one rate for "
            "long, see --rate and --for) or all but the last two")
        ->check(CLI::IsMember({"throughput", "capacity", "full-table", "new-flows", "tear-down", "soak", "all"}))
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
        ->check(CLI::IsMember(load::goal_names()))
        ->capture_default_str();
    command->add_option("--repeat", options.repeat, "Search each throughput so often, and give the median (default: 1; 10 for certificate)")
        ->check(CLI::Range(1U, 50U));
    command->add_option("--clients", options.clients, "LAN clients that the flows are shared between")
        ->check(CLI::Range(1U, 250U))
        ->capture_default_str();
    command->add_option("--flows", options.flows, "Flows of a throughput measurement")
        ->check(CLI::Range(1U, 1'000'000U))
        ->capture_default_str();
    command
        ->add_option("--up-to", options.up_to, "Flows that the capacity test tries to open, a trial of new-flows at most, and a tear-down")
        ->check(CLI::Range(8U, 1'000'000U))
        ->capture_default_str();
    command->add_option("--new-flows", options.new_flows, "New flows a second in the capacity test, and before a tear-down")
        ->check(CLI::Range(1.0, 1e6))
        ->capture_default_str();
    command
        ->add_option("--most", options.most, "Frames, or new flows, a second that are tried at most (default: what this machine can send)")
        ->check(CLI::Range(100.0, 1e8));
    command->add_option("--rate", options.rate, "Frames a second of a soak")->check(CLI::Range(1.0, 1e8))->capture_default_str();
    command->add_option("--for", options.duration, "How long a soak lasts, e.g. 8h; Ctrl-C ends it with the figures so far")
        ->capture_default_str();
    command->add_option("--profile", options.profile,
                        "Profile whose [[load]] promises are compared; alone, without --protocol and --size, only these are measured");
    command->add_option(
        "--rig", options.rig,
        "Folder of what this rig carried through a cable in the router's place: what comes near to that is no limit of the router's");
    command->add_option("--servers", options.servers, "Where the servers are; by default what RFC 2544 has set aside for benchmarks")
        ->capture_default_str();
    auto* send =
        command->add_option("--send", options.send, "How frames are sent: automatic (the fastest that works), xdp (AF_XDP) or sendmmsg")
            ->check(CLI::IsMember({"automatic", "xdp", "sendmmsg"}))
            ->capture_default_str();
    auto* threads =
        command
            ->add_option(
                "--threads", options.threads,
                "Threads that send the frames of a rate, each those of flows of its own; with AF_XDP each needs a queue of the interfaces")
            ->check(CLI::Range(1U, 64U))
            ->capture_default_str();
    command
        ->add_flag(
            "--turbo", options.turbo,
            "Send by BPF live frames: faster, on a processor of its own for each side that sends (root, Linux 5.18; docs/method-load.md)")
        ->excludes(send)
        ->excludes(threads);
    command->add_option("--out", options.out, "Folder for the figures (default: tsuka-load-TIME)");
    command->add_option("--seed", options.seed, "Number from which everything random is made (default: a new one, printed)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--lang", options.lang, "Language of page and terminal: en or ja (default: as LANG says)");
    command->add_flag("--quiet", options.quiet, "Print errors only");
    command->footer(load_examples);
    command->final_callback([&options, command] {
        options.says_what = command->count("--protocol") + command->count("--size") > 0;
        if (options.what != "soak" && command->count("--rate") + command->count("--for") > 0)
            throw CLI::ValidationError("load", "--rate and --for are those of a soak: add --what soak");
        if (options.dut.empty() && options.lan.empty())
            throw CLI::ValidationError("load", "which router? --dut netns:linux for one made of the kernel's NAT, or --lan IF --wan IF");
    });
}

void add_list(CLI::App& app, ListOptions& options) {
    auto* command = app.add_subcommand("list", "List cases, profiles, presets, routers, defects, claims or protocols");
    command->add_option("suites", options.suites, "Suite files or folders (default: all that come with Tsuka)");
    command->add_option("--only", options.only, "Only cases whose id matches this glob; may be repeated")->allow_extra_args(false);
    command->add_option("--what", options.what, "cases, campaigns, profiles, presets, routers, defects, claims or protocols")
        ->check(CLI::IsMember({"cases", "campaigns", "profiles", "presets", "routers", "defects", "claims", "protocols"}))
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

void add_doctor(CLI::App& app, DoctorOptions& options, bool& restoring) {
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

}  // namespace tsuka::cli
