// Planted defects as people write them.
#include "harness/suite/planted.hpp"
#include "harness/suite/load_router.hpp"
#include "tests/unit/suite/words.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(planted_defects)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

std::string refused(std::string const& text) {
    auto const planted = suite::parse_planted(text);
    BOOST_REQUIRE_MESSAGE(!planted, text);
    return planted.error().what;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_name_and_onsets_are_read_and_written_alike) {
    auto const all = suite::parse_planted("esp.spi-altered@after=3@every=50@clients=2@bytes=1000@idle=1m@direction=in");
    BOOST_REQUIRE(all);
    BOOST_TEST(all->name == "esp.spi-altered");
    BOOST_TEST((all->onset == model::Onset{3, 50, 2, 60s, 1000, Side::wan}));
    auto const sizes = suite::parse_planted("esp.spi-altered@least=128@most=1280@length=odd");
    BOOST_REQUIRE(sizes);
    BOOST_TEST((sizes->onset == model::Onset{0, 0, 0, {}, 0, {}, 128, 1280, true}));
    for (std::string const text :
         {"ip.ttl-kept", "ip.ttl-kept@least=9", "ip.ttl-kept@clients=2@most=9@direction=in@length=odd", "ip.ttl-kept@after=1",
          "ip.ttl-kept@rate=500", "ip.ttl-kept@idle=1m30s", "ip.ttl-kept@clients=2@direction=out"})
        BOOST_TEST(suite::written(suite::parse_planted(text).value()) == text);
}

BOOST_AUTO_TEST_CASE(what_is_none_is_refused_with_the_nearest_word) {
    BOOST_TEST(words::has(refused("esp.spi-alterd"), "did you mean 'esp.spi-altered'?"));
    BOOST_TEST(words::has(refused("esp.spi-altered@aftr=3"), "did you mean 'after'?"));
    BOOST_TEST(words::has(refused("esp.spi-altered@after"), "wants a number"));
    BOOST_TEST(words::has(refused("esp.spi-altered@after=0"), "from 1 up, not '0'"));
    BOOST_TEST(words::has(refused("esp.spi-altered@every=x"), "wants a number"));
    BOOST_TEST(words::has(refused("esp.spi-altered@idle=60"), "wants a time"));
    BOOST_TEST(words::has(refused("esp.spi-altered@direction=up"), "in (from the WAN) or out"));
    BOOST_TEST(words::has(refused("esp.spi-altered@length=even"), "'@length' is odd, not 'even'"));
    BOOST_TEST(words::has(refused("esp.spi-altered@least=much"), "wants a number"));
    BOOST_TEST(words::has(refused("esp.spi-altered@"), "no onset follows"));
    BOOST_TEST(words::has(refused(""), "no defect is called ''"));
}

BOOST_AUTO_TEST_CASE(a_description_may_have_them) {
    auto const head = std::string("format = 1\ntitle = \"x\"\nprofile = \"passthrough\"\n");
    auto const loaded = suite::parse_router(head + "defects = [\"ip.ttl-kept\", \"esp.inbound-dropped@idle=60s\"]\n", "x.toml");
    BOOST_REQUIRE(loaded.ok());
    BOOST_REQUIRE_EQUAL(loaded.value.defects.size(), 2U);
    BOOST_TEST((loaded.value.defects[1].onset.idle == 60s));
    auto const wrong = suite::parse_router(head + "defects = [\"ip.ttl-kpt\"]\n", "x.toml");
    BOOST_TEST(!wrong.ok());
    BOOST_TEST(words::has(words::printed(wrong.diagnostics), "x.toml:4:12: no defect is called 'ip.ttl-kpt'; did you mean 'ip.ttl-kept'?"));
}

BOOST_AUTO_TEST_SUITE_END()
