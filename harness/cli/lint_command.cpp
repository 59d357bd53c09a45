// `tsuka lint`: whether suites, claims, profiles and the guide to users are well said; all that is wrong at once.
#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/version.hpp"
#include "harness/suite/lint.hpp"
#include "harness/suite/load.hpp"
#include "harness/suite/load_users.hpp"
#include "reports/objections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tsuka::cli {

namespace fs = std::filesystem;

namespace {

std::string count_of(std::size_t number, std::string const& what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// What was read and what is to be said of it.
struct Read {
    std::vector<model::Suite> suites;
    suite::Diagnostics found;
};

template <class T>
T take(suite::Loaded<T> loaded, suite::Diagnostics& found) {
    found.insert(found.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
    return std::move(loaded.value);
}

void add(suite::Diagnostics more, suite::Diagnostics& found) {
    found.insert(found.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Readers first; what a broken file means is not asked.
Read read_all(std::vector<std::string> const& paths) {
    Read read;
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
    if (ours) add(suite::lint_users(users, read.suites, guide.string()), read.found);
    return read;
}

/// Files below the folder we stand in are named from there: that is how a service finds them in the change.
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

}  // namespace

int lint(LintOptions const& options) {
    auto [suites, found] = read_all(options.suites);
    suite::tidy(found);
    const bool broken = suite::has_errors(found);
    if (options.format != "text") {
        fmt::print("{}", options.format == "github" ? reports::render_github(objections(found))
                                                    : reports::render_sarif(objections(found), tool_version()));
        return broken ? exit_usage : 0;
    }
    if (!tell(found)) return exit_usage;
    std::size_t cases = 0;
    for (auto const& suite : suites) cases += suite.cases.size();
    fmt::print("{}, {}: {}\n", count_of(suites.size(), "suite"), count_of(cases, "case"),
               found.empty() ? "nothing to object to" : count_of(found.size(), "warning"));
    return 0;
}

}  // namespace tsuka::cli
