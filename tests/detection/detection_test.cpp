// The detection matrix: every planted defect is found by exactly the cases that defects/matrix.toml lists, and a faithful router by none.
// TSUKA_APPROVE=1 in the environment writes what was found to matrix.toml instead of comparing; read the difference before you keep it.
// With TSUKA_WHOLE_MATRIX=1 every defect meets every case, also those during which the router never asks for it.
#include "harness/app/catalogue.hpp"
#include "harness/suite/load_matrix.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"
#include "tests/detection/campaign.hpp"
#include "tests/support/certification.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace {

using namespace tsuka;
using namespace tsuka::detection;

const std::string matrix_path = TSUKA_SOURCE_DIR "/defects/matrix.toml";

std::vector<model::Case> all_cases() {
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    auto cases = app::select(*suites, {});
    BOOST_REQUIRE(!cases.empty());
    return cases;
}

model::RouterSpec router_called(std::string const& name) {
    auto loaded = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/" + name + ".toml");
    BOOST_REQUIRE(loaded.ok());
    return std::move(loaded.value);
}

model::RouterSpec faithful() {
    return router_called("faithful");
}

/// A router, and the cases that it is asked.
struct Ground {
    model::RouterSpec router;
    std::vector<model::Case> cases;
};

/// The faithful router, and those like it that stand elsewhere, for the cases that are about being there: each case is for the first whose
/// lab it fits.
std::vector<Ground> grounds() {
    auto cases = all_cases();
    // A path that another case found missing would leave out those that come after it: each says by itself what it finds.
    for (auto& one : cases) std::erase_if(one.needs, [](auto const& need) { return need.kind == model::Need::Kind::path; });
    std::vector<Ground> all;
    for (std::string const name :
         {"faithful", "routed", "double-nat", "shared-address", "ip-passthrough", "address-each", "address-conflict"}) {
        Ground ground{router_called(name), {}};
        const auto others =
            std::stable_partition(cases.begin(), cases.end(), [&](auto const& one) { return !fits(one, ground.router.lab); });
        ground.cases.assign(std::make_move_iterator(others), std::make_move_iterator(cases.end()));
        cases.erase(others, cases.end());
        BOOST_TEST(!ground.cases.empty(), name);
        all.push_back(std::move(ground));
    }
    for (auto const& left : cases) BOOST_ERROR("no router of the matrix has a lab for " << left.name());
    return all;
}

/// Every defect there is, and those with an onset that the matrix has chosen.
std::vector<std::string> rows_wanted(std::vector<suite::MatrixRow> const& rows) {
    std::vector<std::string> wanted;
    for (auto const* defect : sim::all_defects()) wanted.emplace_back(defect->name);
    for (auto const& row : rows)
        if (row.defect.find('@') != std::string::npos) wanted.push_back(row.defect);
    return wanted;
}

/// By case: what the router, alone with it, asks of its faults.
using Questions = std::vector<std::set<std::string_view>>;

Questions questions_on(Ground const& ground) {
    Questions asked(ground.cases.size());
    for_each_of(ground.cases.size(), [&](std::size_t at) {
        sim::Router simulated(ground.router);
        simulated.note_questions(asked[at]);
        (void)certification::run({ground.cases[at]}, ground.router, simulated, 1, {}, run::Counting::off, 0);
    });
    return asked;
}

/// Whether a case is asked of the router with that defect. Until it asks for the defect a router is the faithful one, so a case during
/// which it never does shows nothing, unless other cases have made it what the defect needs: then the matrix lists it. Cases of a thousand
/// packets are for faults that begin late: of the others they find what a hundred packets find.
bool concerns(suite::MatrixRow const& row, model::PlantedDefect const& defect, model::Case const& one,
              std::set<std::string_view> const& asks) {
    constexpr std::uint64_t late = 100;
    static const bool whole = std::getenv("TSUKA_WHOLE_MATRIX") != nullptr;
    if (defect.onset.after < late && one.id.starts_with("flow.thousand.")) return false;
    return whole || asks.contains(defect.name) || row.fails.contains(one.name()) || row.inconclusive.contains(one.name());
}

BOOST_AUTO_TEST_SUITE(detection_matrix)

BOOST_AUTO_TEST_CASE(the_faithful_router_satisfies_every_case) {
    for (auto const& ground : grounds()) {
        const auto outcome = app::run_all(ground.cases, ground.router);
        BOOST_TEST(outcome.trouble == "", ground.router.name);
        BOOST_TEST(outcome.cases == ground.cases.size(), ground.router.name);
        BOOST_TEST(outcome.fails.empty(), fmt::format("{} failed: {}", ground.router.name, fmt::join(outcome.fails, ", ")));
        BOOST_TEST(outcome.inconclusive.empty(),
                   fmt::format("{} inconclusive: {}", ground.router.name, fmt::join(outcome.inconclusive, ", ")));
        BOOST_TEST(outcome.others.empty(), fmt::format("{} not run: {}", ground.router.name, fmt::join(outcome.others, ", ")));
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_run) {
    const auto cases = all_cases();
    const auto once = app::run_all(cases, faithful(), {42, 1, {}});
    BOOST_TEST(once.fingerprint == app::run_all(cases, faithful(), {42, 1, {}}).fingerprint);
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
        const auto outcome = app::run_all(cases, router.value);
        BOOST_TEST(outcome.always.empty(), fmt::format("{}: {}", more, fmt::join(outcome.always, ", ")));
    }
}

/// The same router with another LAN.
model::RouterSpec on_lan(model::RouterSpec router, std::string const& first_octets) {
    auto& lan = router.lab.lan;
    const auto host = [&](char const* rest) { return parse_ipv4(first_octets + rest).value(); };
    lan.prefix = {host(".0.1"), 16};
    lan.first_client = host(".1.1");
    lan.last_client = host(".254.254");
    if (lan.static_client) lan.static_client = host(".0.10");
    return router;
}

/// One run for each LAN: what is said of a gateway that knows LAN hosts by one prefix alone differs over another one.
BOOST_AUTO_TEST_CASE(esp_is_the_same_over_every_lan_and_a_router_of_one_prefix_is_found) {
    auto cases = all_cases();
    std::erase_if(cases, [](auto const& one) { return !one.id.starts_with("esp."); });
    BOOST_REQUIRE_GE(cases.size(), 10U);
    const auto at_home = app::run_all(cases, on_lan(faithful(), "192.168"));
    BOOST_TEST(at_home.fails.empty());
    const auto of_one_prefix = router_called("eight-esp-slots");  // esp_slots_lan: 192.0.0.0/8
    const auto known = app::run_all(cases, on_lan(of_one_prefix, "192.168"));
    for (std::string const lan : {"10.77", "172.20", "100.70"}) {
        BOOST_TEST(app::run_all(cases, on_lan(faithful(), lan)).fingerprint == at_home.fingerprint, lan);
        BOOST_TEST(app::run_all(cases, on_lan(of_one_prefix, lan)).fails != known.fails, lan);
    }
}

/// Cases about what must not pass are kept by a router that has everything switched off, and by none that has it switched on.
BOOST_AUTO_TEST_CASE(what_is_switched_off_is_told_from_what_is_switched_on) {
    auto cases = all_cases();
    std::erase_if(cases, [](auto const& one) {
        return std::none_of(one.claims.begin(), one.claims.end(), [](auto const& claim) { return claim.starts_with("off."); });
    });
    BOOST_REQUIRE_GE(cases.size(), 3U);
    auto closed = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/closed.toml");
    BOOST_REQUIRE(closed.ok());
    const auto off = app::run_all(cases, closed.value);
    BOOST_TEST(off.fingerprint.find("violated") == std::string::npos, off.fingerprint);
    BOOST_TEST(off.fingerprint.find("undetermined") == std::string::npos, off.fingerprint);
    const auto on = app::run_all(cases, faithful());
    BOOST_TEST(on.fingerprint.find(" satisfied ") == std::string::npos, on.fingerprint);
}

/// What a router of each ground does with that defect, together.
app::Outcomes run_with(suite::MatrixRow const& row, std::vector<Ground> const& all, std::vector<Questions> const& asked) {
    const auto defect = suite::parse_planted(row.defect).value();
    app::Outcomes together;
    for (std::size_t place = 0; place < all.size(); ++place) {
        auto const& ground = all[place];
        std::vector<model::Case> cases;
        for (std::size_t at = 0; at < ground.cases.size(); ++at)
            if (concerns(row, defect, ground.cases[at], asked[place][at])) cases.push_back(ground.cases[at]);
        if (cases.empty()) continue;
        auto router = ground.router;
        router.defects.push_back(defect);
        const auto outcome = app::run_all(cases, router);
        together.fails.insert(outcome.fails.begin(), outcome.fails.end());
        together.inconclusive.insert(outcome.inconclusive.begin(), outcome.inconclusive.end());
        together.trouble += outcome.trouble;
    }
    return together;
}

BOOST_AUTO_TEST_CASE(every_defect_is_found_by_exactly_the_cases_listed) {
    const auto all = grounds();
    const auto loaded = suite::load_matrix(matrix_path);
    const auto defects = rows_wanted(loaded.value);
    std::vector<Questions> asked;
    for (auto const& ground : all) asked.push_back(questions_on(ground));
    std::vector<app::Outcomes> outcomes(defects.size());
    for_each_of(defects.size(), [&](std::size_t at) {
        const auto row = std::find_if(loaded.value.begin(), loaded.value.end(), [&](auto const& one) { return one.defect == defects[at]; });
        outcomes[at] = run_with(row == loaded.value.end() ? suite::MatrixRow{defects[at], {}, {}} : *row, all, asked);
    });
    std::vector<suite::MatrixRow> found;
    std::set<std::string> unfailed;
    for (auto const& ground : all)
        for (auto const& scenario : ground.cases) unfailed.insert(scenario.name());
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
