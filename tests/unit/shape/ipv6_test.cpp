// Fragments of IPv6 (RFC 8200 section 4.5): cut, put together in every order, and abandoned when they overlap.
#include "generator/base/checksum.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/ipv6_frame.hpp"
#include "generator/shape/fragment.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(ipv6_fragments)

using namespace tsuka;
using namespace tsuka::shape;

namespace {

Octets datagram(std::size_t bytes) {
    const auto alice = *parse_ip("2001:db8:1::10");
    const auto server = *parse_ip("2001:db8:2::1");
    Octets payload(bytes);
    for (std::size_t at = 0; at < bytes; ++at) payload[at] = static_cast<std::uint8_t>(at + at / 256);
    return proto::build_ipv6({alice, server, 17, 64, 0, 0}, proto::build_udp_v6(alice, server, 4000, 5000, payload));
}

std::optional<Reassembler::Whole> feed(Reassembler& reassembler, std::vector<Octets> const& fragments) {
    std::optional<Reassembler::Whole> whole;
    for (auto const& one : fragments)
        if (auto done = reassembler.add(one, Instant{})) whole = std::move(done);
    return whole;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fragment_header_names_what_follows) {
    const auto pieces = fragment(datagram(100), {.mtu = 96, .id = 0x01020304}).value();
    BOOST_REQUIRE(pieces.size() == 3U);
    // Room for 48 octets each of the 108: offset 48, more, identification.
    BOOST_TEST(to_hex(part(pieces[0], 40, 8)) == "1100000101020304");
    BOOST_TEST(to_hex(part(pieces[1], 40, 8)) == "1100003101020304");
    BOOST_TEST(to_hex(part(pieces[2], 40, 8)) == "1100006001020304");
    BOOST_TEST(pieces[0][6] == 44);
    BOOST_TEST(read_bits(pieces[0], 32, 16).value() == 56U);
    BOOST_TEST(read_bits(pieces[2], 32, 16).value() == 8U + 12U);
}

BOOST_AUTO_TEST_CASE(every_order_gives_the_datagram_back) {
    const auto whole = datagram(100);
    auto pieces = fragment(whole, {.mtu = 96, .id = 7}).value();
    std::sort(pieces.begin(), pieces.end());
    do {
        Reassembler reassembler;
        const auto done = feed(reassembler, pieces);
        BOOST_REQUIRE(done.has_value());
        BOOST_TEST(done->datagram == whole);
        BOOST_TEST(done->facts.count == 3U);
        BOOST_TEST(reassembler.pending() == 0U);
    } while (std::next_permutation(pieces.begin(), pieces.end()));
}

BOOST_AUTO_TEST_CASE(an_exact_duplicate_does_no_harm_and_an_overlap_ends_it) {
    const auto whole = datagram(100);
    const auto pieces = fragment(whole, {.mtu = 96, .id = 7}).value();
    Reassembler patient;
    BOOST_TEST(feed(patient, {pieces[0], pieces[0], pieces[1], pieces[2]}).value().datagram == whole);
    const auto overlapping = fragment(whole, {.mtu = 96, .overlap = 8, .id = 7}).value();
    Reassembler strict;
    auto all = overlapping;
    all.insert(all.end(), pieces.begin(), pieces.end());
    BOOST_TEST(!feed(strict, all).has_value());
    BOOST_TEST(strict.pending() == 1U);
}

BOOST_AUTO_TEST_CASE(an_atomic_fragment_is_a_whole_datagram) {
    // RFC 6946: a fragment header with offset 0 and nothing more to come has nothing to do with any other fragment.
    auto atomic = datagram(8);
    const auto next = atomic[6];
    atomic[6] = 44;
    const Octets header{next, 0, 0, 0, 0, 0, 0, 9};
    atomic.insert(atomic.begin() + 40, header.begin(), header.end());
    write_bits(atomic, 32, 16, atomic.size() - 40);
    Reassembler reassembler;
    BOOST_TEST(reassembler.add(atomic, Instant{}).value().datagram == atomic);
}

BOOST_AUTO_TEST_CASE(other_identifications_and_families_stay_apart) {
    const auto one = fragment(datagram(100), {.mtu = 96, .id = 1}).value();
    const auto other = fragment(datagram(100), {.mtu = 96, .id = 2}).value();
    Reassembler reassembler;
    BOOST_TEST(!feed(reassembler, {one[0], other[1], one[2]}).has_value());
    BOOST_TEST(reassembler.pending() == 2U);
}

BOOST_AUTO_TEST_CASE(refusals_say_why) {
    const auto refused = fragment(datagram(100), {.mtu = 50});
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().what.find("no room") != std::string::npos);
    BOOST_TEST(fragment(datagram(4), {.mtu = 1280}).value().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
