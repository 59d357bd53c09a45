// The list of defects: names, sentences, and that the router asks for none that is not on it.
#include "harness/sim/defect.hpp"
#include "harness/sim/faults.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <stdexcept>

namespace tsuka::sim {
namespace {

BOOST_AUTO_TEST_SUITE(defects)

BOOST_AUTO_TEST_CASE(each_has_a_name_of_its_own_and_a_sentence) {
    std::set<std::string_view> names;
    BOOST_TEST(all_defects().size() > 200U);
    for (auto const* defect : all_defects()) {
        BOOST_TEST(names.insert(defect->name).second, std::string(defect->name));
        BOOST_TEST(defect->sentence.ends_with('.'), std::string(defect->name));
        BOOST_TEST(find_defect(defect->name) == defect);
    }
    BOOST_TEST(find_defect("esp.spi-alterd") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_router_asks_for_no_other) {
    std::size_t asked = 0;
    for (auto const& entry : std::filesystem::directory_iterator(TSUKA_SOURCE_DIR "/harness/sim")) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const std::regex question(R"re(faults_\([^")]*"([a-z0-9.-]+)")re");
        for (std::sregex_iterator at(text.begin(), text.end(), question), end; at != end; ++at) {
            ++asked;
            BOOST_TEST(find_defect((*at)[1].str()) != nullptr, (*at)[1].str());
        }
    }
    BOOST_TEST(asked > 0U);
}

BOOST_AUTO_TEST_CASE(several_may_be_planted) {
    const Faults none({});
    BOOST_TEST(!none.any());
    BOOST_TEST(!none("esp.spi-altered"));
    const Faults two(with_defect(with_defect({}, "esp.spi-altered"), "ip.ttl-kept").defects);
    BOOST_TEST(two("esp.spi-altered"));
    BOOST_TEST(two("ip.ttl-kept"));
    BOOST_TEST(!two("ip.df-set"));
    BOOST_CHECK_THROW(Faults({{"esp.unknown"}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tsuka::sim
