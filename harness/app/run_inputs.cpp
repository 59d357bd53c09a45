// Reads what a run is made from: see run_inputs.hpp.
#include "harness/app/run_inputs.hpp"

#include "harness/app/outlines.hpp"
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

namespace tsuka::app {

namespace {

/// The router under test and the lab around it. Returns the profile to judge by when none is named; nothing when it fails.
std::optional<std::string> read_dut(RunOptions const& options, Inputs& inputs, suite::Diagnostics& said) {
    const std::string otherwise = "passthrough";
    if (options.dut.starts_with("netns:")) {
        inputs.preset = taken(read_preset(options.dut.substr(6)), said);
        if (!inputs.preset) return std::nullopt;
        inputs.lab = inputs.preset->preset.lab;
        inputs.lab_file = inputs.preset->folder / "preset.toml";
        inputs.dut = options.dut;
        auto const& profile = inputs.preset->preset.profile;
        return profile.empty() ? otherwise : profile;
    }
    if (options.dut.starts_with("sim:")) {
        inputs.router = taken(read_router(options.dut.substr(4), options.defects), said);
        if (!inputs.router) return std::nullopt;
        inputs.lab = inputs.router->router.lab;
        inputs.lab_file = inputs.router->path;
        inputs.dut = options.dut + (options.defects.empty() ? "" : fmt::format(" with {}", fmt::join(options.defects, ", ")));
        return inputs.router->router.profile;
    }
    inputs.dut = options.trunk.empty() ? options.lan + " + " + options.wan : options.trunk;
    if (!read_lab_file(options.lab, !options.trunk.empty(), inputs, said)) return std::nullopt;
    return otherwise;
}

}  // namespace

bool read_lab_file(std::string const& path, bool trunk, Inputs& inputs, suite::Diagnostics& said) {
    if (path.empty()) return true;
    auto lab = taken(found(suite::load_lab(path)), said);
    if (!lab) return false;
    inputs.lab = std::move(*lab);
    inputs.lab_file = path;
    auto hooks = taken(found(suite::load_hooks(path)), said);
    if (!hooks) return false;
    inputs.hooks = std::move(*hooks);
    std::erase_if(inputs.hooks, [](auto const& hook) { return hook.name == model::clear_table_hook; });  // a run has no use for it
    const auto lan = lab::Link(inputs.lab.lan).tags();
    const auto wan = lab::Link(inputs.lab.wan).tags();
    if (trunk && (lan == VlanTags{} || wan == VlanTags{} || lan == wan)) {
        said.push_back(
            remark(fmt::format("{}: --trunk needs a VLAN for each side, and two different ones: 'vlan' in [lan] and in [wan]", path)));
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
Result<void> keep_unsettled(Inputs& inputs, std::string const& run) {
    const auto before = read_outline(run);
    if (!before) return before.error();
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
    return {};
}

}  // namespace

namespace {

/// Nothing when something is missing; what there is to say of it goes into `said`.
std::optional<Inputs> read_all(RunOptions const& options, suite::Diagnostics& said) {
    Inputs inputs;
    auto claims = taken(read_claims(), said);
    if (!claims) return std::nullopt;
    inputs.claims = std::move(*claims);
    auto users = taken(read_users(), said);
    if (!users) return std::nullopt;
    inputs.users = std::move(*users);
    if (!options.expected.empty()) {
        auto expected = taken(read_expected(options.expected), said);
        if (!expected) return std::nullopt;
        inputs.expected = std::move(*expected);
    }
    auto language = taken(read_language(options.lang), said);
    if (!language) return std::nullopt;
    inputs.language = std::move(*language);
    auto suites = taken(read_suites(options.suites, inputs.claims), said);
    if (!suites) return std::nullopt;
    inputs.cases = select(*suites, options.only);
    if (inputs.cases.empty()) inputs.no_case = no_match(*suites, options.only);
    if (!options.only_failed.empty())
        if (const auto kept = keep_unsettled(inputs, options.only_failed); !kept) {
            said.push_back(remark(kept.error().what));
            return std::nullopt;
        }

    const auto profile = read_dut(options, inputs, said);
    if (!profile) return std::nullopt;
    auto named = taken(read_profile(options.profile.empty() ? *profile : options.profile, inputs.claims), said);
    if (!named) return std::nullopt;
    inputs.profile = std::move(*named);
    // Only all suites together can tell that a documented case does not exist.
    if (!options.suites.empty()) return inputs;
    const auto linted = suite::lint_profile(inputs.profile.profile, *suites);
    said.insert(said.end(), linted.begin(), linted.end());
    return suite::has_errors(linted) ? std::nullopt : std::optional(std::move(inputs));
}

}  // namespace

Found<Inputs> read_inputs(RunOptions const& options) {
    suite::Diagnostics said;
    auto inputs = read_all(options, said);
    return {std::move(inputs), std::move(said)};
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

}  // namespace tsuka::app
