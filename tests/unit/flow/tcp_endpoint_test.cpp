// One TCP endpoint opens, closes, resets and refuses: numbers and flags as the figures and rules of RFC 9293 have them.
#include "tests/unit/flow/tcp_channel.hpp"

BOOST_AUTO_TEST_SUITE(tcp_endpoint)

using namespace tsuka;
using namespace tsuka::flow_test;
using namespace std::chrono_literals;

// RFC 9293 section 3.5, figure 6: 100/300 handshake.
BOOST_AUTO_TEST_CASE(passive_open) {
    TcpEndpoint server(1723, 0, {.initial_seq = 300, .mss = 1400});
    server.listen();
    BOOST_TEST((server.state() == State::listen));
    auto opening = segment(100, 0, syn);
    opening.source_port = 61234;
    server.receive(opening, {}, Instant{});
    BOOST_TEST((server.state() == State::syn_received));
    BOOST_TEST(server.peer_port() == 61234);
    const auto answer = server.take_segments();
    BOOST_TEST(shown(answer) == "SA 300 101 ");
    BOOST_TEST(answer.at(0).tcp.destination_port == 61234);
    BOOST_TEST(answer.at(0).tcp.source_port == 1723);
    BOOST_TEST(answer.at(0).tcp.mss.value_or(0) == 1400);
    opening.seq = 101;
    opening.ack = 301;
    opening.flags = ack;
    server.receive(opening, {}, Instant{});
    BOOST_TEST((server.state() == State::established));
    BOOST_TEST(shown(server.take_segments()) == "");
    BOOST_TEST(server.everything_acknowledged());
    BOOST_TEST(!server.wake_at().has_value());
}

BOOST_AUTO_TEST_CASE(active_open) {
    TcpEndpoint client(1723, 50000, {.initial_seq = 100});
    client.connect(Instant{});
    const auto opening = client.take_segments();
    BOOST_TEST(shown(opening) == "S 100 0 ");
    BOOST_TEST(opening.at(0).tcp.mss.value_or(0) == 1460);
    BOOST_TEST((client.state() == State::syn_sent));
    client.receive(segment(300, 101, syn | ack), {}, Instant{});
    BOOST_TEST((client.state() == State::established));
    BOOST_TEST(shown(client.take_segments()) == "A 101 301 ");
    // The acknowledgement was lost: the SYN-ACK comes again and is acknowledged again.
    client.receive(segment(300, 101, syn | ack), {}, Instant{});
    BOOST_TEST(shown(client.take_segments()) == "A 101 301 ");
}

// RFC 7323 section 2.2, RFC 2018 section 2: a SYN is answered with what it offered.
BOOST_AUTO_TEST_CASE(windows_and_acknowledgements_are_offered_both_ways) {
    TcpEndpoint client(1723, 50000, {.offers = true});
    client.connect(Instant{});
    BOOST_TEST(client.take_segments().at(0).tcp.window_scale);
    for (const bool offered : {true, false}) {
        TcpEndpoint server(1723, 0, {.offers = true});
        server.listen();
        auto opening = segment(100, 0, syn);
        opening.sack_permitted = opening.window_scale = offered;
        server.receive(opening, {}, Instant{});
        const auto answer = server.take_segments().at(0).tcp;
        BOOST_TEST(answer.window_scale == offered);
        BOOST_TEST(answer.sack_permitted == offered);
        BOOST_TEST(server.scales() == offered);
    }
}

// RFC 9293 section 3.5, figure 8; a NAT must let it pass (RFC 5382 REQ-2).
BOOST_AUTO_TEST_CASE(simultaneous_open) {
    TcpEndpoint client(1723, 50000, {.initial_seq = 100});
    client.connect(Instant{});
    (void)client.take_segments();
    client.receive(segment(300, 0, syn), {}, Instant{});
    BOOST_TEST((client.state() == State::syn_received));
    BOOST_TEST(shown(client.take_segments()) == "SA 100 301  again");
    client.receive(segment(300, 101, syn | ack), {}, Instant{});
    BOOST_TEST((client.state() == State::established));
}

BOOST_AUTO_TEST_CASE(a_duplicate_syn_gets_the_same_answer) {
    TcpEndpoint server(1723, 0, {.initial_seq = 300});
    server.listen();
    server.receive(segment(100, 0, syn), {}, Instant{});
    (void)server.take_segments();
    server.receive(segment(100, 0, syn), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "SA 300 101  again");
    server.receive(segment(101, 301, ack), {}, Instant{});
    server.receive(segment(100, 0, syn), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "A 301 101 ");
    BOOST_TEST((server.state() == State::established));
    // RFC 5961 section 4: another SYN inside the window is answered with a challenge ACK and changes nothing.
    server.receive(segment(150, 0, syn), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "A 301 101 ");
    BOOST_TEST((server.state() == State::established));
}

// RFC 9293 section 3.6: close by the peer, then by this end; the last FIN may come again.
BOOST_AUTO_TEST_CASE(closing_after_the_peer) {
    auto server = established_server();
    server.receive(segment(101, 301, fin | ack), to_octets("bye"), Instant{});
    BOOST_TEST(server.take_stream() == to_octets("bye"));
    BOOST_TEST((server.state() == State::close_wait));
    BOOST_TEST(shown(server.take_segments()) == "A 301 105 ");
    server.close(Instant{});
    BOOST_TEST(shown(server.take_segments()) == "FA 301 105 ");
    server.receive(segment(105, 302, ack), {}, Instant{});
    BOOST_TEST((server.state() == State::closed));
    server.receive(segment(104, 301, fin | ack), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "A 302 105 ");
    server.send(to_octets("too late"), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "");
}

BOOST_AUTO_TEST_CASE(closing_first) {
    auto server = established_server();
    server.close(Instant{});
    BOOST_TEST(shown(server.take_segments()) == "FA 301 101 ");
    BOOST_TEST((server.state() == State::fin_wait));
    server.receive(segment(101, 302, ack), to_octets("still"), Instant{});
    BOOST_TEST(server.take_stream() == to_octets("still"));
    BOOST_TEST((server.state() == State::fin_wait));
    server.receive(segment(106, 302, fin | ack), {}, Instant{});
    BOOST_TEST((server.state() == State::closed));
    BOOST_TEST(server.take_segments().back().tcp.ack == 107U);
}

BOOST_AUTO_TEST_CASE(a_fin_before_its_text_waits) {
    auto server = established_server();
    server.receive(segment(104, 301, fin | ack), {}, Instant{});
    BOOST_TEST((server.state() == State::established));
    server.receive(segment(101, 301, ack), to_octets("abc"), Instant{});
    BOOST_TEST((server.state() == State::close_wait));
    BOOST_TEST(server.take_stream() == to_octets("abc"));
}

// RFC 5961 section 3: only the exact sequence number resets.
BOOST_AUTO_TEST_CASE(resets) {
    auto server = established_server();
    server.receive(segment(100, 0, rst), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "");
    server.receive(segment(102, 0, rst), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "A 301 101 ");
    BOOST_TEST((server.state() == State::established));
    server.send(to_octets("x"), {}, Instant{});
    server.receive(segment(101, 0, rst), {}, Instant{});
    BOOST_TEST((server.state() == State::reset));
    BOOST_TEST(!server.wake_at().has_value());

    TcpEndpoint client(1723, 50000, {.initial_seq = 100});
    client.connect(Instant{});
    client.receive(segment(0, 100, rst | ack), {}, Instant{});
    BOOST_TEST((client.state() == State::syn_sent));
    client.receive(segment(0, 101, rst | ack), {}, Instant{});
    BOOST_TEST((client.state() == State::reset));
}

BOOST_AUTO_TEST_CASE(abort_sends_a_reset_where_there_is_a_connection) {
    auto server = established_server();
    server.abort(Instant{});
    BOOST_TEST(shown(server.take_segments()) == "RA 301 101 ");
    BOOST_TEST((server.state() == State::reset));
    server.receive(segment(101, 301, ack | psh), to_octets("more"), Instant{});
    BOOST_TEST(shown(server.take_segments()) == "R 301 0 ");
    TcpEndpoint listening(1723, 0, {});
    listening.listen();
    listening.abort(Instant{});
    BOOST_TEST(shown(listening.take_segments()) == "");
}

// RFC 9293 section 3.5.2, group 1 and 2.
BOOST_AUTO_TEST_CASE(strangers_are_refused) {
    TcpEndpoint server(1723, 0, {.initial_seq = 300});
    server.receive(segment(100, 0, syn), {}, Instant{});  // nobody listens
    BOOST_TEST(shown(server.take_segments()) == "RA 0 101 ");
    server.listen();
    server.receive(segment(101, 999, ack), {}, Instant{});
    auto refusal = server.take_segments();
    BOOST_TEST(shown(refusal) == "R 999 0 ");
    BOOST_TEST(refusal.at(0).tcp.destination_port == 50000);
    server.receive(segment(101, 0, rst), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "");
    BOOST_TEST((server.state() == State::listen));

    // Established, then the router makes a new mapping: to this host that is another connection, which it does not know.
    auto busy = established_server();
    auto moved = segment(101, 301, ack | psh);
    moved.source_port = 50001;
    busy.receive(moved, to_octets("x"), Instant{});
    refusal = busy.take_segments();
    BOOST_TEST(shown(refusal) == "R 301 0 ");
    BOOST_TEST(refusal.at(0).tcp.destination_port == 50001);
    BOOST_TEST(busy.take_stream().empty());
    auto elsewhere = segment(101, 301, ack | psh);
    elsewhere.destination_port = 80;
    busy.receive(elsewhere, to_octets("x"), Instant{});
    BOOST_TEST(shown(busy.take_segments()) == "");
}

BOOST_AUTO_TEST_CASE(ends_out_of_step_do_not_answer_each_other_for_ever) {
    auto server = established_server();
    server.receive(segment(70000, 301, ack), {}, Instant{});
    server.receive(segment(101, 5000, ack), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "");
    server.receive(segment(100, 301, ack), {}, Instant{});  // a keep-alive (RFC 9293 section 3.8.4)
    BOOST_TEST(shown(server.take_segments()) == "A 301 101 ");
}

// A router that slips one octet into either direction makes each end's acknowledgement look like a keep-alive to the other one.
BOOST_AUTO_TEST_CASE(ends_that_are_one_octet_out_of_step_do_not_answer_each_other_for_ever) {
    TcpEndpoint client(50000, 1723, {});
    TcpEndpoint server(1723, 0, {});
    server.listen();
    client.connect(Instant{});
    Channel channel(client, server, {}, 1);
    BOOST_REQUIRE(channel.run());
    const auto slip_in = [&](TcpEndpoint& into) {
        auto tcp = segment(1, 1, psh | ack);  // both initial sequence numbers are 0
        tcp.source_port = into.peer_port();
        tcp.destination_port = into.own_port();
        into.receive(tcp, to_octets("x"), channel.now());
    };
    slip_in(client);
    slip_in(server);
    BOOST_TEST(channel.run(100));
    BOOST_TEST(channel.segments() < 20U);
    // One keep-alive is answered, and the next after half a second (compare RFC 5961 section 7).
    const auto keep_alive = [&](Instant at) {
        server.receive(segment(1, 1, ack), {}, at);
        return shown(server.take_segments());
    };
    const auto later = channel.now() + std::chrono::seconds(10);
    BOOST_TEST(keep_alive(later) == "A 1 2 ");
    BOOST_TEST(keep_alive(later + std::chrono::milliseconds(499)) == "");
    BOOST_TEST(keep_alive(later + std::chrono::milliseconds(500)) == "A 1 2 ");
}

BOOST_AUTO_TEST_CASE(octets_go_again_though_acknowledged_and_cut_otherwise) {
    auto server = established_server();
    server.send(to_octets("abcdefgh"), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "PA 301 101 abcdefgh");
    server.receive(segment(101, 309, ack), {}, Instant{});
    BOOST_TEST(server.everything_acknowledged());
    server.repeat(2, to_octets("cdefgh"), {1, 3});
    BOOST_TEST(shown(server.take_segments()) == "PA 303 101 c again | PA 304 101 de again | PA 306 101 fgh again");
    // It is nothing that has to be acknowledged.
    BOOST_TEST(server.everything_acknowledged());
    BOOST_TEST(!server.wake_at().has_value());
    server.abort(Instant{});
    (void)server.take_segments();
    server.repeat(0, to_octets("a"), {});
    BOOST_TEST(shown(server.take_segments()) == "");
}

BOOST_AUTO_TEST_CASE(a_sequence_number_has_a_place_in_the_peers_stream) {
    TcpEndpoint closed(1723, 50000, {.initial_seq = 300});
    BOOST_TEST(!closed.place_of(101).has_value());
    const auto server = established_server();
    BOOST_TEST(!server.place_of(100).has_value());
    BOOST_TEST(server.place_of(101).value_or(9) == 0U);
    BOOST_TEST(server.place_of(105).value_or(9) == 4U);
}

/// A router that repeats each frame many times: its copies of our answers must not be answered without end.
BOOST_AUTO_TEST_CASE(what_brings_nothing_new_is_answered_so_often_and_no_more) {
    flow::TcpEndpoint server(1723, 0, {});
    server.listen();
    proto::TcpParameters syn;
    syn.source_port = 40000;
    syn.destination_port = 1723;
    syn.seq = 100;
    syn.flags = 0x02;
    std::size_t answers = 0;
    for (int copies = 0; copies < 1000; ++copies) {
        server.receive(syn, {}, Instant{});
        answers += server.take_segments().size();
    }
    BOOST_TEST(answers == 65U);
    // What does bring something new is taken as ever.
    proto::TcpParameters ack = syn;
    ack.seq = 101;
    ack.ack = 1;
    ack.flags = 0x10;
    server.receive(ack, to_octets("text"), Instant{});
    BOOST_TEST((server.state() == flow::TcpEndpoint::State::established));
    BOOST_TEST(server.take_segments().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
