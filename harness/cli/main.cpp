// The command line of `tsuka`: options and commands stand in files of their own.
#include "harness/app/campaign.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/app/version.hpp"
#include "harness/cli/first_files.hpp"
#include "harness/cli/fleet.hpp"
#include "harness/cli/manual.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/to_the_end.hpp"
#include "harness/cli/told.hpp"

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
constexpr const char* explain_examples =
    "Examples:\n"
    "  tsuka explain time.udp.min-120s           a case\n"
    "  tsuka explain passthrough.ipsec           a claim\n"
    "  tsuka explain icmp                        a protocol, and a flow\n"
    "  tsuka explain esp.payload-altered         a planted defect: which cases find it\n"
    "  tsuka explain RUN CASE --ladder           what went over the wire in a recorded case; --mermaid for an issue tracker\n\n"
    "Exit status: 0, or 3 there is no such thing.";

int print(std::string const& text) {
    std::cout << text << std::flush;
    return std::cout ? 0 : exit_error;
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
    app.set_version_flag("--version", tsuka::app::version_in_full());
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

    FleetOptions fleet_options;
    add_fleet(app, fleet_options);

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
        if (app.got_subcommand("fleet")) return fleet(fleet_options);
        if (*doctor_command) return restoring ? restore() : doctor_options.asks_bench() ? doctor_bench(doctor_options) : doctor();
        if (app.got_subcommand("evidence")) return evidence(evidence_options);
        if (app.got_subcommand("sign")) return sign(sign_options);
        if (app.got_subcommand("verify")) return verify(sign_options);
        if (app.got_subcommand("lab")) return new_lab(first_lab);
        if (app.got_subcommand("suite")) return new_suite(first_suite);
        if (*completion_command) return print(shell == "bash" ? bash_completion(app) : zsh_completion(app));
        if (*manual_command) return print(manual_page(app, tsuka::app::tool_version()));
        if (!run_options.campaign.empty()) {
            const auto named = told(tsuka::app::read_campaign(run_options.campaign));
            if (!named) return exit_usage;
            tsuka::app::follow(*named, run_options);
        }
        return run_options.repeat > 1 ? run_repeatedly(run_options) : run(run_options);
    };
    return to_the_end(command);
}
