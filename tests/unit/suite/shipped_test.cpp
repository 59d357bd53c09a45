// The suites, profiles and presets of this tree load and lint clean.
#include "harness/suite/load_users.hpp"
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

BOOST_AUTO_TEST_SUITE(shipped)

using namespace tsuka;

namespace {

std::filesystem::path const source{TSUKA_SOURCE_DIR};

std::vector<model::Claim> claims() {
    auto loaded = suite::load_claims(source / "suites" / "claims.toml");
    BOOST_TEST(words::printed(loaded.diagnostics) == "");
    return loaded.value;
}

std::vector<model::Suite> suites() {
    auto loaded = suite::load_suites({source / "suites"}, words::vocabulary(suite::ids_of(claims())));
    BOOST_TEST(words::printed(loaded.diagnostics) == "");
    return loaded.value;
}

std::vector<model::Profile> profiles() {
    std::vector<model::Profile> found;
    for (auto const& file : std::filesystem::directory_iterator(source / "profiles")) {
        auto loaded = suite::load_profile(file.path(), claims());
        BOOST_TEST(words::printed(loaded.diagnostics) == "");
        found.push_back(loaded.value);
    }
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(suites_profiles_and_claims_lint_clean) {
    BOOST_TEST(words::printed(suite::lint(suites(), claims(), profiles())) == "");
}

BOOST_AUTO_TEST_CASE(the_guide_for_users_fits_the_suites) {
    auto const loaded = suite::load_users(source / "suites" / "users.toml");
    BOOST_TEST(words::printed(loaded.diagnostics) == "");
    BOOST_TEST(words::printed(suite::lint_users(loaded.value, suites(), "users.toml")) == "");
    BOOST_TEST(loaded.value.kinds.size() >= 7U);
}

BOOST_AUTO_TEST_CASE(a_guide_that_does_not_fit_is_told) {
    auto const loaded = suite::parse_users(
        "format = 1\n[[situation]]\nid = \"one\"\ntitle = \"One\"\nunasked = [\"nobody\"]\n[words]\n\"gone\" = \"\"\n"
        "[[kind]]\nid = \"x\"\ntitle = \"X\"\n[kind.cases]\none = [\"multi.pptp.same-server\", \"no.such.case\"]\nother = []\n"
        "[[kind.say]]\nwhen = [\"one=never\", \"idle=yes\"]\ntext = \"t\"\n",
        "mine.toml");
    BOOST_TEST(words::printed(loaded.diagnostics) == "");
    auto const said = words::printed(suite::lint_users(loaded.value, suites(), "mine.toml"));
    for (auto const* part :
         {"class 'starved' can be shown and has no entry", "no case of the matrix has the class 'gone'", "class 'nobody' of 'one'",
          "no case 'no.such.case'", "'other' of 'x' is no situation", "'one=never' of 'x'", "asks about 'idle'", "needs a last saying"})
        BOOST_TEST(words::has(said, part), part << " in " << said);
    BOOST_TEST(!suite::parse_users("format = 1\n[[kind]]\nid = 1\n", "mine.toml").ok());
    BOOST_TEST(
        !suite::parse_users("format = 1\n[[kind]]\nid = \"a\"\ntitle = \"A\"\n[[kind.say]]\nwhen = [\"one\"]\ntext = \"t\"\n", "m").ok());
}

BOOST_AUTO_TEST_CASE(what_holds_always_is_there_under_the_names_the_engine_uses) {
    std::set<std::string> always;
    for (auto const& claim : claims()) {
        if (claim.always) always.insert(claim.id);
    }
    std::set<std::string> const wanted{"always.no-misdelivery",
                                       "always.no-private-source",
                                       "always.payload-untouched",
                                       "always.checksums-right",
                                       "always.no-duplicates",
                                       "always.keeps-forwarding",
                                       "header.hop-count",
                                       "header.congestion",
                                       "header.id",
                                       "header.mss",
                                       "header.tcp-options",
                                       "header.padding"};
    BOOST_TEST(always == wanted, boost::test_tools::per_element());
    // What the engine says of a Call ID that comes in two ways under the same TCP sequence numbers.
    auto const all = claims();
    BOOST_TEST(std::any_of(all.begin(), all.end(), [](auto const& claim) { return claim.id == "robust.pptp-stream"; }));
}

BOOST_AUTO_TEST_CASE(the_agreed_cases_are_there) {
    std::set<std::string> ids;
    for (auto const& one : suites()) {
        for (auto const& scenario : one.cases) ids.insert(scenario.id);
    }
    for (auto const* id : {"nat.napt.basics",
                           "pptp.ctrl.tcp1723-open",
                           "pptp.ctrl.start-session",
                           "pptp.ctrl.outgoing-call",
                           "pptp.gre.outbound",
                           "pptp.gre.inbound",
                           "pptp.gre.server-first",
                           "pptp.ctrl.set-link-info",
                           "pptp.ctrl.call-clear",
                           "pptp.ctrl.echo",
                           "ike.udp500.roundtrip",
                           "ike.srcport.first-client",
                           "ike.srcport.second-client",
                           "ike.v1.main-mode",
                           "ike.v2.exchanges",
                           "ike.payload-untouched",
                           "esp.single.outbound",
                           "esp.single.inbound",
                           "esp.icv-and-spi-untouched",
                           "natt.udp4500.roundtrip",
                           "natt.marker-and-esp-mix",
                           "natt.udp-checksum-zero",
                           "natt.keepalive.passes",
                           "pptp.ctrl.multi-call",
                           "pptp.ctrl.stop-session",
                           "pptp.ctrl.call-refused-no-pinhole",
                           "pptp.ctrl.quick-reconnect",
                           "pptp.gre.flag-variants",
                           "pptp.gre.seq-transparent",
                           "pptp.gre.payload-opaque",
                           "pptp.robust.split-segments",
                           "pptp.robust.coalesced",
                           "pptp.robust.retransmit",
                           "pptp.robust.seq-accounting",
                           "multi.isolation.close-one.pptp",
                           "sec.gre.callid-scan",
                           "frag.out.ipid-collision",
                           "frag.missing-first",
                           "multi.pptp.same-server",
                           "multi.pptp.callid-collision",
                           "multi.esp.different-servers",
                           "multi.esp.same-server.sequential",
                           "multi.natt.same-server",
                           "multi.l2tp.same-server-1701",
                           "ah.napt.icv-breaks",
                           "l2tp.udp1701.fixed-port",
                           "l2tp.ctrl.full-dialogue",
                           "frag.out.prefragmented-inorder",
                           "frag.out.prefragmented-reordered",
                           "frag.in.inorder",
                           "frag.in.reordered",
                           "static.esp50",
                           "static.udp500-4500"}) {
        BOOST_TEST(ids.contains(id), id);
    }
}

BOOST_AUTO_TEST_CASE(presets_load_and_name_a_profile_that_exists) {
    std::size_t count = 0;
    for (auto const& folder : std::filesystem::directory_iterator(source / "duts" / "kernel")) {
        if (!folder.is_directory()) continue;
        ++count;
        auto const loaded = suite::load_preset(folder.path());
        BOOST_TEST(words::printed(loaded.diagnostics) == "");
        BOOST_TEST(loaded.value.name == folder.path().filename().string());
        BOOST_TEST(std::filesystem::exists(source / "profiles" / (loaded.value.profile + ".toml")), loaded.value.profile);
        BOOST_TEST((loaded.value.lab.cable || !loaded.value.rules.empty()));
    }
    BOOST_TEST(count >= 7U);
}

BOOST_AUTO_TEST_SUITE_END()
