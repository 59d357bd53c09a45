// Suites of files and folders, which may not have cases of one id.
#include "harness/model/text.hpp"
#include "harness/suite/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tsuka::suite {

namespace {

/// Suite files below a folder, or the file itself.
std::vector<std::filesystem::path> files_of(std::filesystem::path const& path, Diagnostics& diagnostics) {
    std::error_code trouble;
    if (!std::filesystem::is_directory(path, trouble)) return {path};
    std::vector<std::filesystem::path> files;
    std::filesystem::recursive_directory_iterator walk(path, trouble);
    while (!trouble && walk != std::filesystem::recursive_directory_iterator{}) {
        auto const& file = walk->path();
        bool const suite = file.filename() != "claims.toml" && file.filename() != "users.toml";
        if (file.extension() == ".toml" && suite) files.push_back(file);
        walk.increment(trouble);
    }
    if (trouble) diagnostics.push_back({{path.string(), 0, 0}, true, fmt::format("cannot read the folder: {}", trouble.message())});
    if (!trouble && files.empty()) diagnostics.push_back({{path.string(), 0, 0}, true, "there is no suite file in this folder"});
    std::sort(files.begin(), files.end());
    return files;
}

void refuse_twins(std::vector<model::Suite> const& suites, Diagnostics& diagnostics) {
    std::map<std::string, model::Spot> cases;
    std::map<std::string, std::string> heads;
    for (auto const& suite : suites) {
        auto const [head, fresh] = heads.try_emplace(suite.id, suite.file);
        if (!fresh && !suite.id.empty())
            diagnostics.push_back({{suite.file, 1, 1}, true, fmt::format("{} has the suite id '{}' too", head->second, suite.id)});
        for (auto const& one : suite.cases) {
            auto const [at, first] = cases.try_emplace(one.id, one.spot);
            auto const& spot = at->second;
            bool const same_place = spot.file == one.spot.file && spot.line == one.spot.line && spot.column == one.spot.column;
            if (first || same_place || one.id.empty()) continue;
            diagnostics.push_back({one.spot, true, fmt::format("the case id '{}' stands at {} already", one.id, model::to_string(spot))});
        }
    }
}

}  // namespace

Loaded<std::vector<model::Suite>> load_suites(std::vector<std::filesystem::path> const& paths, Vocabulary const& vocabulary) {
    Loaded<std::vector<model::Suite>> loaded;
    std::set<std::filesystem::path> seen;
    for (auto const& path : paths) {
        for (auto const& file : files_of(path, loaded.diagnostics)) {
            std::error_code trouble;
            auto const whole = std::filesystem::weakly_canonical(file, trouble);
            if (!seen.insert(trouble ? file : whole).second) continue;
            auto one = load_suite(file, vocabulary);
            loaded.diagnostics.insert(loaded.diagnostics.end(), one.diagnostics.begin(), one.diagnostics.end());
            loaded.value.push_back(std::move(one.value));
        }
    }
    refuse_twins(loaded.value, loaded.diagnostics);
    tidy(loaded.diagnostics);
    return loaded;
}

}  // namespace tsuka::suite
