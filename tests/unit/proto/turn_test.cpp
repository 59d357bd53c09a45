// TURN: the octets of RFC 8656's figures written out by hand, what stands beside STUN on its port, and lengths that lie.
#include "generator/proto/turn.hpp"

#include "generator/proto/stun.hpp"
#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(turn)

namespace {

const Octets transaction{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr std::uint64_t peer = 0xc0000201;  // 192.0.2.1, as in RFC 5769

Octets channel_data(std::string_view data, std::string_view padding) {
    auto given = fields({{"channel_number", std::uint64_t{0x4001}}});
    if (!padding.empty()) given.set("padding", hex(padding));
    return built(turn_protocol, "turn.channel-data", given, hex(data));
}

}  // namespace

/// Section 18.7: the protocol's number in the first octet, zeros behind it; section 18.2: seconds.
BOOST_AUTO_TEST_CASE(an_allocation_is_asked_for_and_granted) {
    const auto ask =
        built(turn_protocol, "turn.allocate-request",
              fields({{"transaction", transaction}, {"requested_transport", std::uint64_t{17}}, {"lifetime", std::uint64_t{600}}}));
    BOOST_TEST(to_hex(ask) ==
               "000300102112a4420102030405060708090a0b0c"
               "000d000400000258"
               "0019000411000000");
    const auto read = decoded(turn_protocol, ask);
    BOOST_TEST(name_of(read) == "turn.allocate-request");
    BOOST_TEST(number(read, "requested_transport") == 17U);
    BOOST_TEST(number(read, "lifetime") == 600U);
    BOOST_TEST(read.problems.empty());
    const auto answer =
        built(turn_protocol, "turn.allocate-response",
              fields({{"transaction", transaction}, {"xor_relayed_address", peer}, {"xor_relayed_port", std::uint64_t{32853}}}));
    // RFC 5769 section 2.2 has the same address and port turned: a147 e112a643.
    BOOST_TEST(to_hex(answer) ==
               "0103000c2112a4420102030405060708090a0b0c"
               "001600080001a147e112a643");
    BOOST_TEST(number(decoded(turn_protocol, answer), "xor_relayed_address") == peer);
    BOOST_TEST(number(decoded(turn_protocol, answer), "xor_relayed_port") == 32853U);
}

/// Section 18.1: the channel's number and 16 bits of zeros.
BOOST_AUTO_TEST_CASE(a_channel_is_bound_to_a_peer) {
    const auto octets = built(turn_protocol, "turn.channel-bind-request",
                              fields({{"transaction", transaction},
                                      {"channel_number", std::uint64_t{0x4001}},
                                      {"xor_peer_address", peer},
                                      {"xor_peer_port", std::uint64_t{32853}}}));
    BOOST_TEST(to_hex(octets) ==
               "000900142112a4420102030405060708090a0b0c"
               "001200080001a147e112a643"
               "000c000440010000");
    const auto read = decoded(turn_protocol, octets);
    BOOST_TEST(name_of(read) == "turn.channel-bind-request");
    BOOST_TEST(number(read, "channel_number") == 0x4001U);
    BOOST_TEST(number(read, "xor_peer_port") == 32853U);
    BOOST_TEST(name_of(decoded(turn_protocol, hex("010900002112a4420102030405060708090a0b0c"))) == "turn.channel-bind-response");
}

/// Sections 12.4 and 12.5: the length is that of the data, without header and padding.
BOOST_AUTO_TEST_CASE(what_goes_through_a_channel_has_four_octets_in_front) {
    const auto bare = channel_data("0a0b0c0d0e", "");
    BOOST_TEST(to_hex(bare) == "400100050a0b0c0d0e");
    const auto padded = channel_data("0a0b0c0d0e", "000000");
    BOOST_TEST(to_hex(padded) == "400100050a0b0c0d0e000000");
    for (auto const& octets : {bare, padded}) {
        const auto read = decoded(turn_protocol, octets);
        BOOST_TEST(name_of(read) == "turn.channel-data");
        BOOST_TEST(read.header == 4U);
        BOOST_TEST(number(read, "channel_number") == 0x4001U);
        BOOST_TEST(number(read, "length") == 5U);
    }
    BOOST_TEST(!has_field(decoded(turn_protocol, bare), "padding"));
    BOOST_TEST(octets_hex(decoded(turn_protocol, padded), "padding") == "000000");
    BOOST_TEST(name_of(decoded(turn_protocol, hex("4fff0000"))) == "turn.channel-data");
}

/// Of the numbers 4000 to 7FFF that RFC 5766 allowed RFC 8656 section 12 leaves a quarter; more than three octets behind the data are no
/// padding.
BOOST_AUTO_TEST_CASE(what_is_no_message_of_turn_is_left_to_others) {
    for (auto const* text :
         {"", "40", "400100", "4001000600", "4001000000000000", "500000000000", "80000000", "000300002112a443000000000000000000000000"})
        BOOST_TEST(!turn_protocol.decode(hex(text)), text);
    const auto binding = hex("000100002112a4420102030405060708090a0b0c");
    BOOST_TEST(!turn_protocol.decode(binding));
    BOOST_TEST(name_of(decoded(stun_protocol, binding)) == "stun.binding-request");
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    check_field_names_are_unique(turn_protocol);
    std::mt19937 random(8656);
    for (auto const& octets : {channel_data("0a0b0c0d0e", "000000"),
                               built(turn_protocol, "turn.channel-bind-request",
                                     fields({{"channel_number", std::uint64_t{0x4001}}, {"xor_peer_port", std::uint64_t{9}}}))}) {
        for (unsigned round = 0; round < 2000; ++round) {
            auto changed = octets;
            changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
            changed.resize(round % 3 == 0 ? random() % (changed.size() + 1) : changed.size());
            if (auto const read = turn_protocol.decode(changed)) {
                BOOST_TEST(read->total <= changed.size());
                for (auto const& one : read->fields) BOOST_TEST(one.bit + one.width <= changed.size() * 8);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
