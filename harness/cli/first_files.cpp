// `tsuka lab init` and `tsuka suite new`: see first_files.hpp. What they write is an example with the places filled in that everybody
// changes, so the examples cannot tell another story than the first file.
#include "harness/cli/first_files.hpp"
#include "harness/cli/told.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/suite/document.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tsuka::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* signed_page = R"(
# What is certified and by whom, for the cover of the report: uncomment what you know. docs/lab-file.md names everything that a lab file can say.
# [dut]
# vendor   = "Example"
# model    = "AP-1200"
# hardware = "B2"
# firmware = "1.2.3"
# serial   = "A0042"
# [certificate]
# laboratory = "Laboratory of examples"
# customer   = "Example KK"
# operator   = "A. Tester"
)";

std::string replaced(std::string text, std::string const& old, std::string const& fresh) {
    for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + fresh.size())) text.replace(at, old.size(), fresh);
    return text;
}

/// An example by its way below examples/; says what is wrong.
std::optional<std::string> example(fs::path const& way) {
    auto text = suite::read_text(app::data_folder() / "examples" / way);
    if (text) return std::move(*text);
    complain(
        fmt::format("the examples are not where they were installed ({}); TSUKA_DATA names the folder that holds them", text.error().what));
    return std::nullopt;
}

/// Never over a file that is there, nor through a link; says what is wrong.
bool write(std::string const& file, std::string const& text) {
    const auto done = record::write_new(file, text);
    if (!done) complain(done.error().what);
    return done.has_value();
}

bool is_id(std::string const& id) {
    const auto fits = [](char sign) { return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '-'; };
    return !id.empty() && id.front() >= 'a' && id.front() <= 'z' && std::all_of(id.begin(), id.end(), fits);
}

}  // namespace

void add_lab(CLI::App& app, FirstFile& wanted) {
    wanted.file = "lab.toml";
    auto* command = app.add_subcommand("lab", "Write a first lab file, to be changed: tsuka lab init");
    command->add_option("what", wanted.what, "init")->required()->check(CLI::IsMember({"init"}));
    command->add_option("file", wanted.file, "The file to write; one that is there is left as it is")->capture_default_str();
    command
        ->add_option("--wan", wanted.wan,
                     "How the router gets its WAN address: dhcp, static or pppoe; vlan-trunk: both sides over one cable")
        ->check(CLI::IsMember({"dhcp", "static", "pppoe", "vlan-trunk"}))
        ->capture_default_str();
    command->footer("Example:\n  tsuka lab init bench.toml --wan pppoe\n\nExit status: 0, or 3 the file is there or cannot be written.");
}

void add_suite(CLI::App& app, FirstFile& wanted) {
    wanted.file = "suite.toml";
    auto* command = app.add_subcommand("suite", "Write a first suite, to be changed: tsuka suite new");
    command->add_option("what", wanted.what, "new")->required()->check(CLI::IsMember({"new"}));
    command->add_option("file", wanted.file, "The file to write; one that is there is left as it is")->capture_default_str();
    command->add_option("--id", wanted.id, "Id of the suite, with which the ids of its cases begin: small letters, digits and hyphens")
        ->capture_default_str();
    command->footer(
        "Example:\n  tsuka suite new mine.toml && tsuka run mine.toml --dut sim:faithful\n\n"
        "Exit status: 0, or 3 the file is there or cannot be written.");
}

int new_lab(FirstFile const& wanted) {
    const auto text = example(fs::path("lab") / (wanted.wan + ".toml"));
    if (!text || !write(wanted.file, *text + signed_page)) return exit_usage;
    const bool trunk = wanted.wan == "vlan-trunk";
    fmt::print("{} is written. Change it to what your router and your bench are, then:\n  tsuka run {} --lab {} --profile passthrough\n",
               wanted.file, trunk ? "--trunk IF" : "--lan IF --wan IF", wanted.file);
    return 0;
}

int new_suite(FirstFile const& wanted) {
    if (!is_id(wanted.id)) {
        complain(fmt::format("--id {}: small letters, digits and hyphens, a letter first", wanted.id));
        return exit_usage;
    }
    auto text = example(fs::path("suite") / "minimal.toml");
    if (!text) return exit_usage;
    *text = replaced(std::move(*text), "minimal.toml", wanted.file);
    *text = replaced(std::move(*text), "id    = \"example", fmt::format("id    = \"{}", wanted.id));
    if (!write(wanted.file, *text)) return exit_usage;
    fmt::print("{} is written. Change it, then:\n  tsuka lint {}\n  tsuka run {} --dut sim:faithful\n", wanted.file, wanted.file,
               wanted.file);
    return 0;
}

}  // namespace tsuka::cli
