// Everything that comes with the program, loaded: cases, claims, a profile, simulated routers.
#pragma once

#include "harness/suite/load.hpp"
#include "tests/fuzz/specs.hpp"
#include "tests/support/flow_words.hpp"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace tsuka::fuzz {

struct Shipped {
    std::vector<model::Claim> claims;
    std::vector<model::Suite> suites;
    std::vector<model::Case const*> cases;
    std::vector<model::RouterSpec> routers;
    model::Profile profile;
};

inline Shipped shipped() {
    Shipped all;
    const std::filesystem::path root = TSUKA_SOURCE_DIR;
    all.claims = suite::load_claims(root / "suites" / "claims.toml").value;
    suite::Vocabulary words{{}, suite::ids_of(all.claims)};
    words.flows = flow_words();
    auto loaded = suite::load_suites({root / "suites"}, words);
    auto profile = suite::load_profile(root / "profiles" / "tr-124-plus.toml", all.claims);
    if (!loaded.ok() || !profile.ok()) std::abort();
    all.suites = std::move(loaded.value);
    all.profile = std::move(profile.value);
    for (auto const& one : all.suites)
        for (auto const& scenario : one.cases) all.cases.push_back(&scenario);
    all.routers = shipped_routers();
    if (all.cases.empty()) std::abort();
    return all;
}

}  // namespace tsuka::fuzz
