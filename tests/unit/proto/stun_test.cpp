// STUN: a message of RFC 5769, addresses that are turned on the wire, and octets that lie.
#include "generator/proto/stun.hpp"

#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(stun)

namespace {

constexpr std::uint64_t seen = 0xc0000201;  // 192.0.2.1
constexpr std::uint64_t port = 32853;

Octets answer() {
    return built(stun_protocol, "stun.binding-response",
                 fields({{"mapped_address", seen},
                         {"mapped_port", port},
                         {"xor_mapped_address", seen},
                         {"xor_mapped_port", port},
                         {"software", hex("746573742076656374")}}));
}

}  // namespace

/// RFC 5769 section 2.2: the sample response over IPv4, whose last two attributes are of no interest here.
BOOST_AUTO_TEST_CASE(the_sample_response_is_read_as_its_rfc_says) {
    const auto octets =
        hex("0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200008 0001a147 e112a643"
            "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96");
    const auto read = decoded(stun_protocol, octets);
    BOOST_TEST(name_of(read) == "stun.binding-response");
    BOOST_TEST(octets_hex(read, "transaction") == "b7e7a701bc34d686fa87dfae");
    BOOST_TEST(text(read, "software") == "test vector");
    BOOST_TEST(number(read, "xor_mapped_address") == seen);
    BOOST_TEST(number(read, "xor_mapped_port") == port);
    BOOST_TEST(!has_field(read, "mapped_address"));
    BOOST_TEST(read.problems.empty());
    BOOST_TEST(read.total == octets.size());
}

BOOST_AUTO_TEST_CASE(both_addresses_are_one_and_only_one_stands_as_it_is) {
    const auto octets = answer();
    const auto read = decoded(stun_protocol, octets);
    for (auto const* name : {"mapped_address", "xor_mapped_address"}) BOOST_TEST(number(read, name) == seen);
    for (auto const* name : {"mapped_port", "xor_mapped_port"}) BOOST_TEST(number(read, name) == port);
    const auto wire = to_hex(octets);
    BOOST_TEST(wire.find("0001000800018055c0000201") != std::string::npos);
    BOOST_TEST(wire.find("002000080001a147e112a643") != std::string::npos);
    BOOST_TEST(number(read, "length") == octets.size() - 20);
    BOOST_TEST(octets.size() % 4 == 0U);
    BOOST_TEST(read.problems.empty());
}

/// RFC 5780 sections 7.2 to 7.4.
BOOST_AUTO_TEST_CASE(a_server_says_where_else_it_answers) {
    const auto ask = built(stun_protocol, "stun.binding-request", fields({{"change", std::uint64_t{6}}}));
    BOOST_TEST(to_hex(ask).find("0003000400000006") != std::string::npos);
    BOOST_TEST(number(decoded(stun_protocol, ask), "change") == 6U);
    const auto octets = built(stun_protocol, "stun.binding-response",
                              fields({{"origin_address", seen},
                                      {"origin_port", std::uint64_t{3478}},
                                      {"other_address", seen + 1},
                                      {"other_port", std::uint64_t{3479}}}));
    BOOST_TEST(to_hex(octets).find("802b000800010d96c0000201802c000800010d97c0000202") != std::string::npos);
    const auto read = decoded(stun_protocol, octets);
    BOOST_TEST(number(read, "other_address") == seen + 1);
    BOOST_TEST(number(read, "other_port") == 3479U);
    BOOST_TEST(number(read, "origin_port") == 3478U);
}

BOOST_AUTO_TEST_CASE(what_has_no_cookie_is_no_stun) {
    for (auto const* text : {"", "0001", "000100002112a443000000000000000000000000"}) BOOST_TEST(!stun_protocol.decode(hex(text)), text);
    BOOST_TEST(name_of(decoded(stun_protocol, hex("000300002112a442000000000000000000000000"))) == "none");
}

BOOST_AUTO_TEST_CASE(lengths_that_lie_are_told) {
    BOOST_TEST(!decoded(stun_protocol, hex("000100082112a442000000000000000000000000")).problems.empty());
    BOOST_TEST(!decoded(stun_protocol, hex("000100042112a442000000000000000000000000 80220001")).problems.empty());
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    check_truncations(stun_protocol, answer());
    check_field_names_are_unique(stun_protocol);
    auto const octets = answer();
    std::mt19937 random(8489);
    for (unsigned round = 0; round < 2000; ++round) {
        auto changed = octets;
        changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
        changed.resize(round % 3 == 0 ? random() % (changed.size() + 1) : changed.size());
        if (auto const read = stun_protocol.decode(changed)) {
            BOOST_TEST(read->total <= changed.size());
            for (auto const& one : read->fields) BOOST_TEST(one.bit + one.width <= changed.size() * 8);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
