// The detection matrix: every planted defect is found by exactly the cases that defects/matrix.toml lists, and a faithful router by none.
// TSUKA_APPROVE=1 in the environment writes what was found to matrix.toml instead of comparing; read the difference before you keep it.
#include "harness/cli/data.hpp"
#include "harness/suite/load_matrix.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"
#include "tests/detection/campaign.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

namespace {

using namespace tsuka;
using namespace tsuka::detection;

const std::string matrix_path = TSUKA_SOURCE_DIR "/defects/matrix.toml";

std::vector<model::Case> all_cases() {
    const auto claims = cli::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = cli::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    auto cases = cli::select(*suites, {});
    BOOST_REQUIRE(!cases.empty());
    return cases;
}

model::RouterSpec faithful() {
    auto loaded = suite::load_router(TSUKA_SOURCE_DIR "/routers/faithful.toml");
    BOOST_REQUIRE(loaded.ok());
    return std::move(loaded.value);
}

/// Every defect there is, and those with an onset that the matrix has chosen.
std::vector<std::string> rows_wanted(std::vector<suite::MatrixRow> const& rows) {
    std::vector<std::string> wanted;
    for (auto const* defect : sim::all_defects()) wanted.emplace_back(defect->name);
    for (auto const& row : rows)
        if (row.defect.find('@') != std::string::npos) wanted.push_back(row.defect);
    return wanted;
}

BOOST_AUTO_TEST_SUITE(detection_matrix)

BOOST_AUTO_TEST_CASE(the_faithful_router_satisfies_every_case) {
    const auto cases = all_cases();
    const auto outcome = cli::run_all(cases, faithful());
    BOOST_TEST(outcome.trouble == "");
    BOOST_TEST(outcome.cases == cases.size());
    BOOST_TEST(outcome.fails.empty(), fmt::format("failed: {}", fmt::join(outcome.fails, ", ")));
    BOOST_TEST(outcome.inconclusive.empty(), fmt::format("inconclusive: {}", fmt::join(outcome.inconclusive, ", ")));
    BOOST_TEST(outcome.others.empty(), fmt::format("not run: {}", fmt::join(outcome.others, ", ")));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_run) {
    const auto cases = all_cases();
    const auto once = cli::run_all(cases, faithful(), {42, 1, {}});
    BOOST_TEST(once.fingerprint == cli::run_all(cases, faithful(), {42, 1, {}}).fingerprint);
    BOOST_TEST(once.fails.empty());
}

/// What a manual may document ("the first client gets every reply") breaks what the profile says of several clients, and nothing that holds
/// for every router: not in the case that names the class, and in no other case either.
BOOST_AUTO_TEST_CASE(what_a_class_excuses_is_excused_in_every_case) {
    const auto cases = all_cases();
    for (std::string const more :
         {"ike = \"K6\"", "ike = \"K1\"", "ike = \"K4\"", "ike = \"K5\"", "l2tp = \"L2\"", "esp = [\"E4\", \"E8\"]"}) {
        auto router =
            suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"passthrough\"\noverlapping = \"all\"\n" + more + "\n", "x.toml");
        BOOST_REQUIRE_MESSAGE(router.ok(), more);
        const auto outcome = cli::run_all(cases, router.value);
        BOOST_TEST(outcome.always.empty(), fmt::format("{}: {}", more, fmt::join(outcome.always, ", ")));
    }
}

/// Cases about what must not pass are kept by a router that has everything switched off, and by none that has it switched on.
BOOST_AUTO_TEST_CASE(what_is_switched_off_is_told_from_what_is_switched_on) {
    auto cases = all_cases();
    std::erase_if(cases, [](auto const& one) {
        return std::none_of(one.claims.begin(), one.claims.end(), [](auto const& claim) { return claim.starts_with("off."); });
    });
    BOOST_REQUIRE_GE(cases.size(), 3U);
    auto closed = suite::load_router(TSUKA_SOURCE_DIR "/routers/closed.toml");
    BOOST_REQUIRE(closed.ok());
    const auto off = cli::run_all(cases, closed.value);
    BOOST_TEST(off.fingerprint.find("violated") == std::string::npos, off.fingerprint);
    BOOST_TEST(off.fingerprint.find("undetermined") == std::string::npos, off.fingerprint);
    const auto on = cli::run_all(cases, faithful());
    BOOST_TEST(on.fingerprint.find(" satisfied ") == std::string::npos, on.fingerprint);
}

BOOST_AUTO_TEST_CASE(every_defect_is_found_by_exactly_the_cases_listed) {
    const auto cases = all_cases();
    const auto loaded = suite::load_matrix(matrix_path);
    const auto defects = rows_wanted(loaded.value);
    std::vector<model::RouterSpec> routers;
    for (auto const& defect : defects) {
        routers.push_back(faithful());
        routers.back().defects.push_back(suite::parse_planted(defect).value());
    }
    const auto outcomes = run_routers(cases, routers);
    std::vector<suite::MatrixRow> found;
    std::set<std::string> unfailed;
    for (auto const& scenario : cases) unfailed.insert(scenario.name());
    for (std::size_t at = 0; at < defects.size(); ++at) {
        auto const& name = defects[at];
        auto const& outcome = outcomes[at];
        BOOST_TEST(outcome.trouble == "", name);
        BOOST_TEST(!outcome.fails.empty(), fmt::format("no case finds {}", name));
        for (auto const& failed : outcome.fails) unfailed.erase(failed);
        found.push_back({name, outcome.fails, outcome.inconclusive});
    }
    BOOST_TEST(unfailed.empty(), fmt::format("no defect fails {}", fmt::join(unfailed, ", ")));
    if (std::getenv("TSUKA_APPROVE") != nullptr) {
        std::ofstream(matrix_path) << write_matrix(found);
        return;
    }
    const std::string trouble = loaded.diagnostics.empty() ? "" : suite::to_string(loaded.diagnostics.front());
    BOOST_REQUIRE_EQUAL(trouble, "");
    auto const& rows = loaded.value;
    BOOST_REQUIRE_EQUAL(rows.size(), found.size());
    for (std::size_t at = 0; at < found.size(); ++at) {
        BOOST_TEST(rows[at].defect == found[at].defect);
        BOOST_TEST(rows[at].fails == found[at].fails, fmt::format("{} fails: {}", found[at].defect, fmt::join(found[at].fails, ", ")));
        BOOST_TEST(rows[at].inconclusive == found[at].inconclusive,
                   fmt::format("{} leaves open: {}", found[at].defect, fmt::join(found[at].inconclusive, ", ")));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
