// Octets: hexadecimal, bits, readers and writers.
#include "generator/base/octets.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(octets)

using namespace tsuka;

BOOST_AUTO_TEST_CASE(hexadecimal_is_read_with_blanks_and_colons) {
    BOOST_TEST(*from_hex("1a:2B 3c-4d\n") == (Octets{0x1a, 0x2b, 0x3c, 0x4d}), boost::test_tools::per_element());
    BOOST_TEST(to_hex(*from_hex("00ff10")) == "00ff10");
    BOOST_TEST(from_hex("")->empty());
}

BOOST_AUTO_TEST_CASE(hexadecimal_refuses_half_octets_and_other_signs) {
    for (auto const* text : {"1", "1a2", "1 a", "zz", "0x1a"}) BOOST_TEST(!from_hex(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(a_part_never_leaves_its_octets) {
    const Octets octets = {1, 2, 3};
    BOOST_TEST(part(octets, 1).size() == 2U);
    BOOST_TEST(part(octets, 1, 1)[0] == 2);
    BOOST_TEST(part(octets, 3).empty());
    BOOST_TEST(part(octets, 99, 99).empty());
    BOOST_TEST(part(octets, 2, static_cast<std::size_t>(-1)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(same_looks_at_length_and_content) {
    BOOST_TEST(same(Octets{1, 2}, Octets{1, 2}));
    BOOST_TEST(!same(Octets{1, 2}, Octets{1}));
    BOOST_TEST(!same(Octets{1, 2}, Octets{1, 3}));
}

BOOST_AUTO_TEST_CASE(bits_count_from_the_most_significant) {
    // First octets of an enhanced GRE header: K at bit 2, S at bit 3, version in bits 13 to 15 (RFC 2637 section 4.1).
    const Octets head = {0x30, 0x01, 0x88, 0x0b};
    BOOST_TEST(*read_bits(head, 2, 1) == 1U);
    BOOST_TEST(*read_bits(head, 4, 4) == 0U);
    BOOST_TEST(*read_bits(head, 13, 3) == 1U);
    BOOST_TEST(*read_bits(head, 16, 16) == 0x880bU);
    BOOST_TEST(*read_bits(head, 0, 32) == 0x3001880bU);
    BOOST_TEST(*read_bits(head, 32, 0) == 0U);
    BOOST_TEST(!read_bits(head, 17, 16).has_value());
    BOOST_TEST(!read_bits(head, 33, 0).has_value());
    BOOST_TEST(!read_bits(Octets(16, 0xff), 0, 65).has_value());
    BOOST_TEST(*read_bits(Octets(8, 0xff), 0, 64) == ~std::uint64_t{0});
}

BOOST_AUTO_TEST_CASE(bits_are_read_the_same_wherever_they_stand) {
    const Octets octets = {0x80, 0x01, 0xa5, 0x5a, 0xff, 0x00, 0x3c, 0xc3, 0x7e, 0x81, 0x12};
    for (std::size_t at = 0; at <= octets.size() * 8; ++at)
        for (std::size_t width = 0; width <= std::min<std::size_t>(64, octets.size() * 8 - at); ++width) {
            std::uint64_t wanted = 0;
            for (std::size_t bit = at; bit < at + width; ++bit)
                wanted = wanted << 1U | (std::uint64_t{octets[bit / 8]} >> (7 - bit % 8) & 1U);
            BOOST_REQUIRE_MESSAGE(read_bits(octets, at, width) == wanted, width << " bits at " << at);
        }
}

BOOST_AUTO_TEST_CASE(writing_bits_leaves_the_others_alone) {
    Octets octets = {0xff, 0x00, 0xff};
    BOOST_TEST(write_bits(octets, 4, 12, 0x123));
    BOOST_TEST(to_hex(octets) == "f123ff");
    BOOST_TEST(!write_bits(octets, 20, 5, 0));
    BOOST_TEST(to_hex(octets) == "f123ff");
    // Whole octets, and a number that is wider than its place.
    BOOST_TEST(write_bits(octets, 8, 8, 0xabcd));
    BOOST_TEST(to_hex(octets) == "f1cdff");
    BOOST_TEST(write_bits(octets, 0, 24, 0x010203));
    BOOST_TEST(to_hex(octets) == "010203");
    BOOST_TEST(!write_bits(octets, 16, 16, 0));
    BOOST_TEST(to_hex(octets) == "010203");
    BOOST_TEST(write_bits(octets, 24, 0, 1));
    BOOST_TEST(to_hex(octets) == "010203");
}

BOOST_AUTO_TEST_CASE(a_reader_stays_failed_once_it_ran_out) {
    const Octets octets = {1, 2, 3, 4, 5};
    Reader reader(octets);
    BOOST_TEST(reader.u16() == 0x0102);
    BOOST_TEST(reader.left() == 3U);
    BOOST_TEST(reader.u32() == 0U);
    BOOST_TEST(!reader.ok());
    BOOST_TEST(reader.u8() == 0);
    BOOST_TEST(reader.position() == 2U);
}

BOOST_AUTO_TEST_CASE(a_writer_writes_network_order) {
    Writer writer;
    writer.u8(1).u16(0x0203).u32(0x04050607).u64(0x08090a0b0c0d0e0f).zeros(2).octets(Octets{0xff});
    writer.patch(1, 0xaabb, 2).patch(17, 0x00ff, 2);
    BOOST_TEST(to_hex(writer.view()) ==
               "01aabb0405060708090a0b0c0d0e0f0000"
               "00");
}

BOOST_AUTO_TEST_SUITE_END()
