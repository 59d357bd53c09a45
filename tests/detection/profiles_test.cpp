// docs/profiles.md: what each shipped profile says of each simulated router, and why where it says no. TSUKA_APPROVE=1 in the environment
// writes the page; the reasons stand in why.txt beside this file, and each failure of a router that claims something has to have one.
#include "harness/app/catalogue.hpp"
#include "harness/judge/judge.hpp"
#include "harness/model/report.hpp"
#include "harness/suite/load_router.hpp"
#include "reports/summary.hpp"
#include "tests/detection/campaign.hpp"
#include "tests/support/certification.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

BOOST_AUTO_TEST_SUITE(profiles_and_routers)

using namespace tsuka;

namespace {

const std::filesystem::path source = TSUKA_SOURCE_DIR;

/// By router or profile name, without ".toml".
std::vector<std::string> names_in(std::string const& folder) {
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(source / folder))
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string text_of(std::filesystem::path const& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Profiles of built-in routers are about what the kernel is known to do, and nobody else promises that.
bool is_for_anybody(std::string const& profile) {
    const bool for_one_situation = profile == "address-conflict";  // other labs cannot settle it
    return !for_one_situation && !std::filesystem::exists(source / "duts" / "kernel" / profile);
}

struct Judgement {
    std::string verdict;           ///< "conforms", "kept as far as tested (21 of 24 claims)"
    std::set<std::string> broken;  ///< claims: of the profile, and those that hold for every router
};

Judgement judged(model::Record const& record, model::Profile const& profile, std::vector<model::Claim> const& claims) {
    const auto report = judge::judge(record, profile, claims);
    Judgement found{reports::conclude(report).word, {}};
    for (auto const& row : report.rows)
        for (auto const& claim : row.claims)
            if (row.verdict == model::Verdict::fail && claim.verdict == model::Verdict::fail) found.broken.insert(claim.claim.id);
    return found;
}

/// "ROUTER CLAIM sentence", a line each.
std::map<std::pair<std::string, std::string>, std::string> reasons() {
    std::map<std::pair<std::string, std::string>, std::string> all;
    std::istringstream lines(text_of(source / "tests/detection/why.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream words(line);
        std::string router;
        std::string claim;
        std::string sentence;
        words >> router >> claim;
        std::getline(words >> std::ws, sentence);
        BOOST_TEST(all.emplace(std::pair(router, claim), sentence).second, line);
        BOOST_TEST(sentence != "", line);
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_each_profile_says_of_each_router_is_known_and_explained) {
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    std::vector<model::Profile> profiles;
    std::string page =
        "# Profiles\n\nWhat a router can be judged by (`--profile`); each file in `profiles/` says where its claims come from. This page "
        "is "
        "written and checked by a\ntest.\n\n| profile | what it is |\n|---|---|\n";
    for (auto const& name : names_in("profiles")) {
        auto profile = app::read_profile(name, *claims);
        BOOST_REQUIRE(profile);
        page += fmt::format("| `{}` | {} |\n", name, profile->profile.title);
        if (is_for_anybody(name)) profiles.push_back(std::move(profile->profile));
    }

    const auto routers = names_in("duts/simulated");
    std::vector<certification::Run> runs(routers.size());
    std::vector<model::RouterSpec> described;
    for (auto const& name : routers) {
        auto loaded = suite::load_router((source / "duts" / "simulated" / (name + ".toml")).string());
        BOOST_REQUIRE(loaded.ok());
        described.push_back(std::move(loaded.value));
    }
    detection::for_each_of(routers.size(), [&](std::size_t at) {
        sim::Router simulated(described[at]);
        runs[at] = certification::run(app::select(*suites, {}), described[at], simulated, 1, {}, run::Counting::count);
    });

    page +=
        "\n## What they say of simulated routers\n\nWhole runs of all cases with seed 1, whose record each profile judges. \"Kept\": "
        "nothing was "
        "found broken, but the lab cannot settle\nall claims (it names no static client, its WAN takes full-size packets, it has no IPv6). "
        "Simulated "
        "routers show what a report looks like; they are no "
        "evidence about the products that they are called after.\n\n| router |";
    for (auto const& profile : profiles) page += fmt::format(" `{}` |", profile.id);
    page += "\n|---" + [&] {
        std::string line;
        for (std::size_t at = 0; at < profiles.size(); ++at) line += "|---";
        return line;
    }() + "|\n";
    std::map<std::string, std::map<std::string, std::set<std::string>>> broken;  // router, claim: profiles
    for (std::size_t at = 0; at < routers.size(); ++at) {
        BOOST_TEST(runs[at].trouble == "", routers[at]);
        BOOST_TEST(runs[at].record.ended == "", routers[at]);
        page += fmt::format("| `{}` |", routers[at]);
        for (auto const& profile : profiles) {
            const auto found = judged(runs[at].record, profile, *claims);
            page += fmt::format(" {} |", found.verdict);
            for (auto const& claim : found.broken) broken[routers[at]][claim].insert(profile.id);
        }
        page += "\n";
    }

    page += "\n## Why not\n\n**Any router that the profile is not about**\n\n";
    auto why = reasons();
    std::map<std::string, std::string> general;
    for (auto const& [pair, sentence] : why)
        if (pair.first == "*") general.emplace(pair.second, sentence);
    for (auto const& [claim, sentence] : general) page += fmt::format("- `{}`: {}\n", claim, sentence);
    for (auto const& [router, by_claim] : broken) {
        std::string list;
        for (auto const& [claim, said_by] : by_claim) {
            if (general.contains(claim)) {
                why.erase({"*", claim});
                continue;
            }
            const auto reason = why.find({router, claim});
            BOOST_TEST((reason != why.end()),
                       fmt::format("why.txt does not say why {} breaks {} ({})", router, claim, fmt::join(said_by, ", ")));
            if (reason == why.end()) continue;
            list += fmt::format("- `{}` ({}): {}\n", claim, fmt::join(said_by, ", "), reason->second);
            why.erase(reason);
        }
        const auto place = static_cast<std::size_t>(std::find(routers.begin(), routers.end(), router) - routers.begin());
        if (!list.empty()) page += fmt::format("\n**`{}`**: {}\n\n{}", router, described[place].about, list);
    }
    for (auto const& [pair, sentence] : why) BOOST_ERROR("why.txt explains what is not broken: " << pair.first << " " << pair.second);

    const auto path = source / "docs/profiles.md";
    if (std::getenv("TSUKA_APPROVE") != nullptr)
        std::ofstream(path) << page;
    else
        BOOST_TEST(text_of(path) == page, "docs/profiles.md is not what the program says: TSUKA_APPROVE=1 writes it");
}

BOOST_AUTO_TEST_SUITE_END()
