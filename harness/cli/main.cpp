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

/// All that may be asked for. CLI11 fills it in, and holds references to it.
struct Asked {
    RunOptions run;
    LoadOptions load;
    ListOptions list;
    SwarmOptions swarm;
    LintOptions lint;
    std::string subject;  ///< of explain
    LadderOptions ladder;
    bool as_ladder = false;
    JudgeOptions judge;
    DiffOptions diff;
    std::string expect;
    MatrixOptions matrix;
    FleetOptions fleet;
    DoctorOptions doctor;
    bool restoring = false;
    EvidenceOptions evidence;
    SignOptions sign;
    FirstFile first_lab;
    FirstFile first_suite;
    std::string shell;
};

void add_explain(CLI::App& app, Asked& asked) {
    auto* command = app.add_subcommand("explain", "Explain a case, a claim, a protocol, a flow or a planted defect in words");
    command->add_option("subject", asked.subject, "Case id, claim id, protocol, flow or defect; with --ladder the folder of a run")
        ->required();
    auto* name = command->add_option("case", asked.ladder.name, "With --ladder: which case of the run");
    auto* ladder = command->add_flag("--ladder", asked.as_ladder, "Draw the frames of a recorded case")->needs(name);
    name->needs(ladder);
    command->add_flag("--mermaid", asked.ladder.mermaid, "Draw it as a Mermaid diagram, for an issue tracker")->needs(ladder);
    command->add_option("--lang", asked.ladder.lang, "With --ladder: language, en or ja (default: as LANG says)")->needs(ladder);
    command->footer(explain_examples);
}

void add_expect(CLI::App& app, std::string& run) {
    auto* command = app.add_subcommand("expect", "Write a first list of known deviations from a report");
    command->add_option("run", run, "Folder of a run or of a judgement, or a report.json")->required();
    command->footer(
        "Give every entry its real reason, a ticket and an end before you use it with --expected.\n\n"
        "Exit status: 0, or 3 the report cannot be read.");
}

void add_completion(CLI::App& app, std::string& shell) {
    auto* command = app.add_subcommand("completion", "Print a completion script for bash or zsh");
    command->add_option("shell", shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
    command->footer("Example:\n  eval \"$(tsuka completion bash)\"");
}

/// In the order in which --help names them.
void add_commands(CLI::App& app, Asked& asked) {
    add_run(app, asked.run);
    add_load(app, asked.load);
    add_list(app, asked.list);
    add_swarm(app, asked.swarm);
    add_lint(app, asked.lint);
    add_explain(app, asked);
    add_judge(app, asked.judge);
    add_diff(app, asked.diff);
    add_expect(app, asked.expect);
    add_matrix(app, asked.matrix);
    add_fleet(app, asked.fleet);
    add_doctor(app, asked.doctor, asked.restoring);
    add_evidence(app, asked.evidence);
    add_sign(app, asked.sign);
    add_lab(app, asked.first_lab);
    add_suite(app, asked.first_suite);
    add_completion(app, asked.shell);
    app.add_subcommand("manual", "Print the manual page (man -l)")->group("");
}

int run_as_asked(RunOptions& options) {
    if (!options.campaign.empty()) {
        const auto named = told(tsuka::app::read_campaign(options.campaign));
        if (!named) return exit_usage;
        tsuka::app::follow(*named, options);
    }
    return options.repeat > 1 ? run_repeatedly(options) : run(options);
}

int carry_out(CLI::App const& app, Asked& asked) {
    asked.ladder.run = asked.subject;
    const auto name = app.get_subcommands().front()->get_name();
    if (name == "list") return list(asked.list);
    if (name == "swarm") return swarm(asked.swarm);
    if (name == "lint") return lint(asked.lint);
    if (name == "load") return measure_load(asked.load);
    if (name == "explain") return asked.as_ladder ? explain_ladder(asked.ladder) : explain(asked.subject);
    if (name == "judge") return judge(asked.judge);
    if (name == "diff") return diff(asked.diff);
    if (name == "expect") return expect(asked.expect);
    if (name == "matrix") return matrix(asked.matrix);
    if (name == "fleet") return fleet(asked.fleet);
    if (name == "doctor") return asked.restoring ? restore() : asked.doctor.asks_bench() ? doctor_bench(asked.doctor) : doctor();
    if (name == "evidence") return evidence(asked.evidence);
    if (name == "sign") return sign(asked.sign);
    if (name == "verify") return verify(asked.sign);
    if (name == "lab") return new_lab(asked.first_lab);
    if (name == "suite") return new_suite(asked.first_suite);
    if (name == "completion") return print(asked.shell == "bash" ? bash_completion(app) : zsh_completion(app));
    if (name == "manual") return print(manual_page(app, tsuka::app::tool_version()));
    return run_as_asked(asked.run);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{about};
    app.name("tsuka");
    app.set_version_flag("--version", tsuka::app::version_in_full());
    app.require_subcommand(1);
    app.footer(statuses);
    Asked asked;
    add_commands(app, asked);
    try {
        app.parse(argc, argv);
    } catch (CLI::RequiredError const& error) {
        return usage_error(app, error);
    } catch (CLI::ExtrasError const& error) {
        return unexpected(app, error);
    } catch (CLI::ParseError const& error) {
        return to_the_end([&] { return app.exit(error) == 0 ? 0 : exit_usage; });
    }
    return to_the_end([&] { return carry_out(app, asked); });
}
