// Putting fragments together: every order, what must stay apart, overlaps as facts, hostile input (RFC 791 section 3.2, RFC 815, RFC 1858).
#include "generator/base/checksum.hpp"
#include "generator/shape/fragment.hpp"
#include "tests/unit/shape/datagrams.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

BOOST_AUTO_TEST_SUITE(reassembling)

using namespace tsuka;
using namespace tsuka::shape;
using namespace tsuka::shape_test;
using namespace std::chrono_literals;

namespace {

std::optional<Reassembler::Whole> feed(Reassembler& reassembler, std::vector<Octets> const& fragments) {
    std::optional<Reassembler::Whole> whole;
    for (auto const& one : fragments) {
        auto result = reassembler.add(one, Instant{});
        if (result) BOOST_TEST(!whole.has_value(), "whole twice");
        if (result) whole = std::move(result);
    }
    return whole;
}

/// A fragment by hand: offset in octets, `data` octets of the pattern.
Octets piece(std::size_t offset, bool more, std::size_t data, std::uint8_t shade = 0) {
    return make_datagram({.data = data, .flags = static_cast<std::uint16_t>(offset / 8 | (more ? 0x2000U : 0U)), .shade = shade});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_whole_datagram_comes_back_at_once) {
    Reassembler reassembler;
    const auto datagram = make_datagram({.data = 33});
    auto padded = datagram;
    padded.resize(60, 0);
    const auto whole = reassembler.add(padded, Instant{});
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram == datagram);
    BOOST_TEST(whole->facts.count == 1U);
    BOOST_TEST(whole->facts.largest == 53U);
    BOOST_TEST(reassembler.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(cut_and_join_at_every_mtu) {
    for (const std::size_t data : {40U, 512U, 1480U, 4000U}) {
        const auto datagram = make_datagram({.data = data});
        for (unsigned mtu = 28; mtu <= 1500; mtu += (mtu < 100 ? 1 : 37)) {
            Reassembler reassembler;
            const auto fragments = fragment(datagram, {.mtu = mtu}).value();
            const auto whole = feed(reassembler, fragments);
            BOOST_REQUIRE_MESSAGE(whole.has_value(), "mtu " << mtu);
            BOOST_REQUIRE(whole->datagram == datagram);
            BOOST_REQUIRE(whole->facts.count == fragments.size());
            BOOST_REQUIRE(whole->facts.in_order && !whole->facts.overlapping && !whole->facts.conflicting);
            BOOST_REQUIRE(whole->facts.largest == std::max_element(fragments.begin(), fragments.end(), [](auto const& a, auto const& b) {
                                                      return a.size() < b.size();
                                                  })->size());
        }
    }
}

BOOST_AUTO_TEST_CASE(every_order_of_four_fragments_gives_the_same_datagram) {
    const auto datagram = make_datagram({.data = 90});
    std::vector<unsigned> order{1, 2, 3, 4};
    unsigned orders = 0;
    do {
        Reassembler reassembler;
        const auto fragments = fragment(datagram, {.mtu = 48, .order = order}).value();
        BOOST_REQUIRE_EQUAL(fragments.size(), 4U);
        const auto whole = feed(reassembler, fragments);
        BOOST_REQUIRE(whole.has_value());
        BOOST_TEST(whole->datagram == datagram);
        BOOST_TEST(whole->facts.count == 4U);
        BOOST_TEST(whole->facts.in_order == std::is_sorted(order.begin(), order.end()));
        BOOST_TEST(!whole->facts.overlapping);
        BOOST_TEST(reassembler.pending() == 0U);
        ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    BOOST_TEST(orders == 24U);
}

BOOST_AUTO_TEST_CASE(a_missing_fragment_leaves_it_incomplete) {
    for (unsigned missing = 1; missing <= 4; ++missing) {
        std::vector<unsigned> order;
        for (unsigned number = 1; number <= 4; ++number)
            if (number != missing) order.push_back(number);
        Reassembler reassembler;
        BOOST_TEST(!feed(reassembler, fragment(make_datagram({.data = 90}), {.mtu = 48, .order = order}).value()).has_value());
        BOOST_TEST(reassembler.pending() == 1U);
    }
}

// ESP and GRE of one pair of hosts share the identification space; so do the two directions.
BOOST_AUTO_TEST_CASE(protocols_and_directions_stay_apart) {
    const DatagramParts esp{.data = 64, .protocol = 50, .shade = 1};
    const DatagramParts gre{.data = 64, .protocol = 47, .shade = 2};
    const DatagramParts back{.data = 64, .protocol = 50, .source = esp.destination, .destination = esp.source, .shade = 3};
    const DatagramParts other_id{.data = 64, .protocol = 50, .id = 0x1235, .shade = 4};
    Reassembler reassembler;
    std::vector<Octets> wholes;
    std::vector<std::vector<Octets>> cut;
    for (auto const& parts : {esp, gre, back, other_id}) cut.push_back(fragment(make_datagram(parts), {.mtu = 52}).value());
    for (auto const& fragments : cut) BOOST_TEST(!reassembler.add(fragments.at(0), Instant{}).has_value());
    BOOST_TEST(reassembler.pending() == 4U);
    for (auto const& fragments : cut) {
        const auto whole = reassembler.add(fragments.at(1), Instant{});
        BOOST_REQUIRE(whole.has_value());
        BOOST_TEST(!whole->facts.overlapping);
        wholes.push_back(whole->datagram);
    }
    BOOST_TEST(wholes.at(0) == make_datagram(esp));
    BOOST_TEST(wholes.at(1) == make_datagram(gre));
    BOOST_TEST(wholes.at(2) == make_datagram(back));
    BOOST_TEST(wholes.at(3) == make_datagram(other_id));
}

BOOST_AUTO_TEST_CASE(the_header_is_the_first_fragments_and_right) {
    Reassembler reassembler;
    auto fragments = fragment(make_datagram({.data = 100}), {.mtu = 68}).value();
    fragments.at(0)[8] = 63;  // a router took one off the TTL of the first and three off the second
    fragments.at(1)[8] = 61;
    BOOST_TEST(!reassembler.add(fragments.at(2), Instant{}).has_value());
    BOOST_TEST(!reassembler.add(fragments.at(1), Instant{}).has_value());
    const auto whole = reassembler.add(fragments.at(0), Instant{});
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram[8] == 63);
    BOOST_TEST(number_at(whole->datagram, 2) == 120U);
    BOOST_TEST(number_at(whole->datagram, 6) == 0U);
    BOOST_TEST(internet_checksum(part(whole->datagram, 0, 20)) == 0);
}

BOOST_AUTO_TEST_CASE(a_duplicate_is_an_overlap_without_conflict) {
    Reassembler reassembler;
    const auto datagram = make_datagram({.data = 100});
    const auto whole = feed(reassembler, fragment(datagram, {.mtu = 68, .order = {1, 2, 1, 3}}).value());
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram == datagram);
    BOOST_TEST(whole->facts.count == 4U);
    BOOST_TEST(whole->facts.overlapping);
    BOOST_TEST(!whole->facts.conflicting);
    BOOST_TEST(!whole->facts.in_order);
}

BOOST_AUTO_TEST_CASE(planned_overlap_joins_again) {
    const auto datagram = make_datagram({.data = 1000});
    for (const unsigned overlap : {8U, 80U, 392U}) {
        Reassembler reassembler;
        auto fragments = fragment(datagram, {.mtu = 420, .overlap = overlap}).value();
        std::reverse(fragments.begin(), fragments.end());
        const auto whole = feed(reassembler, fragments);
        BOOST_REQUIRE(whole.has_value());
        BOOST_TEST(whole->datagram == datagram);
        BOOST_TEST(whole->facts.overlapping);
        BOOST_TEST(!whole->facts.conflicting);
    }
}

BOOST_AUTO_TEST_CASE(of_conflicting_octets_the_first_win) {
    Reassembler reassembler;
    BOOST_TEST(!reassembler.add(piece(0, true, 32), Instant{}).has_value());
    BOOST_TEST(!reassembler.add(piece(16, true, 32, 7), Instant{}).has_value());
    const auto whole = reassembler.add(piece(48, false, 5), Instant{});
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->facts.overlapping);
    BOOST_TEST(whole->facts.conflicting);
    BOOST_TEST(whole->datagram[20 + 31] == 31);                                 // first fragment's
    BOOST_TEST(whole->datagram[20 + 32] == static_cast<std::uint8_t>(16 + 7));  // second fragment's 17th
    BOOST_TEST(whole->datagram.size() == 20U + 53U);
}

BOOST_AUTO_TEST_CASE(two_different_ends_conflict_and_the_first_stays) {
    Reassembler later_end;
    BOOST_TEST(!later_end.add(piece(32, false, 8), Instant{}).has_value());
    BOOST_TEST(!later_end.add(piece(40, false, 8), Instant{}).has_value());
    BOOST_TEST(!later_end.add(piece(40, true, 8), Instant{}).has_value());
    auto whole = later_end.add(piece(0, true, 32), Instant{});
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram.size() == 60U);
    BOOST_TEST(whole->facts.conflicting);

    Reassembler earlier_end;
    BOOST_TEST(!earlier_end.add(piece(32, true, 8), Instant{}).has_value());
    BOOST_TEST(!earlier_end.add(piece(8, false, 8), Instant{}).has_value());
    BOOST_TEST(!earlier_end.add(piece(0, true, 32), Instant{}).has_value());
    whole = earlier_end.add(piece(40, false, 4), Instant{});
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram.size() == 64U);
    BOOST_TEST(whole->facts.conflicting);
}

BOOST_AUTO_TEST_CASE(what_stays_incomplete_expires) {
    Reassembler reassembler(30s);
    const auto fragments = fragment(make_datagram({.data = 100}), {.mtu = 68}).value();
    const auto other = make_datagram({.data = 8, .id = 9});
    BOOST_TEST(!reassembler.add(fragments[0], Instant{}).has_value());
    BOOST_TEST(!reassembler.add(fragments[1], Instant{29s}).has_value());
    BOOST_TEST(reassembler.pending() == 1U);
    (void)reassembler.add(other, Instant{30s});  // counted from the first fragment, whatever arrives
    BOOST_TEST(reassembler.pending() == 0U);
    BOOST_TEST(!reassembler.add(fragments[2], Instant{31s}).has_value());
    BOOST_TEST(reassembler.pending() == 1U);
}

BOOST_AUTO_TEST_CASE(the_oldest_goes_when_there_are_too_many) {
    Reassembler reassembler(30s, 4);
    const auto half = [](std::uint16_t id, std::size_t index) {
        return fragment(make_datagram({.data = 64, .id = id}), {.mtu = 52}).value().at(index);
    };
    for (std::uint16_t id = 0; id < 6; ++id) BOOST_TEST(!reassembler.add(half(id, 0), Instant{std::chrono::seconds(id)}).has_value());
    BOOST_TEST(reassembler.pending() == 4U);
    for (std::uint16_t id = 2; id < 6; ++id) BOOST_TEST(reassembler.add(half(id, 1), Instant{6s}).has_value());
    BOOST_TEST(!reassembler.add(half(0, 1), Instant{6s}).has_value());
    BOOST_TEST(!reassembler.add(half(1, 1), Instant{6s}).has_value());
}

// RFC 1858 and the "ping of death": offsets beyond the largest datagram, fragments without octets, odd lengths before the end.
BOOST_AUTO_TEST_CASE(hostile_fragments_are_not_taken) {
    Reassembler reassembler;
    BOOST_TEST(!reassembler.add(piece(65528, false, 8), Instant{}).has_value());
    BOOST_TEST(!reassembler.add(piece(65528, true, 1480), Instant{}).has_value());
    BOOST_TEST(!reassembler.add(piece(8, false, 0), Instant{}).has_value());
    BOOST_TEST(!reassembler.add(piece(0, true, 0), Instant{}).has_value());
    BOOST_TEST(!reassembler.add(piece(0, true, 13), Instant{}).has_value());
    BOOST_TEST(reassembler.pending() == 0U);
    const auto good = piece(0, true, 16);
    for (std::size_t length = 0; length < good.size(); ++length) BOOST_TEST(!reassembler.add(part(good, 0, length), Instant{}).has_value());
    BOOST_TEST(reassembler.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(the_largest_datagram_is_joined_but_nothing_larger) {
    Reassembler reassembler;
    const auto datagram = make_datagram({.data = 65515});
    const auto whole = feed(reassembler, fragment(datagram, {.mtu = 1500}).value());
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->datagram == datagram);
    // A first header of 24 octets makes 65516 octets of data one too many, though each fragment alone would fit.
    Reassembler larger;
    BOOST_TEST(!larger.add(piece(65512, false, 3), Instant{}).has_value());
    for (std::size_t offset = 512; offset < 65512; offset += 1000) (void)larger.add(piece(offset, true, 1000), Instant{});
    BOOST_TEST(!larger.add(make_datagram({.data = 512, .flags = 0x2000, .options = "01010101"}), Instant{}).has_value());
    BOOST_TEST(larger.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(noise_never_crashes_and_never_exceeds_the_bound) {
    std::mt19937 random(20240501);
    Reassembler reassembler(30s, 16);
    for (int round = 0; round < 20000; ++round) {
        auto octets = make_datagram(
            {.data = random() % 64, .flags = static_cast<std::uint16_t>(random()), .id = static_cast<std::uint16_t>(random() % 4)});
        for (auto change = random() % 3; change > 0; --change) octets[random() % octets.size()] = static_cast<std::uint8_t>(random());
        octets.resize(octets.size() - random() % 4);
        const auto whole = reassembler.add(octets, Instant{std::chrono::milliseconds(round)});
        if (whole) {
            const bool v6 = whole->datagram[0] >> 4U == 6;
            BOOST_TEST(number_at(whole->datagram, v6 ? 4 : 2) + (v6 ? 40U : 0U) == whole->datagram.size());
        }
        BOOST_REQUIRE_LE(reassembler.pending(), 16U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
