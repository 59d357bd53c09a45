#include "harness/cli/manual.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace tsuka::cli {

namespace {

/// Text as it is: a backslash, a leading dot or quote, and a hyphen mean something to roff.
std::string roff(std::string const& text) {
    std::string out;
    bool line_begins = true;
    for (const char letter : text) {
        if (line_begins && (letter == '.' || letter == '\'')) out += "\\&";
        if (letter == '\\')
            out += "\\e";
        else if (letter == '-')
            out += "\\-";
        else
            out += letter;
        line_begins = letter == '\n';
    }
    return out;
}

std::vector<CLI::Option const*> options_of(CLI::App const& app) {
    return app.get_options([](CLI::Option const* option) { return !option->get_group().empty(); });
}

/// Commands that people are meant to find: those without a group are for the build.
std::vector<CLI::App const*> commands_of(CLI::App const& app) {
    return app.get_subcommands([](CLI::App const* command) { return !command->get_group().empty(); });
}

std::string option_entry(CLI::Option const& option) {
    const auto value = option.get_items_expected_max() > 0 && !option.get_positional() ? " " + option.get_type_name() : std::string{};
    const auto usual = option.get_default_str().empty() ? std::string{} : fmt::format(" (default: {})", option.get_default_str());
    return fmt::format(".TP\n\\fB{}\\fR{}\n{}{}\n", roff(option.get_name(true, true)), roff(value), roff(option.get_description()),
                       roff(usual));
}

std::string verbatim(std::string const& text) {
    return text.empty() ? "" : fmt::format(".PP\n.nf\n{}\n.fi\n", roff(text));
}

}  // namespace

std::string manual_page(CLI::App const& app, std::string const& version) {
    auto page = fmt::format(".TH TSUKA 1 \"\" \"{}\" \"User Commands\"\n", roff(version));
    page +=
        ".SH NAME\ntsuka \\- certify VPN\\-passthrough routers\n.SH SYNOPSIS\n.B tsuka\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH "
        "DESCRIPTION\n";
    page += verbatim(app.get_description()) + ".SH OPTIONS\n";
    for (auto const* option : options_of(app)) page += option_entry(*option);
    page += ".SH COMMANDS\n";
    for (auto const* command : commands_of(app)) {
        page += fmt::format(".SS {}\n{}\n", command->get_name(), roff(command->get_description()));
        for (auto const* option : options_of(*command))
            if (option->get_name() != "--help") page += option_entry(*option);
        page += verbatim(command->get_footer());
    }
    page += ".SH EXIT STATUS\n" + verbatim(app.get_footer());
    page +=
        ".SH ENVIRONMENT\n.TP\n.B TSUKA_DATA\nThe folder that holds suites, profiles and built\\-in routers, instead of those that came "
        "with the program.\n";
    return page;
}

std::string bash_completion(CLI::App const& app) {
    std::vector<std::string> names;
    std::string choices;
    for (auto const* command : commands_of(app)) {
        names.push_back(command->get_name());
        std::vector<std::string> options;
        for (auto const* option : options_of(*command))
            for (auto const& name : option->get_lnames()) options.push_back("--" + name);
        choices += fmt::format("        {}) options='{}' ;;\n", command->get_name(), fmt::join(options, " "));
    }
    return fmt::format(
        "_tsuka() {{\n"
        "    local word=${{COMP_WORDS[COMP_CWORD]}} options=''\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "        COMPREPLY=($(compgen -W '{} --help --version' -- \"$word\"))\n"
        "        return\n"
        "    fi\n"
        "    case ${{COMP_WORDS[1]}} in\n"
        "{}"
        "    esac\n"
        "    case $word in\n"
        "        -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
        "        *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
        "    esac\n"
        "}}\n"
        "complete -o filenames -F _tsuka tsuka\n",
        fmt::join(names, " "), choices);
}

std::string zsh_completion(CLI::App const& app) {
    return "#compdef tsuka\nautoload -U +X bashcompinit && bashcompinit\n" + bash_completion(app);
}

}  // namespace tsuka::cli
