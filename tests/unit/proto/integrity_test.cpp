// HMAC-SHA1-96 against RFC 2202; AH and ESP ICVs against datagrams made by an independent implementation (scapy 2.5).
#include "generator/proto/integrity.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(integrity)

namespace {

// scapy: SecurityAssociation(AH, spi=0x1000, auth_algo="HMAC-SHA1-96", auth_key=b"tsuka integrity key."), UDP 1 > 2 "tsuka" inside, DSCP
// 46, DF.
constexpr std::string_view ah_datagram =
    "45b80039abcd40004033a225c0a8010ac633640111040000000010000000000106255f6269c44b35b340ce7300010002000dc90a7473756b61";
// The same with Router Alert (immutable), Record Route (mutable) and End of Options.
constexpr std::string_view ah_with_options =
    "48000045abcd000040333ac2c0a8010ac6336401940400000707040102030400110400000000100000000001a628817b5a5084d0e994e62800010002000dc90a74"
    "73756b61";
// scapy: ESP with crypt_algo="NULL", the same key; and the same in UDP 4500.
constexpr std::string_view esp_datagram =
    "45000038abcd00004032e2dfc0a8010ac6336401000010000000000100010002000dc90a7473756b6101011179c7b86cb87c3c5ed44452a5";
constexpr std::string_view natt_datagram =
    "45000040abcd00004011e2f8c0a8010ac63364011194119400080000000010000000000100010002000dc90a7473756b6101011179c7b86cb87c3c5ed44452a5";

// AH over IPv6, with traffic class and flow label, by Python's hmac over the octets that RFC 4302 section 3.3.3.1.2.1 leaves: addresses
// 2001:db8:1::101 and 2001:db8:2::9, spi=0x1000, UDP inside.
constexpr std::string_view ah_over_ipv6 =
    "6b8123450025334020010db800010000000000000000010120010db80002000000000000000000091104000000001000000000015456b7821b63551fe8f11cd9000100"
    "02"
    "000dc90a7473756b61";

/// scapy leaves the UDP length at 8; a real one covers the ESP packet.
Octets natt_with_length() {
    auto octets = hex(natt_datagram);
    octets[25] = static_cast<std::uint8_t>(octets.size() - 20);
    return octets;
}

std::optional<bool> valid(View datagram) {
    return icv_valid(datagram, test_key());
}

}  // namespace

BOOST_AUTO_TEST_CASE(hmac_sha1_96_gives_rfc_2202_vectors) {
    const auto check = [](View key, View octets, std::string_view wanted) { BOOST_TEST(to_hex(hmac_sha1_96(key, octets)) == wanted); };
    check(Octets(20, 0x0b), to_octets("Hi There"), "b617318655057264e28bc0b6");
    check(to_octets("Jefe"), to_octets("what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5");
    check(Octets(20, 0xaa), Octets(50, 0xdd), "125d7342b9ac11cd91a39af4");
    check(Octets(20, 0x0c), to_octets("Test With Truncation"), "4c1a03424b55e07fe7f27be1");
    check(Octets(80, 0xaa), to_octets("Test Using Larger Than Block-Size Key - Hash Key First"), "aa4ae5e15272d00e95705637");
}

BOOST_AUTO_TEST_CASE(test_key_is_the_documented_one) {
    BOOST_TEST(same(test_key(), to_octets("tsuka integrity key.")));
    BOOST_TEST(test_key().size() == 20U);
}

BOOST_AUTO_TEST_CASE(datagrams_of_another_implementation_are_valid) {
    for (auto text : {ah_datagram, ah_with_options, ah_over_ipv6, esp_datagram}) BOOST_TEST((valid(hex(text)) == true), text);
    BOOST_TEST((valid(natt_with_length()) == true));
}

BOOST_AUTO_TEST_CASE(wrong_key_is_invalid) {
    const Octets other(20, 0x55);
    for (auto text : {ah_datagram, esp_datagram}) BOOST_TEST((icv_valid(hex(text), other) == false), text);
}

BOOST_AUTO_TEST_CASE(ah_ignores_mutable_fields_alone) {
    // RFC 4302 section 3.3.3.1.1.1: what a router may change, and what it may not.
    const std::vector<std::size_t> free{1, 8, 10, 11};
    for (std::size_t at = 0; at < hex(ah_datagram).size(); ++at) {
        auto changed = hex(ah_datagram);
        changed[at] = static_cast<std::uint8_t>(changed[at] ^ (at == 6 ? 0x40 : 0x01));  // octet 6: the DF bit, mutable too
        const bool harmless = at == 6 || std::ranges::find(free, at) != free.end();
        const auto result = valid(changed);
        if (harmless)
            BOOST_TEST((result == true), "octet " << at);
        else
            BOOST_TEST((result != true), "octet " << at);
    }
}

BOOST_AUTO_TEST_CASE(ah_over_ipv6_ignores_traffic_class_flow_label_and_hop_limit_alone) {
    for (std::size_t at = 1; at < hex(ah_over_ipv6).size(); ++at) {
        auto changed = hex(ah_over_ipv6);
        changed[at] ^= 0x01U;
        const bool harmless = at < 4 || at == 7;
        BOOST_TEST(((valid(changed) == true) == harmless), "octet " << at);
    }
    auto other_class = hex(ah_over_ipv6);
    other_class[0] ^= 0x0fU;
    BOOST_TEST((valid(other_class) == true));
}

BOOST_AUTO_TEST_CASE(ah_behind_an_extension_header_is_not_looked_at) {
    const auto bare = hex(ah_over_ipv6);
    Octets behind(bare.begin(), bare.begin() + 40);
    behind[6] = 60;  // destination options, which name AH: eight octets with PadN
    behind[5] = static_cast<std::uint8_t>(behind[5] + 8);
    const auto options = hex("3300010400000000");
    behind.insert(behind.end(), options.begin(), options.end());
    behind.insert(behind.end(), bare.begin() + 40, bare.end());
    BOOST_TEST(!valid(behind));
    BOOST_TEST(!write_ah_icv(behind, test_key()));
}

BOOST_AUTO_TEST_CASE(ah_options_count_when_immutable) {
    auto record_route = hex(ah_with_options);
    record_route[27] ^= 0xffU;
    BOOST_TEST((valid(record_route) == true));
    auto router_alert = hex(ah_with_options);
    router_alert[23] ^= 0xffU;
    BOOST_TEST((valid(router_alert) == false));
}

BOOST_AUTO_TEST_CASE(translated_source_address_breaks_ah_but_not_esp) {
    for (auto [text, wanted] : {std::pair{ah_datagram, false}, std::pair{esp_datagram, true}}) {
        auto translated = hex(text);
        std::ranges::copy(hex("cb007105"), translated.begin() + 12);
        BOOST_TEST((valid(translated) == wanted), text);
    }
}

BOOST_AUTO_TEST_CASE(every_octet_of_esp_counts) {
    const auto good = hex(esp_datagram);
    for (std::size_t at = 20; at < good.size(); ++at) {
        auto changed = good;
        changed[at] ^= 0x80U;
        BOOST_TEST((valid(changed) == false), "octet " << at);
    }
}

BOOST_AUTO_TEST_CASE(write_ah_icv_writes_what_the_other_implementation_wrote) {
    for (auto const& [text, header] : {std::pair{ah_datagram, 20}, std::pair{ah_over_ipv6, 40}}) {
        auto datagram = hex(text);
        const auto good = datagram;
        std::fill_n(datagram.begin() + header + 12, icv_size, std::uint8_t{0xee});
        BOOST_TEST((valid(datagram) == false));
        BOOST_TEST(write_ah_icv(datagram, test_key()));
        BOOST_TEST(same(datagram, good));
    }
}

BOOST_AUTO_TEST_CASE(link_layer_padding_does_not_count) {
    for (auto text : {ah_datagram, esp_datagram}) {
        auto padded = hex(text);
        padded.resize(padded.size() + 9, 0);
        BOOST_TEST((valid(padded) == true), text);
    }
}

BOOST_AUTO_TEST_CASE(nothing_to_look_at_is_neither_valid_nor_invalid) {
    auto fragment = hex(esp_datagram);
    fragment[6] = 0x20;
    auto last_fragment = hex(ah_datagram);
    last_fragment[7] = 0x10;
    auto tcp = hex(esp_datagram);
    tcp[9] = 6;
    auto other_port = natt_with_length();
    other_port[21] = other_port[23] = 0x01;
    auto marker = natt_with_length();
    std::fill_n(marker.begin() + 28, 4, std::uint8_t{0});
    auto other_icv_length = hex(ah_datagram);
    other_icv_length[21] = 5;
    const auto bare_esp = hex("4500001cabcd00004032e2fbc0a8010ac63364010000100000000001");
    for (auto const& datagram : {fragment, last_fragment, tcp, other_port, marker, other_icv_length, bare_esp, Octets{}})
        BOOST_TEST(!valid(datagram), to_hex(datagram));
    BOOST_TEST(ah_icv(test_key(), hex(esp_datagram)).empty());
    auto esp = hex(esp_datagram);
    BOOST_TEST(!write_ah_icv(esp, test_key()));
    BOOST_TEST(same(esp, hex(esp_datagram)));
}

BOOST_AUTO_TEST_CASE(hostile_datagrams_are_survived) {
    std::mt19937 random(7);
    for (auto text : {ah_datagram, ah_with_options, ah_over_ipv6, esp_datagram, natt_datagram}) {
        const auto whole = hex(text);
        for (std::size_t length = 0; length < whole.size(); ++length)
            BOOST_TEST((valid(Octets(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))) != true));
        for (unsigned round = 0; round < 2000; ++round) {
            auto changed = whole;
            for (unsigned change = 0; change < 3; ++change) changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
            (void)valid(changed);
            (void)write_ah_icv(changed, test_key());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
