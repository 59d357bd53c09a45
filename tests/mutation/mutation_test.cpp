// Each expectation of the cases that come with the program is taken out in turn: some router has to be there of which the case then says
// something else. Routers are the faithful one, those in routers/, and the faithful one with each defect that the matrix says the case
// finds: from the first packet, from a later one, in one direction, for a second client, and with another of them beside it. What none
// misses stands in dead.txt, with the reason why it is kept; nothing else may be dead. A few cases are looked at, of every kind of
// expectation; TSUKA_MUTATE=GLOB looks at those with such an id, TSUKA_MUTATE='*' at all, which takes minutes and lists what is dead of
// them.
#include "harness/cli/data.hpp"
#include "harness/suite/load_matrix.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"
#include "tests/detection/campaign.hpp"
#include "tests/mutation/mutants.hpp"
#include "tests/support/certification.hpp"

#include <fmt/format.h>
#include <fnmatch.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace {

using namespace tsuka;

const std::filesystem::path source = TSUKA_SOURCE_DIR;
constexpr std::array<std::string_view, 3> usual{"esp.single.outbound", "free.wireguard", "pptp.gre.seq-transparent"};

/// What one case alone finds of a router that nobody has met before.
model::CaseRecord alone(model::Case const& scenario, model::RouterSpec const& router) {
    sim::Router simulated(router);
    auto run = certification::run({scenario}, router, simulated, 1, {}, run::Counting::off, 0);
    BOOST_REQUIRE(run.record.cases.size() == 1U);
    auto record = std::move(run.record.cases.front());
    if (!run.trouble.empty()) {
        record.outcome = model::Outcome::error;
        record.reason = run.trouble;
    }
    return record;
}

model::RouterSpec described(std::filesystem::path const& path) {
    auto loaded = suite::load_router(path.string());
    BOOST_REQUIRE(loaded.ok());
    return std::move(loaded.value);
}

using Planted = std::vector<model::PlantedDefect>;

/// From when on a defect shows, beside from the first packet on.
std::vector<model::Onset> onsets() {
    std::vector<model::Onset> all;
    for (const std::uint64_t after : {1U, 2U, 3U, 4U, 5U, 6U, 8U, 10U, 16U, 24U}) all.emplace_back().after = after;
    for (const auto side : {Side::lan, Side::wan})
        for (const std::uint64_t after : {0U, 1U, 2U, 3U}) {
            all.emplace_back().after = after;
            all.back().direction = side;
        }
    for (const std::uint64_t clients : {2U, 3U}) all.emplace_back().clients = clients;
    return all;
}

/// Routers that a case may tell from the faithful one.
class Zoo {
public:
    Zoo() : faithful_(described(source / "routers/faithful.toml")) {
        const auto matrix = suite::load_matrix(source / "defects/matrix.toml");
        BOOST_REQUIRE(matrix.diagnostics.empty());
        for (auto const& row : matrix.value)
            for (auto const* found : {&row.fails, &row.inconclusive})
                for (auto const& name : *found) defects_[name].push_back(suite::parse_planted(row.defect).value());
        for (auto const& entry : std::filesystem::directory_iterator(source / "routers"))
            if (entry.path().stem() != "faithful") others_.push_back(described(entry.path()));
    }

    [[nodiscard]] model::RouterSpec const& faithful() const { return faithful_; }
    [[nodiscard]] std::vector<model::RouterSpec> const& others() const { return others_; }
    /// What is planted in the faithful router, the simple ones first.
    [[nodiscard]] std::vector<Planted> for_case(model::Case const& scenario) const {
        std::vector<Planted> all;
        const auto found = defects_.find(scenario.name());
        if (found == defects_.end()) return all;
        auto const& defects = found->second;
        for (auto const& one : defects) all.push_back({one});
        for (auto const& onset : onsets())
            for (auto const& one : defects)
                if (one.onset == model::Onset{}) all.push_back({{one.name, onset}});
        for (std::size_t first = 0; first < defects.size(); ++first)
            for (std::size_t second = 0; second < first; ++second) all.push_back({defects[first], defects[second]});
        return all;
    }

private:
    model::RouterSpec faithful_;
    std::map<std::string, Planted> defects_;  ///< by case
    std::vector<model::RouterSpec> others_;
};

/// What became of the expectations of all variants of a case.
struct Found {
    std::map<std::string, bool> missed;  ///< by what was taken out: some router shows it
    std::size_t runs = 0;
    std::string trouble;  ///< a case without the one thing could not be run
};

/// 1-based; 0: none.
unsigned failed_step(model::CaseRecord const& record) {
    const auto at = std::find_if(record.steps.begin(), record.steps.end(), [](auto const& step) {
        return step.status == model::StepStatus::failed || step.status == model::StepStatus::undetermined;
    });
    return at == record.steps.end() ? 0 : at->number;
}

class Examination {
public:
    Examination(model::Case const& scenario, Found& found) : scenario_(scenario), found_(found), mutants_(mutation::mutants_of(scenario)) {
        for (auto const& mutant : mutants_) found_.missed.try_emplace(mutant.what, false);
    }

    void run(Zoo const& zoo) {
        meet(zoo.faithful());
        for (auto const& router : zoo.others()) meet(router);
        for (auto const& planted : zoo.for_case(scenario_)) {
            if (over()) return;
            auto router = zoo.faithful();
            router.defects = planted;
            meet(router);
        }
    }

private:
    [[nodiscard]] bool over() const {
        return std::all_of(found_.missed.begin(), found_.missed.end(), [](auto const& one) { return one.second; });
    }

    void meet(model::RouterSpec const& router) {
        const auto whole = alone(scenario_, router);
        ++found_.runs;
        // Another router that looks the same to this case shows nothing more of it.
        if (!seen_.insert(sight(whole)).second) return;
        // A step that held has found nothing: only the one that failed can be missed, and classes where none did.
        const auto failed = failed_step(whole);
        for (auto const& mutant : mutants_) {
            auto& missed = found_.missed[mutant.what];
            if (missed || mutant.step != failed) continue;
            const auto less = alone(mutant.scenario, router);
            ++found_.runs;
            if (less.outcome == model::Outcome::error)
                found_.trouble = fmt::format("{}, {}: {}", scenario_.name(), mutant.what, less.reason);
            missed = mutation::told(whole) != mutation::told(less);
        }
    }

    /// What is told of the case, what arrived where, and what the router made of addresses and ports: all that conditions of classes ask.
    static std::string sight(model::CaseRecord const& record) {
        auto text = mutation::told(record) + "\n" + record.reason;
        for (auto const& frame : record.frames)
            if (!frame.sent && !frame.probe.empty()) text += "\n" + frame.probe + "@" + frame.actor;
        return text;
    }

    model::Case const& scenario_;
    Found& found_;
    std::vector<mutation::Mutant> mutants_;
    std::set<std::string> seen_;
};

/// "CASE: WHAT" and the reason, a pair of lines each.
std::map<std::string, std::string> known_dead() {
    std::map<std::string, std::string> dead;
    std::ifstream file(source / "tests/mutation/dead.txt");
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        std::string reason;
        std::getline(file, reason);
        BOOST_TEST(reason.starts_with("  "), "no reason after: " << line);
        dead.emplace(line, reason);
    }
    return dead;
}

bool is_chosen(std::string const& id) {
    auto const* glob = std::getenv("TSUKA_MUTATE");
    if (glob != nullptr) return ::fnmatch(glob, id.c_str(), 0) == 0;
    return std::find(usual.begin(), usual.end(), id) != usual.end();
}

BOOST_AUTO_TEST_SUITE(mutation_of_the_suites)

BOOST_AUTO_TEST_CASE(every_expectation_is_missed_when_it_is_not_there) {
    const auto claims = cli::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = cli::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    std::map<std::string, std::vector<model::Case>> by_id;
    for (auto& one : cli::select(*suites, {})) by_id[one.id].push_back(one);
    const Zoo zoo;
    std::vector<std::string> ids;
    for (auto const& [id, variants] : by_id)
        if (is_chosen(id)) ids.push_back(id);
    BOOST_REQUIRE(std::getenv("TSUKA_MUTATE") != nullptr || ids.size() == usual.size());
    std::vector<Found> found(ids.size());
    detection::for_each_of(ids.size(), [&](std::size_t at) {
        for (auto const& scenario : by_id.at(ids[at])) Examination(scenario, found[at]).run(zoo);
    });

    auto dead = known_dead();
    std::size_t asked = 0;
    std::size_t runs = 0;
    std::size_t missed_by_none = 0;
    for (std::size_t at = 0; at < ids.size(); ++at) {
        runs += found[at].runs;
        BOOST_TEST(found[at].trouble == "");
        for (auto const& [what, missed] : found[at].missed) {
            ++asked;
            const auto name = fmt::format("{}: {}", ids[at], what);
            const bool known = dead.erase(name) > 0;
            if (!missed) ++missed_by_none;
            if (!missed && !known) BOOST_ERROR("dead " << name);
            if (missed && known) BOOST_ERROR("dead.txt has what some router misses: " << name);
        }
    }
    for (auto const& [name, reason] : dead) {
        const auto id = name.substr(0, name.find(':'));
        const bool looked_at = std::find(ids.begin(), ids.end(), id) != ids.end();
        BOOST_TEST((by_id.contains(id) && !looked_at), "dead.txt has what no case asks: " << name);
    }
    BOOST_TEST_MESSAGE(fmt::format("{} expectations of {} cases, {} dead; {} runs", asked, ids.size(), missed_by_none, runs));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
