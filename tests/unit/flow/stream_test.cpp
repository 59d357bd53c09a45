// PPTP messages out of a byte stream: any cut gives the same messages, garbage is found as early as it can be (RFC 2637 section 1.4).
#include "generator/flow/stream.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

BOOST_AUTO_TEST_SUITE(message_stream)

using namespace tsuka;
using tsuka::flow::MessageStream;

namespace {

/// Head by hand (RFC 2637 section 2): length, message type 1, magic cookie, control type, reserved.
Octets message(std::uint16_t length, std::uint16_t control_type) {
    Octets octets = Writer().u16(length).u16(1).u32(0x1a2b3c4d).u16(control_type).u16(0).take();
    octets.resize(length, static_cast<std::uint8_t>(control_type));
    return octets;
}

std::vector<Octets> sample() {
    // Start-Control-Connection-Request, Outgoing-Call-Request, Echo-Request, Incoming-Call-Request, Stop
    return {message(156, 1), message(168, 7), message(16, 5), message(220, 9), message(16, 3)};
}

Octets joined(std::vector<Octets> const& messages) {
    Octets all;
    for (auto const& one : messages) all.insert(all.end(), one.begin(), one.end());
    return all;
}

std::vector<Octets> drain(MessageStream& stream) {
    std::vector<Octets> messages;
    while (auto one = stream.next()) messages.push_back(std::move(*one));
    return messages;
}

}  // namespace

BOOST_AUTO_TEST_CASE(octet_by_octet) {
    MessageStream stream;
    std::vector<Octets> messages;
    for (const auto octet : joined(sample())) {
        stream.add(View(&octet, 1));
        for (auto& one : drain(stream)) messages.push_back(std::move(one));
        BOOST_TEST(stream.waiting() < 220U);
    }
    BOOST_TEST((messages == sample()));
    BOOST_TEST(stream.waiting() == 0U);
    BOOST_TEST(!stream.out_of_step());
}

BOOST_AUTO_TEST_CASE(all_at_once_and_in_random_cuts) {
    const auto octets = joined(sample());
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        MessageStream stream;
        std::vector<Octets> messages;
        for (std::size_t offset = 0; offset < octets.size();) {
            const auto piece = part(octets, offset, round == 0 ? octets.size() : 1 + random() % 300);
            stream.add(piece);
            offset += piece.size();
            for (auto& one : drain(stream)) messages.push_back(std::move(one));
        }
        BOOST_REQUIRE(messages == sample());
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_magic_cookie_is_found_with_its_last_octet) {
    auto octets = joined({message(16, 5), message(16, 5)});
    octets[16 + 7] = 0x4e;
    MessageStream stream;
    stream.add(part(octets, 0, 16 + 7));
    BOOST_TEST(stream.next().has_value());
    BOOST_TEST(!stream.out_of_step());
    stream.add(part(octets, 16 + 7, 1));
    BOOST_TEST(stream.out_of_step());
    BOOST_TEST(stream.trouble().find("0x1a2b3c4e") != std::string::npos, stream.trouble());
    BOOST_TEST(stream.trouble().find("offset 16") != std::string::npos, stream.trouble());
    // It stays so, and keeps nothing.
    stream.add(message(16, 5));
    BOOST_TEST(!stream.next().has_value());
    BOOST_TEST(stream.waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(messages_before_the_garbage_are_not_lost_when_they_come_together) {
    auto octets = joined({message(156, 1), message(16, 5)});
    octets.insert(octets.end(), {0xff, 0xff, 0x00, 0x01});
    MessageStream stream;
    stream.add(octets);
    BOOST_TEST(drain(stream).size() == 2U);
    BOOST_TEST(stream.out_of_step());
    BOOST_TEST(stream.trouble().find("65535") != std::string::npos, stream.trouble());
}

BOOST_AUTO_TEST_CASE(lengths_that_no_message_has) {
    for (const int length : {0, 1, 12, 15, 221, 65535}) {
        MessageStream stream;
        stream.add(Writer().u16(static_cast<std::uint64_t>(length)).take());
        BOOST_TEST(stream.out_of_step(), length);
    }
    for (const std::uint16_t length : {std::uint16_t{16}, std::uint16_t{220}}) {
        MessageStream stream;
        stream.add(message(length, 1));
        BOOST_TEST(stream.next().has_value(), length);
    }
}

BOOST_AUTO_TEST_SUITE_END()
