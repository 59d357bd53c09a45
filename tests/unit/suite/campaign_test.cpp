// Campaigns: what they may say, and what is refused with file and line.
#include "harness/suite/load_campaign.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(campaigns)

using namespace tsuka;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(all_keys) {
    const auto loaded = suite::parse_campaign(R"(format = 1
title = "T"
about = "A"
only = ["esp.*", "pptp.*"]
longest = "2m"
budget = "30m"
memory = "full"
confirm = 0
jobs = 4
max_fail = 10
repeat = 3
shuffle = true
)",
                                              "c.toml");
    BOOST_REQUIRE(loaded.ok());
    auto const& campaign = loaded.value;
    BOOST_TEST(campaign.title == "T");
    BOOST_TEST((campaign.only == std::vector<std::string>{"esp.*", "pptp.*"}));
    BOOST_TEST((campaign.longest == Duration{2min} && campaign.budget == Duration{30min}));
    BOOST_TEST(campaign.memory == "full");
    BOOST_TEST(
        (campaign.confirm == 0U && campaign.jobs == 4U && campaign.most_failures == 10U && campaign.repeat == 3U && campaign.shuffle));
}

BOOST_AUTO_TEST_CASE(little_is_needed) {
    const auto loaded = suite::parse_campaign("format = 1\ntitle = \"T\"\n", "c.toml");
    BOOST_REQUIRE(loaded.ok());
    BOOST_TEST((!loaded.value.longest && !loaded.value.confirm && loaded.value.memory.empty() && loaded.value.only.empty()));
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
    for (auto const* line : {"longst = \"2m\"", "longest = 5", "budget = \"0s\"", "memory = \"some\"", "jobs = 0", "confirm = 21",
                             "only = \"esp.*\"", "max_fail = 0", "shuffle = 1", "repeat = 1001"}) {
        const auto loaded = suite::parse_campaign(std::string("format = 1\ntitle = \"T\"\n") + line + "\n", "c.toml");
        BOOST_TEST(!loaded.ok(), line);
    }
    BOOST_TEST(!suite::parse_campaign("title = \"T\"\n", "c.toml").ok());
    BOOST_TEST(!suite::parse_campaign("format = 1\n", "c.toml").ok());
}

BOOST_AUTO_TEST_SUITE_END()
