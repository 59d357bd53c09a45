// Each expectation of the cases that come with the program is taken out or inverted in turn: some router has to be there of which the case
// then says something else. What no router misses is dead, and none may be.
// Every sixth case is looked at; TSUKA_MUTATE='GLOB GLOB' looks at those with such ids, TSUKA_MUTATE='*' at all, which takes some minutes
// of CPU.
#include "harness/app/catalogue.hpp"
#include "tests/detection/campaign.hpp"
#include "tests/mutation/examination.hpp"

#include <fmt/format.h>
#include <fnmatch.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>
#include <sstream>

namespace {

using namespace tsuka;
using mutation::Found;

bool fits(std::string const& glob, std::string const& text) {
    return ::fnmatch(glob.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

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
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    std::map<std::string, std::vector<model::Case>> by_id;
    for (auto& one : app::select(*suites, {})) by_id[one.id].push_back(one);
    const mutation::Zoo zoo;
    std::vector<std::string> ids;
    for (auto const& [id, variants] : by_id)
        if (is_chosen(id)) ids.push_back(id);
    BOOST_REQUIRE(!ids.empty());
    std::vector<Found> found(ids.size());
    detection::for_each_of(ids.size(), [&](std::size_t at) {
        for (auto const& scenario : by_id.at(ids[at])) mutation::Examination(scenario, zoo, found[at]).run();
    });

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
            BOOST_ERROR(fmt::format("dead {}: {}", ids[at], what));
        }
    }
    BOOST_TEST_MESSAGE(
        fmt::format("{} expectations of {} cases, {} dead; missed of described routers {}, of planted defects {}, of single frames {}, of "
                    "routers made at random {}, of the kernel's {}; {} runs",
                    asked, ids.size(), missed_by_none, by[0], by[1], by[2], by[3], by[4], runs));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
