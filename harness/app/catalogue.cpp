// Where data is, and how it is read: see catalogue.hpp.
#include "harness/app/catalogue.hpp"

#include "generator/flow/conversation.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_expected.hpp"
#include "harness/suite/load_language.hpp"
#include "harness/suite/load_users.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tsuka::app {

namespace fs = std::filesystem;

namespace {

constexpr auto claims_path = "suites/claims.toml";

/// Where a folder above the program holds data: as installed (share/tsuka), as checked out (a build folder in the tree), or where the
/// build folder, standing elsewhere, was configured from.
fs::path above_program() {
    std::error_code trouble;
    const auto program = fs::read_symlink("/proc/self/exe", trouble);
    for (auto folder = program.parent_path(); !trouble && !folder.empty(); folder = folder.parent_path()) {
        if (fs::exists(folder / TSUKA_DATADIR / claims_path, trouble)) return folder / TSUKA_DATADIR;
        if (fs::exists(folder / claims_path, trouble)) return folder;
        if (std::ifstream note(folder / "tsuka-source"); note) {
            std::string source;
            std::getline(note, source);
            return source;
        }
        if (folder == folder.parent_path()) break;
    }
    return {};
}

/// Whether a profile has a line `id = ...` above its first table.
bool names_itself(std::string_view text) {
    constexpr std::string_view blank = " \t";
    for (std::size_t at = 0; at < text.size();) {
        auto line = text.substr(at, text.find('\n', at) - at);
        at += line.size() + 1;
        line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
        if (line.starts_with('[')) return false;
        if (!line.starts_with("id")) continue;
        line.remove_prefix(2);
        line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
        if (line.starts_with('=')) return true;
    }
    return false;
}

std::vector<fs::path> to_paths(std::vector<std::string> const& names) {
    return {names.begin(), names.end()};
}

}  // namespace

fs::path data_folder() {
    if (const char* chosen = std::getenv("TSUKA_DATA"); chosen != nullptr && *chosen != '\0') return chosen;
    return above_program();
}

suite::Vocabulary vocabulary(std::vector<model::Claim> const& claims) {
    suite::Vocabulary words;
    for (auto kind : flow::conversation_kinds()) {
        const auto settings = flow::conversation_settings(kind);
        words.flows.push_back(
            {std::string(kind), {settings.begin(), settings.end()}, flow::conversation_carrier(kind), kind == flow::requests});
    }
    words.claims = suite::ids_of(claims);
    return words;
}

Found<std::vector<model::Claim>> read_claims() {
    const auto folder = data_folder();
    if (folder.empty())
        return nothing(
            "suites, profiles and built-in routers are not where they were installed; TSUKA_DATA names the folder that holds them");
    return found(suite::load_claims(folder / claims_path));
}

Found<std::vector<suite::MatrixRow>> read_matrix() {
    return found(suite::load_matrix(data_folder() / "defects" / "matrix.toml"));
}

Found<std::vector<model::Expected>> read_expected(std::string const& path) {
    return found(suite::load_expected(path));
}

Found<model::Language> read_language(std::string const& code) {
    std::string wanted = code;
    for (auto const* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = wanted.empty() ? std::getenv(variable) : nullptr;
        if (value != nullptr) wanted = std::string(value).substr(0, std::string(value).find_first_of("_.@"));
    }
    const auto path = data_folder() / "lang" / (wanted + ".toml");
    std::error_code trouble;
    const bool plain = wanted.find('/') == std::string::npos;
    if (wanted.empty() || wanted == "en" || (code.empty() && (!plain || !fs::exists(path, trouble))))
        return {model::Language{"en", {}}, {}};
    if (!plain || !fs::exists(path, trouble)) {
        auto known = names_in("lang");
        known.emplace_back("en");
        return nothing(fmt::format("--lang: there is no language '{}'{}", code, suite::hint(code, known)));
    }
    return found(suite::load_language(path));
}

Found<model::UserGuide> read_users() {
    return found(suite::load_users(data_folder() / "suites" / "users.toml"));
}

Found<std::vector<model::Suite>> read_suites(std::vector<std::string> const& paths, std::vector<model::Claim> const& claims) {
    auto read =
        found(suite::load_suites(paths.empty() ? std::vector<fs::path>{data_folder() / "suites"} : to_paths(paths), vocabulary(claims)));
    std::error_code trouble;
    for (auto const& path : paths)
        if (!read && !fs::exists(path, trouble) && path.find('/') == std::string::npos && !path.ends_with(".toml"))
            read.said.push_back(remark(fmt::format("suites are files and folders; a case of ours is chosen by its id: --only '{}'", path)));
    return read;
}

std::vector<std::string> names_in(std::string const& folder) {
    std::vector<std::string> names;
    std::error_code trouble;
    for (auto const& entry : fs::directory_iterator(data_folder() / folder, trouble))
        if (entry.is_directory() || entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

Found<NamedProfile> read_profile(std::string const& name, std::vector<model::Claim> const& claims) {
    const bool file = name.ends_with(".toml") || name.find('/') != std::string::npos;
    const fs::path path = file ? fs::path(name) : data_folder() / "profiles" / (name + ".toml");
    if (std::error_code trouble; !file && !fs::exists(path, trouble))
        return nothing(fmt::format("no profile is called '{}'{}", name, suite::hint(name, names_in("profiles"))));
    return found(suite::load_profile(path, claims)).as([&](auto value) { return NamedProfile{std::move(value), path}; });
}

Result<std::string> profile_to_keep(NamedProfile const& profile) {
    std::ifstream file(profile.path, std::ios::binary);
    std::stringstream copy;
    copy << file.rdbuf();
    if (!file) return fail("cannot read " + profile.path.string());
    auto text = copy.str();
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);  // a byte order mark belongs to the beginning
    return names_itself(text) ? text : fmt::format("id = \"{}\"\n{}", profile.profile.id, text);
}

Found<NamedPreset> read_preset(std::string const& name) {
    const bool folder = name.find('/') != std::string::npos;
    if (name.empty()) return nothing("which built-in router? The form is netns:PRESET, e.g. netns:linux");
    const fs::path path = folder ? fs::path(name) : data_folder() / "duts" / "kernel" / name;
    if (std::error_code trouble; !folder && !fs::exists(path, trouble))
        return nothing(fmt::format("no built-in router is called '{}'{}", name, suite::hint(name, names_in("duts/kernel"))));
    return found(suite::load_preset(path)).as([&](auto value) { return NamedPreset{std::move(value), path}; });
}

std::vector<model::Case> select(std::vector<model::Suite> const& suites, std::vector<std::string> const& globs) {
    const auto wanted = [&](model::Case const& scenario) {
        return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](auto const& glob) {
                   // A group's label stands in brackets, which a glob would take for a set of letters: those are compared as they are.
                   return glob == scenario.name() || fnmatch(glob.c_str(), scenario.id.c_str(), 0) == 0 ||
                          fnmatch(glob.c_str(), scenario.name().c_str(), 0) == 0;
               });
    };
    std::vector<model::Case> cases;
    for (auto const& suite : suites) std::copy_if(suite.cases.begin(), suite.cases.end(), std::back_inserter(cases), wanted);
    return cases;
}

std::string no_match(std::vector<model::Suite> const& suites, std::vector<std::string> const& globs) {
    // A slip in a glob is looked for among globs: every beginning of an id, with ".*" behind it.
    std::vector<std::string> words;
    for (auto const& suite : suites) {
        for (auto const& scenario : suite.cases) {
            words.push_back(scenario.id);
            for (auto dot = scenario.id.find('.'); dot != std::string::npos; dot = scenario.id.find('.', dot + 1))
                words.push_back(scenario.id.substr(0, dot) + ".*");
        }
    }
    for (auto const& glob : globs)
        if (select(suites, {glob}).empty())
            return fmt::format("no case matches '{}'{}; `tsuka list` shows what there is", glob, suite::hint(glob, words));
    return "no case matches; `tsuka list` shows what there is";
}

}  // namespace tsuka::app
