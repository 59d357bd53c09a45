// Child processes: output, complaints, input, missing programs. And the lab's own UDP writer against libtins.
#include "harness/lab/command.hpp"

#include "generator/proto/frame.hpp"
#include "harness/lab/frame_reader.hpp"
#include "support.hpp"

#include <cstdlib>

using namespace tsuka;
using namespace tsuka::test;

BOOST_AUTO_TEST_SUITE(command)

BOOST_AUTO_TEST_CASE(output_and_input_pass_through) {
    const std::string much(300'000, 'x');
    const auto said = lab::run_command({.words = {"cat"}, .input = much});
    BOOST_REQUIRE(said);
    BOOST_TEST((*said == much));
}

BOOST_AUTO_TEST_CASE(a_failure_says_the_command_its_status_and_its_complaint) {
    const auto failed = lab::run_command({.words = {"sh", "-c", "echo it hurts >&2; exit 7"}});
    BOOST_REQUIRE(!failed);
    for (auto const* word : {"sh -c", "status 7", "it hurts"}) BOOST_TEST(failed.error().what.find(word) != std::string::npos);
    const auto killed = lab::run_command({.words = {"sh", "-c", "kill -9 $$"}});
    BOOST_REQUIRE(!killed);
    BOOST_TEST(killed.error().what.find("signal 9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_named) {
    const auto missing = lab::run_command({.words = {"tsuka-no-such-program"}});
    BOOST_REQUIRE(!missing);
    BOOST_TEST(missing.error().what.find("tsuka-no-such-program") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(system_programs_are_found_with_a_user_s_path) {
    in_child(true, []() -> std::string {
        ::setenv("PATH", "/usr/games", 1);
        const auto nft = lab::find_program("nft");
        return nft ? "" : nft.error().what;
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire)

BOOST_AUTO_TEST_CASE(the_udp_writer_agrees_with_libtins) {
    const auto payload = to_octets("some octets, odd in number!");
    lab::UdpMessage message{.source_port = 67, .destination_port = 68, .payload = payload};
    message.datagram.frame_source = mac("02:00:00:00:00:01");
    message.datagram.frame_destination = mac("02:00:00:00:00:02");
    message.datagram.source = ip("203.0.113.1");
    message.datagram.destination = ip("203.0.113.2");
    proto::IpParameters header;
    header.source = message.datagram.source;
    header.destination = message.datagram.destination;
    header.protocol = 17;
    const auto udp = proto::build_udp(header.source, header.destination, 67, 68, payload);
    const auto other =
        proto::build_ethernet(message.datagram.frame_destination, message.datagram.frame_source, 0x0800, proto::build_ipv4(header, udp));
    const auto own = lab::write_udp(message);
    BOOST_TEST(to_hex(own) == to_hex(other));
    const auto read = lab::read_udp(own);
    BOOST_REQUIRE(read);
    BOOST_TEST(same(read->payload, payload));
    for (std::size_t length = 0; length < own.size(); ++length) {
        const auto cut = lab::read_udp(part(own, 0, length));
        BOOST_TEST(cut.has_value() == (length >= 14 + 20 + 8 + payload.size()), length);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_udp_checksum_is_not_read) {
    lab::UdpMessage message{.source_port = 67, .destination_port = 68, .payload = {}};
    auto frame = lab::write_udp(message);
    BOOST_TEST(lab::read_udp(frame).has_value());
    frame[40] ^= 1U;
    BOOST_TEST(!lab::read_udp(frame).has_value());
}

BOOST_AUTO_TEST_CASE(a_checksum_left_to_hardware_that_is_not_there_is_no_fault) {
    // 192.0.2.1 to 192.0.2.2, protocol 17, length 8: c000 + 0201 + c000 + 0202 + 0011 + 0008 = 1841c, folded 841d.
    lab::UdpMessage message{.source_port = 67, .destination_port = 68, .payload = {}};
    message.datagram.source = ip("192.0.2.1");
    message.datagram.destination = ip("192.0.2.2");
    auto frame = lab::write_udp(message);
    frame[40] = 0x84;
    frame[41] = 0x1d;
    BOOST_TEST(lab::read_udp(frame).has_value());
    frame[41] = 0x1c;
    BOOST_TEST(!lab::read_udp(frame).has_value());
}

BOOST_AUTO_TEST_CASE(a_program_that_does_not_end_is_ended) {
    const auto said = lab::run_command({.words = {"sleep", "1000"}, .limit = std::chrono::milliseconds(50)});
    BOOST_TEST_REQUIRE(!said.has_value());
    BOOST_TEST(said.error().what == "`sleep 1000` did not end within 0 s");
}

BOOST_AUTO_TEST_SUITE_END()
