// Going on with a run: see earlier.hpp.
#include "harness/app/earlier.hpp"

#include "generator/base/mix.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/app/version.hpp"
#include "harness/model/resumption.hpp"
#include "harness/model/text.hpp"
#include "harness/record/plain_file.hpp"
#include "harness/record/record_reader.hpp"
#include "harness/record/record_writer.hpp"
#include "harness/record/words.hpp"
#include "harness/run/memory.hpp"
#include "harness/run/path.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace tsuka::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_input = 16'000'000;

Result<std::string> text_of(fs::path const& path) {
    return record::read_plain(path, record::Links::follow, largest_input);
}

/// What a run leaves before its first fact: copies of what it is made from, an empty record, a capture, what hooks said;
/// of a file that was being written, its draft.
bool is_of_a_beginning(std::string name) {
    using namespace record;
    if (name.ends_with(draft_ending)) name.resize(name.size() - draft_ending.size());
    const std::set<std::string_view> known{record_file, capture_file, suites_folder, profile_file,
                                           claims_file, lab_file,     campaign_file, "rules.nft"};
    return known.contains(name) || (name.starts_with("hook-") && name.ends_with(".txt"));
}

Result<FromTheStart> begin_anew(record::RunFolder const& folder) {
    std::error_code trouble;
    for (auto const& entry : fs::directory_iterator(folder.path(), trouble))
        if (!is_of_a_beginning(entry.path().filename().string()))
            return fail(fmt::format("{} holds {}, and no record of a run: nothing to go on with", folder.path().string(),
                                    entry.path().filename().string()));
    for (auto const& entry : fs::directory_iterator(folder.path(), trouble)) fs::remove_all(entry.path(), trouble);
    if (trouble) return fail(fmt::format("cannot empty {}: {}", folder.path().string(), trouble.message()));
    return FromTheStart{};
}

/// Whether the record has its run line, whole.
bool has_begun(record::RunFolder const& folder) {
    const auto path = folder.file(record::record_file);
    std::error_code trouble;
    return fs::is_regular_file(path, trouble) && record::drop_torn_line(path) && fs::file_size(path, trouble) > 0;
}

std::uint64_t last_named(model::Record const& record) {
    std::uint64_t last = 0;
    for (auto const& result : record.cases)
        model::each_frame(result, [&](model::FrameRecord const& frame) { last = std::max(last, frame.number); });
    return last;
}

/// The router as `--dut`, `--defect`, `--lan`, `--wan` and `--trunk` would name it.
void name_router(std::string const& dut, RunOptions& options) {
    if (!options.dut.empty() || !options.lan.empty() || !options.trunk.empty()) return;
    constexpr std::string_view with = " with ";
    constexpr std::string_view plus = " + ";
    if (dut.starts_with("netns:")) {
        options.dut = dut;
    } else if (dut.starts_with("sim:")) {
        const auto at = dut.find(with);
        options.dut = dut.substr(0, at);
        for (auto rest = at == std::string::npos ? std::string{} : dut.substr(at + with.size()); !rest.empty();) {
            const auto comma = rest.find(", ");
            options.defects.push_back(rest.substr(0, comma));
            rest = comma == std::string::npos ? std::string{} : rest.substr(comma + 2);
        }
    } else if (const auto at = dut.find(plus); at != std::string::npos) {
        options.lan = dut.substr(0, at);
        options.wan = dut.substr(at + plus.size());
    } else {
        options.trunk = dut;
    }
}

void fill_in(record::RunFolder const& folder, model::RunRecord const& run, RunOptions& options) {
    name_router(run.dut, options);
    if (options.dut.empty() && options.lab.empty()) options.lab = folder.file(record::lab_file).string();
    if (options.profile.empty()) options.profile = folder.file(record::profile_file).string();
    if (!options.jobs) options.jobs = run.plan.jobs;
    if (!options.confirm) options.confirm = run.plan.confirm;
    if (options.longest.empty() && run.plan.longest) options.longest = model::written(*run.plan.longest);
    if (options.under_load.empty() && run.plan.load.any()) {
        options.under_load = std::to_string(run.plan.load.rate);
        options.load_protocols = run.plan.load.protocols;
    }
    options.memory = "off";
    for (auto const& fact : run.facts)
        if (fact.name == run::Memory::fact) options.memory = run::Memory::from_words(fact.value) == run::Counting::full ? "full" : "count";
}

/// Refuses another one than the run's.
Result<void> same(fs::path const& given, fs::path const& kept, std::string_view what) {
    const auto one = text_of(given);
    const auto other = text_of(kept);
    if (!one) return one.error();
    if (!other) return other.error();
    if (*one == *other) return {};
    return fail(fmt::format("{} is not the one that the run was begun with ({}); a run goes on as it began, or another one is begun", what,
                            kept.string()));
}

std::set<std::string> names_of(std::vector<model::Case> const& cases) {
    std::set<std::string> names;
    for (auto const& scenario : cases) names.emplace(model::name_at_rest(scenario.name()));
    return names;
}

/// Cases and suite files that were asked for now against those of the run.
Result<void> same_suites(std::vector<model::Case> const& asked, std::vector<model::Case> const& kept) {
    const auto wanted = names_of(asked);
    const auto had = names_of(kept);
    std::vector<std::string> differ;
    std::set_symmetric_difference(wanted.begin(), wanted.end(), had.begin(), had.end(), std::back_inserter(differ));
    if (!differ.empty())
        return fail(fmt::format("the cases asked for are not those of the run: {} {}; a run goes on as it began, or another one is begun",
                                differ.front(), had.contains(differ.front()) ? "is only in the run" : "is not in it"));
    std::map<std::string, std::string> copies;
    for (auto const& scenario : kept) copies.emplace(model::name_at_rest(scenario.name()), scenario.spot.file);
    std::set<std::pair<std::string, std::string>> compared;
    for (auto const& scenario : asked)
        if (auto const& copy = copies.at(scenario.name()); compared.emplace(scenario.spot.file, copy).second)
            if (auto equal = same(scenario.spot.file, copy, "the suite " + scenario.spot.file); !equal) return equal;
    return {};
}

/// All cases of the run, in its order, out of its own copies of the suites.
Result<std::vector<model::Case>> kept_cases(record::RunFolder const& folder, model::RunRecord const& run,
                                            std::vector<model::Claim> const& claims) {
    auto suites = suite::load_suites({folder.file(record::suites_folder)}, vocabulary(claims));
    if (!suites.ok()) return fail(suite::to_string(suites.diagnostics.front()));
    std::map<std::string, model::Case> known;
    for (auto& one : suites.value)
        for (auto& scenario : one.cases) known.emplace(scenario.name(), std::move(scenario));
    std::vector<model::Case> cases;
    for (auto const& name : run.plan.cases) {
        const auto found = known.find(std::string(model::name_at_rest(name)));
        if (found == known.end()) return fail(fmt::format("the suites in the run's folder have no case '{}', which the run had", name));
        cases.push_back(name == found->first ? found->second : model::under_load(found->second));
    }
    return cases;
}

}  // namespace

Result<std::variant<Earlier, FromTheStart>> read_earlier(record::RunFolder const& folder, RunOptions& options) {
    using Found = std::variant<Earlier, FromTheStart>;
    const auto name = folder.path().string();
    if (!has_begun(folder)) {
        if (options.dut.empty() && options.lan.empty() && options.trunk.empty())
            return fail(fmt::format("nothing had been recorded in {} yet: say which router, and the run begins anew there", name));
        auto anew = begin_anew(folder);
        if (!anew) return anew.error();
        return Found{*anew};
    }
    if (auto opened = record::RunFolder::open(folder.path()); !opened) return opened.error();
    auto record = record::read_record(folder.file(record::record_file), record::Frames::by_name);
    if (!record) return record.error();
    auto const& run = record->run;
    if (run.format < record::newest_format)
        return fail(fmt::format("{} is of an older version: it can be judged, and does not go on", name));
    if (run.tool != tool_version())
        return fail(
            fmt::format("{} was begun by {}, and this is {}: one run is not measured by two of them", name, run.tool, tool_version()));
    if (folder.has(record::signatures_file) || folder.has(record::ssh_signature_file))
        return fail(fmt::format("{} is signed: it stays as it is", name));
    if (record->complete && folder.has(record::manifest_file))
        return fail(fmt::format("{} has come to its end: nothing is left to run", name));
    if (options.seed && *options.seed != run.seed)
        return fail(fmt::format("the seed of {} is {}, and not {}; a run goes on as it began, or another one is begun", name, run.seed,
                                *options.seed));
    const auto kept = port::drop_torn_block(folder.file(record::capture_file).string());
    if (!kept) return kept.error();
    if (last_named(*record) > kept->frames)
        return fail(fmt::format("the capture ends with frame {}, and the record names frame {}", kept->frames, last_named(*record)));
    fill_in(folder, run, options);
    return Found{Earlier{std::move(*record), *kept}};
}

Result<void> take_up(Earlier const& earlier, record::RunFolder const& folder, RunOptions const& asked, Inputs& inputs) {
    auto const& run = earlier.record.run;
    if (inputs.dut != run.dut) return fail(fmt::format("the run is one of {}, and not of {}", run.dut, inputs.dut));
    if (auto equal = same(inputs.lab_file, folder.file(record::lab_file), "the description of lab or router"); !equal) return equal;
    if (auto equal = same(data_folder() / "suites" / "claims.toml", folder.file(record::claims_file), "the list of claims"); !equal)
        return equal;
    if (!asked.profile.empty()) {
        const auto given = profile_to_keep(inputs.profile);
        const auto kept = text_of(folder.file(record::profile_file));
        if (!given || !kept || *given != *kept)
            return fail(fmt::format("the run is judged by another profile than {}; `tsuka judge --profile` judges a finished one by any",
                                    asked.profile));
    }
    auto cases = kept_cases(folder, run, inputs.claims);
    if (!cases) return cases.error();
    if (!asked.suites.empty() || !asked.only.empty())
        if (auto equal = same_suites(inputs.cases, *cases); !equal) return equal;
    for (auto& scenario : *cases) {
        const auto copy = fs::path(scenario.spot.file).lexically_relative(folder.path()).generic_string();
        scenario.spot.file = copy;
        for (auto& step : scenario.steps) step.spot.file = copy;
    }
    inputs.cases = std::move(*cases);
    inputs.no_case.clear();
    return {};
}

std::vector<run::FoundPath> paths_found(std::vector<model::Case> const& cases, std::vector<model::CaseRecord> const& results,
                                        unsigned part) {
    std::map<std::string, model::Case const*> known;
    for (auto const& scenario : cases) known.emplace(scenario.name(), &scenario);
    std::vector<run::FoundPath> found;
    for (auto const& result : results) {
        const auto scenario = known.find(result.name);
        if (result.part >= part || !model::is_settled(result) || scenario == known.end()) continue;
        for (auto const& path : scenario->second->provides)
            if (const auto seen = run::path_seen(path, *scenario->second, result); seen != run::PathSeen::unknown)
                found.push_back({path, seen == run::PathSeen::there, result.name});
    }
    return found;
}

std::optional<run::RouterWas> router_to_meet(model::RunRecord const& run) {
    return run.dut.starts_with("sim:") || run.dut.starts_with("netns:") ? std::nullopt : run::router_of(run.facts);
}

std::uint64_t seed_of_part(std::uint64_t seed, unsigned part) {
    constexpr std::uint64_t positive = ~std::uint64_t{0} >> 1U;
    return split_mix(seed + part * golden_ratio) & positive;
}

void break_seal(record::RunFolder const& folder) {
    std::error_code trouble;
    fs::remove(folder.file(record::manifest_file), trouble);
    for (auto const& entry : fs::directory_iterator(folder.path(), trouble))
        if (record::is_report(entry.path().filename().string())) fs::remove(entry.path(), trouble);
}

}  // namespace tsuka::app
