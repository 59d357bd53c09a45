// Each expectation of the cases that come with the program is taken out or inverted in turn: some router has to be there of which the case
// then says something else. What no router misses is dead and stands in dead.txt, with the reason why it is kept; nothing else may be.
// Every sixth case is looked at; TSUKA_MUTATE='GLOB GLOB' looks at those with such ids, TSUKA_MUTATE='*' at all, which takes some minutes
// of CPU.
#include "harness/cli/data.hpp"
#include "tests/detection/campaign.hpp"
#include "tests/mutation/examination.hpp"

#include <fmt/format.h>
#include <fnmatch.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

namespace {

using namespace tsuka;
using mutation::Found;

const std::filesystem::path source = TSUKA_SOURCE_DIR;
bool fits(std::string const& glob, std::string const& text) {
    return ::fnmatch(glob.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

/// What is dead and stays: "CASE: EXPECTATION", and the reason on the next line.
class Kept {
public:
    Kept() {
        std::ifstream file(source / "tests/mutation/dead.txt");
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line.front() == '#') continue;
            std::string reason;
            std::getline(file, reason);
            BOOST_TEST(reason.starts_with("  "), "no reason after: " << line);
            used_.emplace(line, false);
        }
    }

    bool has(std::string const& name) {
        const auto found = used_.find(name);
        return found != used_.end() && (found->second = true);
    }

    /// All that are dead of those cases were looked for, so what is listed of them has been found, or is not dead.
    void check_used(std::vector<std::string> const& examined, std::vector<std::string> const& all) const {
        const auto among = [](std::vector<std::string> const& ids, std::string const& id) {
            return std::find(ids.begin(), ids.end(), id) != ids.end();
        };
        for (auto const& [name, used] : used_) {
            const auto of_case = name.substr(0, name.find(": "));
            BOOST_TEST(among(all, of_case), "dead.txt has no case: " << name);
            BOOST_TEST((used || !among(examined, of_case)), "dead.txt has what is not dead: " << name);
        }
    }

private:
    std::map<std::string, bool> used_;
};

/// About one case in six, and always the same ones, whatever others there are.
bool is_of_the_sample(std::string const& id) {
    constexpr std::uint32_t one_in = 6;
    std::uint32_t hash = 2166136261;  // FNV-1a
    for (const char letter : id) hash = (hash ^ static_cast<std::uint8_t>(letter)) * 16777619U;
    return hash % one_in == 0;
}

bool is_chosen(std::string const& id) {
    auto const* globs = std::getenv("TSUKA_MUTATE");
    if (globs == nullptr) return is_of_the_sample(id);
    std::istringstream words(globs);
    return std::any_of(std::istream_iterator<std::string>(words), {}, [&](auto const& glob) { return fits(glob, id); });
}

BOOST_AUTO_TEST_SUITE(mutation_of_the_suites)

BOOST_AUTO_TEST_CASE(every_expectation_is_missed) {
    const auto claims = cli::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = cli::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    std::map<std::string, std::vector<model::Case>> by_id;
    for (auto& one : cli::select(*suites, {})) by_id[one.id].push_back(one);
    const mutation::Zoo zoo;
    std::vector<std::string> ids;
    for (auto const& [id, variants] : by_id)
        if (is_chosen(id)) ids.push_back(id);
    BOOST_REQUIRE(!ids.empty());
    std::vector<Found> found(ids.size());
    detection::for_each_of(ids.size(), [&](std::size_t at) {
        for (auto const& scenario : by_id.at(ids[at])) mutation::Examination(scenario, zoo, found[at]).run();
    });

    Kept kept;
    std::size_t asked = 0;
    std::size_t runs = 0;
    std::size_t missed_by_none = 0;
    std::array<std::size_t, mutation::kins> by{};
    for (std::size_t at = 0; at < ids.size(); ++at) {
        runs += found[at].runs;
        for (std::size_t kin = 0; kin < by.size(); ++kin) by[kin] += found[at].by[kin];
        BOOST_TEST(found[at].trouble == "");
        for (auto const& [what, missed] : found[at].missed) {
            ++asked;
            if (missed) continue;
            ++missed_by_none;
            const auto name = fmt::format("{}: {}", ids[at], what);
            BOOST_TEST(kept.has(name), "dead " << name);
        }
    }
    std::vector<std::string> all;
    for (auto const& [id, variants] : by_id) all.push_back(id);
    kept.check_used(ids, all);
    BOOST_TEST_MESSAGE(
        fmt::format("{} expectations of {} cases, {} dead; missed of described routers {}, of planted defects {}, of single frames {}, of "
                    "routers made at random {}, of the kernel's {}; {} runs",
                    asked, ids.size(), missed_by_none, by[0], by[1], by[2], by[3], by[4], runs));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
