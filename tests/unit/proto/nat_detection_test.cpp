// Hashes of NAT discovery against vectors computed apart from this code; Vendor IDs against the MD5 sums that define them.
#include "generator/proto/nat_detection.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

#include <openssl/evp.h>

#include <array>

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(nat_detection)

namespace {

std::string md5(std::string_view text) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    BOOST_REQUIRE(EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr) == 1);
    return to_hex(View(digest).first(length));
}

std::string hash(Hash algorithm, std::uint64_t responder, std::string_view address) {
    return to_hex(nat_detection_hash(algorithm, 0x0102030405060708, responder, *parse_ipv4(address), 500));
}

}  // namespace

BOOST_AUTO_TEST_CASE(nat_d_hashes_cookies_address_and_port) {
    // printf 0102030405060708 1112131415161718 c0000201 01f4 | xxd -r -p | openssl dgst -sha1 (-md5)
    BOOST_TEST(hash(Hash::sha1, 0x1112131415161718, "192.0.2.1") == "d798d986143f878f70765e0e869c80bbc375f701");
    BOOST_TEST(hash(Hash::md5, 0x1112131415161718, "192.0.2.1") == "cf5faa9384eb43f6272e122d4934e27f");
}

BOOST_AUTO_TEST_CASE(first_request_of_ikev2_hashes_a_responder_spi_of_zero) {
    BOOST_TEST(hash(Hash::sha1, 0, "192.168.1.10") == "0411ab15380679f33945785b6a781d15051614a9");
}

BOOST_AUTO_TEST_CASE(translated_address_or_port_changes_the_hash) {
    const auto address = *parse_ipv4("192.0.2.1");
    const auto before = nat_detection_hash(Hash::sha1, 1, 2, address, 500);
    BOOST_TEST(before.size() == 20U);
    BOOST_TEST(!same(before, nat_detection_hash(Hash::sha1, 1, 2, address, 501)));
    BOOST_TEST(!same(before, nat_detection_hash(Hash::sha1, 1, 2, *parse_ipv4("192.0.2.2"), 500)));
}

BOOST_AUTO_TEST_CASE(vendor_ids_are_the_md5_of_what_they_announce) {
    std::size_t recomputed = 0;
    for (auto const& vendor : vendor_ids()) {
        if (vendor.title.starts_with("Dead Peer")) continue;  // chosen, not computed (RFC 3706 section 5.1)
        auto name = std::string(vendor.title);
        if (const auto comma = name.find(", with line feed"); comma != std::string::npos) name = name.substr(0, comma) + "\n";
        BOOST_TEST(md5(name) == vendor.hex, vendor.title);
        ++recomputed;
    }
    BOOST_TEST(recomputed == 11U);
    BOOST_TEST(vendor_ids().front().hex == "4a131c81070358455c5728f20e95452f");  // RFC 3947 section 3.1
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
