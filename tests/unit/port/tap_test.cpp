// What passes the tap: numbers are places in the capture, and a flood finds an end there.
#include "harness/port/tap.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(taps)

using namespace tsuka;

namespace {

const Octets frame(100, 0x5a);

}  // namespace

BOOST_AUTO_TEST_CASE(a_flood_is_kept_up_to_a_ceiling_and_cases_are_kept_whole) {
    test::TemporaryFolder const folder;
    const auto path = (folder.path() / "evidence.pcapng").string();
    auto tap = port::Tap::create(path, "lan0", "wan0", "test", "", {}).value();
    tap.keep_at_most(1000);
    const auto pass = [&](Side side, port::Kin kin) { return tap.pass(side, frame, Instant{}, false, kin); };
    for (std::uint64_t number = 1; number <= 10; ++number)
        BOOST_TEST(pass(number % 2 == 0 ? Side::lan : Side::wan, port::Kin::nobodys) == number);
    BOOST_TEST(pass(Side::wan, port::Kin::nobodys) == 0U);
    BOOST_TEST(pass(Side::wan, port::Kin::neighbours) == 11U);  // has a ceiling of its own
    for (std::uint64_t number = 12; number < 40; ++number) {
        BOOST_TEST(pass(Side::lan, port::Kin::nobodys) == 0U);
        BOOST_TEST(pass(Side::lan, port::Kin::of_cases) == number);  // numbers are those of the capture
    }
    BOOST_TEST(tap.count(Side::wan).not_kept == 1U);
    BOOST_TEST(tap.count(Side::lan).not_kept == 28U);
    BOOST_TEST(tap.count(Side::lan).received == 5U + 28U + 28U);
    tap.flush();
    BOOST_TEST(tap.trouble().empty());
    auto file = port::PcapngFile::open(path).value();
    std::size_t frames = 0;
    for (auto next = file.next(); next && *next; next = file.next()) ++frames;
    BOOST_TEST(frames == 39U);
}

BOOST_AUTO_TEST_SUITE_END()
