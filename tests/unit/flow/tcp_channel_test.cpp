// Two endpoints through a channel that loses, doubles, reorders and translates: whatever the seed, the streams arrive as they were sent.
#include "tests/unit/flow/tcp_channel.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tcp_channel)

using namespace tsuka;
using namespace std::chrono_literals;
using namespace tsuka::flow_test;

namespace {

Octets noise(std::mt19937_64& random, std::size_t size) {
    Octets octets(size);
    for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
    return octets;
}

/// Sends `octets` in a few portions with cuts at random places.
void send_in_portions(TcpEndpoint& end, Octets const& octets, std::mt19937_64& random, Instant now) {
    for (std::size_t offset = 0; offset < octets.size();) {
        const auto portion = part(octets, offset, 1 + random() % 700);
        std::vector<unsigned> cuts;
        for (auto count = random() % 4; count > 0; --count) cuts.push_back(static_cast<unsigned>(random() % (portion.size() + 1)));
        end.send(portion, cuts, now);
        offset += portion.size();
    }
}

/// An initial sequence number that often wraps within the first octets.
std::uint32_t initial_seq(std::mt19937_64& random) {
    return random() % 2 == 0 ? 0xffffffffU - static_cast<std::uint32_t>(random() % 3000) : static_cast<std::uint32_t>(random());
}

void converse(std::uint64_t seed, ChannelFaults const& faults) {
    std::mt19937_64 random(seed);
    const unsigned patience = faults.lost > 0 ? 60 : 3;
    const auto mss = static_cast<std::uint16_t>(40 + random() % 1421);
    TcpEndpoint client(50000, 1723, {.initial_seq = initial_seq(random), .mss = mss, .most_retransmissions = patience});
    TcpEndpoint server(1723, 0, {.initial_seq = initial_seq(random), .most_retransmissions = patience});
    Channel channel(client, server, faults, random());
    const auto up = noise(random, random() % 5000);
    const auto down = noise(random, random() % 5000);

    server.listen();
    client.connect(channel.now());
    if (random() % 2 == 0) BOOST_REQUIRE(channel.run());
    send_in_portions(client, up, random, channel.now());
    send_in_portions(server, down, random, channel.now());
    BOOST_REQUIRE(channel.run());
    BOOST_REQUIRE(server.take_stream() == up);
    BOOST_REQUIRE(client.take_stream() == down);
    BOOST_REQUIRE(client.state() == State::established && server.state() == State::established);
    BOOST_REQUIRE(client.everything_acknowledged() && server.everything_acknowledged());
    if (faults.outside_port != 0) BOOST_REQUIRE_EQUAL(server.peer_port(), faults.outside_port);

    auto& first = random() % 2 == 0 ? client : server;
    auto& second = &first == &client ? server : client;
    first.close(channel.now());
    if (random() % 2 == 0) {
        BOOST_REQUIRE(channel.run());
        BOOST_REQUIRE(first.state() == State::fin_wait && second.state() == State::close_wait);
    }
    second.close(channel.now());
    BOOST_REQUIRE(channel.run());
    BOOST_REQUIRE(client.state() == State::closed && server.state() == State::closed);
    BOOST_REQUIRE(!client.gave_up() && !server.gave_up());
}

void converse_often(std::uint64_t seeds, ChannelFaults const& faults) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) converse(seed, faults);
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(clean) {
    converse_often(200, {});
}
BOOST_AUTO_TEST_CASE(reordering) {
    converse_often(600, {.jitter = 40ms});
}
BOOST_AUTO_TEST_CASE(doubling_and_reordering) {
    converse_often(600, {.doubled = 40, .jitter = 60ms});
}
BOOST_AUTO_TEST_CASE(losing) {
    converse_often(600, {.lost = 25});
}
BOOST_AUTO_TEST_CASE(losing_doubling_reordering_slower_than_the_timer) {
    converse_often(600, {.lost = 15, .doubled = 20, .jitter = 700ms});
}
BOOST_AUTO_TEST_CASE(translated_port) {
    converse_often(300, {.lost = 10, .doubled = 10, .jitter = 40ms, .outside_port = 61000});
}
BOOST_AUTO_TEST_CASE(translated_port_and_sequence_numbers) {
    converse_often(300, {.lost = 10, .doubled = 10, .jitter = 40ms, .outside_port = 61000, .seq_shift = 0x87654321});
}

BOOST_AUTO_TEST_CASE(simultaneous_open_on_a_bad_line) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        TcpEndpoint one(4000, 5000, {.initial_seq = 0xfffffffe, .most_retransmissions = 60});
        TcpEndpoint two(5000, 4000, {.initial_seq = 77, .most_retransmissions = 60});
        Channel channel(one, two, {.lost = 20, .doubled = 20, .jitter = 100ms}, seed);
        one.connect(Instant{});
        two.connect(Instant{});
        one.send(to_octets("one"), {}, Instant{});
        two.send(to_octets("two"), {}, Instant{});
        BOOST_REQUIRE(channel.run());
        BOOST_REQUIRE(one.take_stream() == to_octets("two"));
        BOOST_REQUIRE(two.take_stream() == to_octets("one"));
    }
}

BOOST_AUTO_TEST_CASE(a_dead_line_ends_in_giving_up) {
    TcpEndpoint client(50000, 1723, {});
    TcpEndpoint server(1723, 0, {});
    Channel channel(client, server, {.lost = 100}, 1);
    server.listen();
    client.connect(Instant{});
    BOOST_TEST(channel.run());
    BOOST_TEST(client.gave_up());
    BOOST_TEST((client.state() == State::syn_sent));
    BOOST_TEST(channel.segments() == 4U);  // the SYN and three more
}

// More than a window at once: it flows in portions, in order, and never more than 65535 octets are under way.
BOOST_AUTO_TEST_CASE(a_long_stream_respects_the_window) {
    std::mt19937_64 random(5);
    TcpEndpoint client(50000, 1723, {});
    TcpEndpoint server(1723, 0, {});
    Channel channel(client, server, {.jitter = 3ms}, 1);
    server.listen();
    client.connect(Instant{});
    BOOST_TEST(channel.run());
    const auto octets = noise(random, 300000);
    client.send(octets, {}, channel.now());
    std::size_t first_burst = 0;
    for (auto const& segment : client.take_segments()) {
        first_burst += segment.payload.size();
        server.receive(segment.tcp, segment.payload, channel.now());
    }
    BOOST_TEST(first_burst <= 65535U);
    BOOST_TEST(first_burst > 60000U);
    BOOST_TEST(channel.run());
    BOOST_TEST(server.take_stream() == octets);
}

BOOST_AUTO_TEST_CASE(noise_never_crashes) {
    std::mt19937_64 random(99);
    for (int round = 0; round < 3000; ++round) {
        TcpEndpoint end(1723, 50000, {.initial_seq = static_cast<std::uint32_t>(random() % 8)});
        if (random() % 2 == 0)
            end.connect(Instant{});
        else
            end.listen();
        for (int step = 0; step < 40; ++step) {
            proto::TcpParameters tcp;
            tcp.source_port = 50000;
            tcp.destination_port = 1723;
            tcp.seq = static_cast<std::uint32_t>(random() % 12) - 4;
            tcp.ack = static_cast<std::uint32_t>(random() % 12) - 4;
            tcp.flags = static_cast<std::uint8_t>(random() % 32);
            tcp.window = static_cast<std::uint16_t>(random() % 20);
            end.receive(tcp, noise(random, random() % 6), Instant{});
            if (random() % 8 == 0) end.send(noise(random, random() % 20), {}, Instant{});
            if (random() % 30 == 0) end.close(Instant{});
            if (const auto at = end.wake_at(); at && random() % 4 == 0) end.wake(*at);
            BOOST_REQUIRE_LE(end.take_segments().size(), 100U);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
