#include "harness/app/lint.hpp"

#include "harness/app/catalogue.hpp"
#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_language.hpp"
#include "harness/suite/load_users.hpp"
#include "reports/phrases.hpp"
#include "reports/translated.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace tsuka::app {

namespace fs = std::filesystem;

namespace {

template <class T>
T take(suite::Loaded<T> loaded, suite::Diagnostics& found) {
    found.insert(found.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
    return std::move(loaded.value);
}

void add(suite::Diagnostics more, suite::Diagnostics& found) {
    found.insert(found.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What each language lacks, by kind of text; ids that nobody asks for are warnings.
void lint_languages(Linted& read, std::vector<model::Claim> const& claims, std::vector<model::Profile> const& profiles,
                    model::UserGuide const& users) {
    auto wanted = reports::interface_ids();
    const auto guide = reports::guide_ids(users);
    wanted.insert(wanted.end(), guide.begin(), guide.end());
    for (auto const& claim : claims) wanted.push_back("claim." + claim.id);
    for (auto const& profile : profiles)
        for (auto const& text : {profile.title, profile.about})
            if (!text.empty()) wanted.push_back("profile." + text);
    std::set<std::string> cases;
    for (auto const& suite : read.suites)
        for (auto const& scenario : suite.cases) cases.insert("case." + scenario.id);
    wanted.insert(wanted.end(), cases.begin(), cases.end());
    std::set<std::string> classes;
    for (auto const& suite : read.suites)
        for (auto const& scenario : suite.cases)
            for (auto const& one : scenario.classes)
                if (!one.about.empty()) classes.insert("class." + one.about);
    wanted.insert(wanted.end(), classes.begin(), classes.end());
    const auto phrases = reports::phrase_ids();
    wanted.insert(wanted.end(), phrases.begin(), phrases.end());
    for (auto const& name : names_in("lang")) {
        const auto path = data_folder() / "lang" / (name + ".toml");
        const auto language = take(suite::load_language(path), read.found);
        auto gaps = suite::gaps_of(language, wanted, path.string());
        add(std::move(gaps.stale), read.found);
        std::map<std::string, std::size_t> kinds;
        for (auto const& id : gaps.missing) ++kinds[id.substr(0, id.find('.'))];
        std::vector<std::string> words;
        for (auto const& [kind, count] : kinds) words.push_back(fmt::format("{} {}", kind, count));
        read.languages.push_back(gaps.missing.empty() ? fmt::format("{}: all {} texts are there", name, wanted.size())
                                                      : fmt::format("{}: {} of {} texts are missing and stand in English ({})", name,
                                                                    gaps.missing.size(), wanted.size(), fmt::join(words, ", ")));
    }
}

Linted read_all(std::vector<std::string> const& paths) {
    Linted read;
    const bool ours = paths.empty();
    const auto claims = take(suite::load_claims(data_folder() / "suites" / "claims.toml"), read.found);
    std::vector<fs::path> folders(paths.begin(), paths.end());
    if (ours) folders.push_back(data_folder() / "suites");
    read.suites = take(suite::load_suites(folders, vocabulary(claims)), read.found);
    std::vector<model::Profile> profiles;
    for (auto const& name : names_in("profiles"))
        profiles.push_back(take(suite::load_profile(data_folder() / "profiles" / (name + ".toml"), claims), read.found));
    const auto guide = data_folder() / "suites" / "users.toml";
    const auto users = ours ? take(suite::load_users(guide), read.found) : model::UserGuide{};
    if (suite::has_errors(read.found)) return read;
    // A part of the suites cannot be blamed for claims that the rest tests.
    add(ours ? suite::lint(read.suites, claims, profiles) : suite::lint(read.suites, {}, {}), read.found);
    if (ours) {
        add(suite::lint_users(users, read.suites, guide.string()), read.found);
        lint_languages(read, claims, profiles, users);
    }
    return read;
}

}  // namespace

Linted lint(std::vector<std::string> const& paths) {
    auto read = read_all(paths);
    suite::tidy(read.found);
    return read;
}

std::vector<reports::Objection> objections(suite::Diagnostics const& found) {
    std::vector<reports::Objection> all;
    for (auto const& one : found) {
        std::error_code trouble;
        const auto way = fs::relative(one.spot.file, trouble).generic_string();
        const bool below = !trouble && !way.empty() && !way.starts_with("..");
        all.push_back({below ? way : one.spot.file, one.spot.line, one.spot.column, one.error, one.text});
    }
    return all;
}

}  // namespace tsuka::app
