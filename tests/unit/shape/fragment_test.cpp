// Cutting IPv4 datagrams: sizes, offsets and flags as RFC 791 section 3.2 wants them, and the plans that a suite can ask for.
#include "generator/shape/fragment.hpp"

#include "generator/base/checksum.hpp"
#include "tests/unit/shape/datagrams.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(fragmenting)

using namespace tsuka;
using namespace tsuka::shape;
using namespace tsuka::shape_test;

// RFC 791 section 3.2, "An Example Fragmentation Procedure": MTU 576, 20 octets of header leave 552 = 69 units per fragment.
BOOST_AUTO_TEST_CASE(cuts_at_units_of_eight_octets) {
    const auto datagram = make_datagram({.data = 1400});
    const auto fragments = fragment(datagram, {.mtu = 576}).value();
    BOOST_REQUIRE_EQUAL(fragments.size(), 3U);
    const std::array<std::size_t, 3> sizes{572, 572, 316};
    const std::array<unsigned, 3> offsets{0, 69, 138};
    for (std::size_t index = 0; index < 3; ++index) {
        BOOST_TEST(fragments[index].size() == sizes[index]);
        BOOST_TEST(number_at(fragments[index], 2) == sizes[index]);
        BOOST_TEST((number_at(fragments[index], 6) & 0x1fffU) == offsets[index]);
        BOOST_TEST(((number_at(fragments[index], 6) & 0x2000U) != 0) == (index < 2));
        BOOST_TEST(number_at(fragments[index], 4) == number_at(datagram, 4));
        BOOST_TEST(internet_checksum(part(fragments[index], 0, 20)) == 0);
    }
}

BOOST_AUTO_TEST_CASE(what_fits_stays_whole) {
    const auto datagram = make_datagram({.data = 556});
    const auto fragments = fragment(datagram, {.mtu = 576}).value();
    BOOST_REQUIRE_EQUAL(fragments.size(), 1U);
    BOOST_TEST(fragments[0] == datagram);
    BOOST_TEST(fragment(make_datagram({.data = 557}), {.mtu = 576}).value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(padding_behind_the_datagram_is_not_part_of_it) {
    const auto datagram = make_datagram({.data = 20});
    auto padded = datagram;
    padded.resize(60, 0xee);
    BOOST_TEST(fragment(padded, {.mtu = 576}).value().at(0) == datagram);
}

BOOST_AUTO_TEST_CASE(order_repeats_and_leaves_out) {
    const auto datagram = make_datagram({.data = 1400});
    const auto plain = fragment(datagram, {.mtu = 576}).value();
    const auto asked = fragment(datagram, {.mtu = 576, .order = {3, 1, 1}}).value();
    BOOST_REQUIRE_EQUAL(asked.size(), 3U);
    BOOST_TEST(asked[0] == plain[2]);
    BOOST_TEST(asked[1] == plain[0]);
    BOOST_TEST(asked[2] == plain[0]);
}

BOOST_AUTO_TEST_CASE(an_order_beyond_the_fragments_says_how_many_there_are) {
    for (const unsigned number : {0U, 4U}) {
        const auto asked = fragment(make_datagram({.data = 1400}), {.mtu = 576, .order = {1, number}});
        BOOST_REQUIRE(!asked.has_value());
        BOOST_TEST(asked.error().what.find("there are 3") != std::string::npos, asked.error().what);
    }
}

BOOST_AUTO_TEST_CASE(overlap_starts_earlier_by_that_much) {
    const auto fragments = fragment(make_datagram({.data = 1000}), {.mtu = 420, .overlap = 80}).value();
    std::size_t end = 0;
    for (std::size_t index = 0; index < fragments.size(); ++index) {
        const std::size_t start = (number_at(fragments[index], 6) & 0x1fffU) * std::size_t{8};
        if (index > 0) BOOST_TEST(start + 80 == end);
        end = start + fragments[index].size() - 20;
    }
    BOOST_TEST(end == 1000U);
    BOOST_TEST(fragments.size() == 3U);  // 0..400, 320..720, 640..1000
}

// RFC 791 section 3.1: Record Route (7) has no copied flag, Loose Source Route (131) has it; both are cut as type, length, pointer, data.
BOOST_AUTO_TEST_CASE(only_options_with_the_copied_flag_go_into_later_fragments) {
    const auto datagram = make_datagram({.data = 200, .options = "01 07 07 04 00 00 00 00 83 07 04 0a 00 00 01 00"});
    const auto fragments = fragment(datagram, {.mtu = 116}).value();
    BOOST_REQUIRE_GE(fragments.size(), 2U);
    BOOST_TEST(fragments[0][0] == 0x49);
    BOOST_TEST(to_hex(part(fragments[0], 20, 16)) == "01070704000000008307040a00000100");
    BOOST_TEST(fragments[1][0] == 0x47);
    BOOST_TEST(to_hex(part(fragments[1], 20, 8)) == "8307040a00000100");
    BOOST_TEST(fragments[0].size() == 36U + 80U);
    BOOST_TEST(fragments[1].size() == 28U + 88U);
    for (auto const& one : fragments) BOOST_TEST(internet_checksum(part(one, 0, (one[0] & 15U) * std::size_t{4})) == 0);
}

BOOST_AUTO_TEST_CASE(a_fragment_can_be_cut_again) {
    const auto datagram = make_datagram({.data = 2000});
    const auto coarse = fragment(datagram, {.mtu = 1500}).value();
    BOOST_REQUIRE_EQUAL(coarse.size(), 2U);
    Reassembler reassembler;
    std::optional<Reassembler::Whole> whole;
    for (auto const& one : coarse)
        for (auto const& fine : fragment(one, {.mtu = 300}).value()) {
            BOOST_TEST(!whole.has_value());
            whole = reassembler.add(fine, Instant{});
        }
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram == datagram);
}

BOOST_AUTO_TEST_CASE(refusals_say_why) {
    const auto large = make_datagram({.data = 1400});
    const auto says = [](Result<std::vector<Octets>> const& result, std::string_view words) {
        return !result.has_value() && result.error().what.find(words) != std::string::npos;
    };
    BOOST_TEST(says(fragment(make_datagram({.data = 1400, .flags = 0x4000}), {}), "DF"));
    BOOST_TEST(fragment(make_datagram({.data = 100, .flags = 0x4000}), {}).has_value());
    BOOST_TEST(says(fragment(large, {.mtu = 27}), "27"));
    BOOST_TEST(says(fragment(large, {.overlap = 12}), "multiple of 8"));
    BOOST_TEST(says(fragment(large, {.mtu = 60, .overlap = 40}), "progress"));
    BOOST_TEST(says(fragment(make_datagram({.data = 100, .options = "01010101 01010101"}), {.mtu = 30}), "no room"));
    BOOST_TEST(says(fragment(make_datagram({.data = 100, .flags = 0x1fff}), {.mtu = 60}), "beyond"));
    for (std::size_t length = 0; length < large.size(); ++length) BOOST_TEST(says(fragment(part(large, 0, length), {}), "IP header"));
    auto version_six = large;
    version_six[0] = 0x65;
    BOOST_TEST(says(fragment(version_six, {}), "IP header"));
}

BOOST_AUTO_TEST_SUITE_END()
