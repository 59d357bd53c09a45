// Trials of a swarm as text, and the routers that they describe: see trial.hpp.
#include "harness/app/trial.hpp"

#include "harness/model/text.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"
#include "harness/suite/table_reader.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <sstream>

namespace tsuka::app {

namespace {

/// The key of a line "key = value", without the space behind it.
std::string key_of(std::string const& line) {
    auto const equals = line.find('=');
    if (equals == std::string::npos) return {};
    auto const end = line.find_last_not_of(' ', equals == 0 ? 0 : equals - 1);
    return line.substr(0, end + 1);
}

std::string quoted(std::vector<std::string> const& texts) {
    std::string list;
    for (auto const& text : texts) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", text);
    return "[" + list + "]";
}

Error first_of(suite::Diagnostics const& diagnostics) {
    return fail(diagnostics.empty() ? "cannot be read" : suite::to_string(diagnostics.front()));
}

}  // namespace

Result<model::RouterSpec> router_of(SwarmTrial const& trial, std::string const& base) {
    auto settings = trial.settings;
    std::string_view without;
    if (auto const* line = line_of(trial.line)) {
        settings.insert(settings.end(), line->settings.begin(), line->settings.end());
        without = line->without;
    }
    std::map<std::string, std::string> added;  // by section, lines
    std::set<std::string> set;
    for (auto const& one : settings) {
        auto const dot = one.key.rfind('.');
        auto const section = dot == std::string::npos ? std::string{} : one.key.substr(0, dot);
        added[section] += fmt::format("{} = {}\n", dot == std::string::npos ? one.key : one.key.substr(dot + 1), one.value);
        set.insert(one.key);
    }
    const auto take = [&](std::string const& section) {
        auto found = added.extract(section);
        return found ? found.mapped() : std::string{};
    };
    std::string text;
    std::string section;
    std::istringstream lines(base);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("[")) {
            if (section.empty()) text += take(section);
            section = line.substr(1, line.find(']') - 1);
            if (section == without) continue;
            text += line + "\n" + take(section);
        } else if ((section.empty() || section != without) &&
                   !set.contains(section.empty() ? key_of(line) : section + "." + key_of(line))) {
            text += line + "\n";
        }
    }
    if (section.empty()) text += take(section);
    for (auto const& [name, keys] : added) text += fmt::format("[{}]\n{}", name, keys);
    auto loaded = suite::parse_router(text, "swarm.toml");
    if (!loaded.ok()) return first_of(loaded.diagnostics);
    loaded.value.defects.insert(loaded.value.defects.end(), trial.defects.begin(), trial.defects.end());
    return std::move(loaded.value);
}

std::string written(SwarmTrial const& trial) {
    std::vector<std::string> defects;
    for (auto const& defect : trial.defects) defects.push_back(suite::written(defect));
    std::string settings;
    for (auto const& setting : trial.settings) settings += fmt::format("\"{}\" = '{}'\n", setting.key, setting.value);
    return fmt::format(
        "format = 1\nseed = \"{}\"\njobs = {}\ndelay = \"{}\"\njitter = \"{}\"\nline = \"{}\"\ndefects = {}\ncases = {}\n"
        "[settings]  # in place of the faithful router's own\n{}",
        trial.seed, trial.jobs, model::written(trial.wires.delay), model::written(trial.wires.jitter), trial.line, quoted(defects),
        quoted(trial.cases), settings);
}

Result<SwarmTrial> read_trial(std::filesystem::path const& path) {
    auto document = suite::read_document(path);
    if (!document.ok()) return first_of(document.diagnostics);
    suite::TableReader table(document.value, "a trial", document.diagnostics);
    suite::check_format(table);
    SwarmTrial trial;
    const auto seed = table.required_text("seed");
    for (const char digit : seed) {
        if (digit < '0' || digit > '9') return fail(fmt::format("{}: '{}' is no seed", path.string(), seed));
        trial.seed = trial.seed * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    trial.jobs = static_cast<unsigned>(table.number("jobs", 1, 64).value_or(1));
    trial.wires = {table.duration("delay").value_or(Duration{}), table.duration("jitter").value_or(Duration{}), trial.seed};
    trial.line = table.text("line").value_or("");
    if (!trial.line.empty() && line_of(trial.line) == nullptr)
        return fail(fmt::format("{}: no line is called '{}'", path.string(), trial.line));
    for (auto const& node : table.texts("defects")) {
        auto planted = suite::parse_planted(node.text);
        if (!planted) return fail(fmt::format("{}: {}", path.string(), planted.error().what));
        trial.defects.push_back(std::move(*planted));
    }
    for (auto const& node : table.texts("cases")) trial.cases.push_back(node.text);
    if (auto const* settings = table.take("settings", suite::TomlNode::Kind::table))
        for (auto const& entry : settings->entries) trial.settings.push_back({entry.key, entry.value.text});
    table.refuse_others();
    if (!document.ok()) return first_of(document.diagnostics);
    return trial;
}

}  // namespace tsuka::app
