// ESP: layout of RFC 4303 section 2, ICV against another implementation's, reading of any octets.
#include "generator/proto/esp.hpp"

#include "generator/proto/integrity.hpp"
#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(esp)

BOOST_AUTO_TEST_CASE(builds_what_another_implementation_builds) {
    // scapy 2.5, ENCR_NULL + HMAC-SHA1-96 over UDP 1 > 2 "tsuka": SPI, sequence, 13 octets, pad 01, pad length 1, next header 17, ICV.
    const auto wanted = hex("00001000 00000001 00010002000dc90a7473756b61 01 01 11 79c7b86cb87c3c5ed44452a5");
    const auto payload = hex("00010002000dc90a7473756b61");
    const auto given = fields({{"spi", 0x1000U}, {"seq", 1U}, {"next_header", 17U}});
    BOOST_TEST(to_hex(built(esp_protocol, "esp", given, payload)) == to_hex(wanted));
}

BOOST_AUTO_TEST_CASE(pads_to_words_with_counting_octets) {
    for (std::size_t size = 0; size < 20; ++size) {
        const auto octets = built(esp_protocol, "esp", {}, Octets(size, 0xdd));
        BOOST_TEST(octets.size() % 4 == 0U);
        const auto end = octets.size() - icv_size;
        BOOST_TEST(octets[end - 1] == 59U);
        const std::size_t pad = octets[end - 2];
        BOOST_TEST(8 + size + pad + 2 + icv_size == octets.size());
        BOOST_TEST(pad < 4U);
        for (std::size_t index = 0; index < pad; ++index) BOOST_TEST(octets[8 + size + index] == index + 1);
    }
}

BOOST_AUTO_TEST_CASE(reads_header_and_icv_and_leaves_the_rest_opaque) {
    const auto octets = hex("a1000001 00000007 00010002000dc90a7473756b61 01 01 11 79c7b86cb87c3c5ed44452a5");
    const auto read = decoded(esp_protocol, octets);
    BOOST_TEST(name_of(read) == "esp");
    BOOST_TEST(number(read, "spi") == 0xa1000001U);
    BOOST_TEST(number(read, "seq") == 7U);
    BOOST_TEST(octets_hex(read, "icv") == "79c7b86cb87c3c5ed44452a5");
    BOOST_TEST(read.header == 8U);
    BOOST_TEST(read.total == octets.size());
    BOOST_TEST(read.problems.empty());
}

BOOST_AUTO_TEST_CASE(without_room_there_is_no_icv) {
    const auto bare = built(esp_protocol, "esp", fields({{"trailer", 0U}, {"spi", 256U}, {"seq", 9U}}));
    BOOST_TEST(to_hex(bare) == "0000010000000009");
    BOOST_TEST(!has_field(decoded(esp_protocol, bare), "icv"));
}

BOOST_AUTO_TEST_CASE(given_icv_stands) {
    const auto read = decoded(esp_protocol, built(esp_protocol, "esp", fields({{"icv", hex("000102030405060708090a0b")}}), Octets(16, 1)));
    BOOST_TEST(octets_hex(read, "icv") == "000102030405060708090a0b");
}

BOOST_AUTO_TEST_CASE(refuses_what_does_not_fit) {
    BOOST_TEST(build_error(esp_protocol, "esp", fields({{"spi", 0x100000000U}})).find("spi") != std::string::npos);
    BOOST_TEST(build_error(esp_protocol, "esp", fields({{"call_id", 1U}})).find("call_id") != std::string::npos);
    BOOST_TEST(build_error(esp_protocol, "esp", fields({{"next_header", 256U}})).find("next_header") != std::string::npos);
    BOOST_TEST(build_error(esp_protocol, "esp", fields({{"icv", std::uint64_t{1}}})).find("icv") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    const auto octets = built(esp_protocol, "esp", {}, Octets(33, 5));
    check_truncations(esp_protocol, octets);
    check_mutations(esp_protocol, octets);
    BOOST_TEST(!esp_protocol.decode(Octets(7, 1)));
    check_field_names_are_unique(esp_protocol);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
