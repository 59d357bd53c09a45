// Reads what a run is made from: see run_inputs.hpp.
#include "harness/cli/run_inputs.hpp"

#include "harness/cli/outlines.hpp"
#include "harness/lab/link.hpp"
#include "harness/record/manifest.hpp"
#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_hooks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>
#include <string>

namespace tsuka::cli {

namespace {

/// The router under test and the lab around it. Returns the profile to judge by when none is named; nothing when it fails.
std::optional<std::string> read_dut(RunOptions const& options, Inputs& inputs) {
    const std::string otherwise = "passthrough";
    if (options.dut.starts_with("netns:")) {
        inputs.preset = read_preset(options.dut.substr(6));
        if (!inputs.preset) return std::nullopt;
        inputs.lab = inputs.preset->preset.lab;
        inputs.lab_file = inputs.preset->folder / "preset.toml";
        inputs.dut = options.dut;
        auto const& profile = inputs.preset->preset.profile;
        return profile.empty() ? otherwise : profile;
    }
    if (options.dut.starts_with("sim:")) {
        inputs.router = read_router(options.dut.substr(4), options.defects);
        if (!inputs.router) return std::nullopt;
        inputs.lab = inputs.router->router.lab;
        inputs.lab_file = inputs.router->path;
        inputs.dut = options.dut + (options.defects.empty() ? "" : fmt::format(" with {}", fmt::join(options.defects, ", ")));
        return inputs.router->router.profile;
    }
    inputs.dut = options.trunk.empty() ? options.lan + " + " + options.wan : options.trunk;
    if (!read_lab_file(options.lab, !options.trunk.empty(), inputs)) return std::nullopt;
    return otherwise;
}

}  // namespace

bool read_lab_file(std::string const& path, bool trunk, Inputs& inputs) {
    if (path.empty()) return true;
    auto lab = suite::load_lab(path);
    if (!tell(lab.diagnostics)) return false;
    inputs.lab = std::move(lab.value);
    inputs.lab_file = path;
    auto hooks = suite::load_hooks(path);
    if (!tell(hooks.diagnostics)) return false;
    inputs.hooks = std::move(hooks.value);
    std::erase_if(inputs.hooks, [](auto const& hook) { return hook.name == model::clear_table_hook; });  // a run has no use for it
    const auto lan = lab::Link(inputs.lab.lan).tags();
    const auto wan = lab::Link(inputs.lab.wan).tags();
    if (trunk && (lan == VlanTags{} || wan == VlanTags{} || lan == wan)) {
        complain(fmt::format("{}: --trunk needs a VLAN for each side, and two different ones: 'vlan' in [lan] and in [wan]", path));
        return false;
    }
    return true;
}

std::string const& Inputs::dut_about() const {
    if (preset) return preset->preset.title;
    return router ? router->router.title : lab.title;
}

std::string const& Inputs::about() const {
    if (!lab.about.empty()) return lab.about;
    if (preset) return preset->preset.about;
    return router ? router->router.about : lab.about;
}

namespace {

/// Keeps what a finished run did not find right: a case that failed or was undetermined, whatever that run left out or never came to.
bool keep_unsettled(Inputs& inputs, std::string const& run) {
    const auto before = read_outline(run);
    if (!before) return false;
    std::set<std::string> settled;
    std::set<std::string, std::less<>> open;  // at rest, or under load
    for (auto const& row : before->rows)
        if (row.verdict == "pass" || row.verdict == "supported" || row.verdict == "not-offered")
            settled.insert(row.name);
        else
            open.emplace(model::name_at_rest(row.name));
    std::erase_if(inputs.cases, [&](auto const& scenario) { return settled.contains(scenario.name()) && !open.contains(scenario.name()); });
    if (inputs.cases.empty() && inputs.no_case.empty())
        inputs.no_case = fmt::format("{} found every chosen case right: nothing to run again", run);
    return true;
}

}  // namespace

std::optional<Inputs> read_inputs(RunOptions const& options) {
    Inputs inputs;
    auto claims = read_claims();
    if (!claims) return std::nullopt;
    inputs.claims = std::move(*claims);
    auto users = read_users();
    if (!users) return std::nullopt;
    inputs.users = std::move(*users);
    if (!options.expected.empty()) {
        auto expected = read_expected(options.expected);
        if (!expected) return std::nullopt;
        inputs.expected = std::move(*expected);
    }
    auto language = read_language(options.lang);
    if (!language) return std::nullopt;
    inputs.language = std::move(*language);
    auto suites = read_suites(options.suites, inputs.claims);
    if (!suites) return std::nullopt;
    inputs.cases = select(*suites, options.only);
    if (inputs.cases.empty()) inputs.no_case = no_match(*suites, options.only);
    if (!options.only_failed.empty() && !keep_unsettled(inputs, options.only_failed)) return std::nullopt;

    const auto profile = read_dut(options, inputs);
    if (!profile) return std::nullopt;
    auto named = read_profile(options.profile.empty() ? *profile : options.profile, inputs.claims);
    if (!named) return std::nullopt;
    inputs.profile = std::move(*named);
    // Only all suites together can tell that a documented case does not exist.
    if (options.suites.empty() && !tell(suite::lint_profile(inputs.profile.profile, *suites))) return std::nullopt;
    return inputs;
}

Result<void> copy_inputs(Inputs& inputs, record::RunFolder const& folder) {
    std::map<std::string, std::string> copies;
    for (auto& scenario : inputs.cases) {
        auto& copy = copies[scenario.spot.file];
        if (copy.empty()) {
            auto copied = folder.copy_suite(scenario.spot.file);
            if (!copied) return copied.error();
            copy = *copied;
        }
        scenario.spot.file = copy;
        for (auto& step : scenario.steps) step.spot.file = copy;
    }
    const auto profile = profile_to_keep(inputs.profile);
    if (!profile) return profile.error();
    if (auto written = folder.write(record::profile_file, *profile); !written) return written;
    if (auto copied = folder.copy_in(data_folder() / "suites" / "claims.toml", record::claims_file); !copied) return copied;
    if (inputs.lab_file.empty()) return folder.write(record::lab_file, "# No lab file was given: the documented defaults applied.\n");
    if (auto copied = folder.copy_in(inputs.lab_file, record::lab_file); !copied) return copied;
    if (inputs.preset) return folder.copy_in(inputs.preset->folder / "rules.nft", "rules.nft");
    return {};
}

}  // namespace tsuka::cli
