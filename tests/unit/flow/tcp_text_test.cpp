// One TCP endpoint and the octets of its stream: segments, order, windows, retransmission (RFC 9293 sections 3.4, 3.7, 3.8).
#include "tests/unit/flow/tcp_segments.hpp"

BOOST_AUTO_TEST_SUITE(tcp_text)

using namespace tsuka;
using namespace tsuka::flow_test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(cuts_and_mss_make_segments) {
    auto server = established_server({.mss = 6});
    server.send(to_octets("abcdefghijklmnop"), {13, 3, 3, 0, 99}, Instant{});
    // The client named no MSS; the own limit of 6 is the smaller one. 3 | 10 = 6 + 4 | 3
    BOOST_TEST(shown(server.take_segments()) == "PA 301 101 abc | PA 304 101 defghi | PA 310 101 jklm | PA 314 101 nop");
}

BOOST_AUTO_TEST_CASE(pieces_leave_in_another_order) {
    auto server = established_server();
    server.send(to_octets("abcdef"), {2, 4}, Instant{}, {3, 1, 2});
    BOOST_TEST(shown(server.take_segments()) == "PA 305 101 ef | PA 301 101 ab | PA 303 101 cd");
    server.receive(segment(101, 307, ack), {}, Instant{});
    BOOST_TEST(server.everything_acknowledged());
    // A piece more than were named: they leave as they stand.
    server.send(to_octets("abcdef"), {2, 4}, Instant{}, {2, 1});
    BOOST_TEST(shown(server.take_segments()) == "PA 307 101 ab | PA 309 101 cd | PA 311 101 ef");
}

BOOST_AUTO_TEST_CASE(the_peers_mss_holds) {
    TcpEndpoint server(1723, 0, {});
    server.listen();
    auto opening = segment(100, 0, syn);
    opening.mss = 4;  // what an MSS-clamping router leaves
    server.receive(opening, {}, Instant{});
    server.receive(segment(101, 1, ack), {}, Instant{});
    (void)server.take_segments();
    server.send(to_octets("abcdef"), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "PA 1 101 abcd | PA 5 101 ef");
}

BOOST_AUTO_TEST_CASE(what_is_queued_before_the_handshake_waits_for_it) {
    TcpEndpoint client(1723, 50000, {.initial_seq = 100});
    client.send(to_octets("early"), {}, Instant{});
    client.connect(Instant{});
    client.close(Instant{});
    BOOST_TEST(shown(client.take_segments()) == "S 100 0 ");
    client.receive(segment(300, 101, syn | ack), {}, Instant{});
    BOOST_TEST(shown(client.take_segments()) == "A 101 301  | PA 101 301 early | FA 106 301 ");
    BOOST_TEST((client.state() == State::fin_wait));
}

BOOST_AUTO_TEST_CASE(text_out_of_order_is_kept_and_overlaps_are_cut) {
    auto server = established_server();
    server.receive(segment(107, 301, ack), to_octets("ghi"), Instant{});
    BOOST_TEST(shown(server.take_segments()) == "A 301 101 ");
    BOOST_TEST(server.take_stream().empty());
    server.receive(segment(104, 301, ack), to_octets("defgh"), Instant{});
    server.receive(segment(101, 301, ack), to_octets("abcd"), Instant{});
    BOOST_TEST(server.take_stream() == to_octets("abcdefghi"));
    BOOST_TEST(server.take_segments().back().tcp.ack == 110U);
    server.receive(segment(108, 301, ack), to_octets("hijk"), Instant{});  // half of it old
    server.receive(segment(101, 301, ack), to_octets("abc"), Instant{});   // all of it old: acknowledged again
    BOOST_TEST(server.take_stream() == to_octets("jk"));
    BOOST_TEST(shown(server.take_segments()) == "A 301 112  | A 301 112 ");
}

BOOST_AUTO_TEST_CASE(a_shorter_copy_takes_nothing_away) {
    auto server = established_server();
    server.receive(segment(104, 301, ack), to_octets("defgh"), Instant{});
    server.receive(segment(104, 301, ack), to_octets("de"), Instant{});
    server.receive(segment(101, 301, ack), to_octets("abc"), Instant{});
    BOOST_TEST((server.take_stream() == to_octets("abcdefgh")));
}

// Nothing beyond the announced window of 65535 is kept, neither octets nor a FIN behind them.
BOOST_AUTO_TEST_CASE(what_lies_beyond_the_window_is_cut_off) {
    auto server = established_server();
    server.receive(segment(101 + 65534, 301, fin | ack), to_octets("xyz"), Instant{});
    server.receive(segment(101, 301, ack), Octets(65534, 'a'), Instant{});
    BOOST_TEST(server.take_stream().size() == 65535U);
    BOOST_TEST((server.state() == State::established));
    BOOST_TEST(server.take_segments().back().tcp.ack == 101U + 65535U);
    server.receive(segment(101 + 65534, 301, fin | ack), to_octets("xyz"), Instant{});
    BOOST_TEST((server.take_stream() == to_octets("yz")));
    BOOST_TEST((server.state() == State::close_wait));
}

BOOST_AUTO_TEST_CASE(sequence_numbers_wrap) {
    TcpEndpoint server(1723, 0, {.initial_seq = 0xffffffff});
    server.listen();
    server.receive(segment(0xfffffffe, 0, syn), {}, Instant{});
    server.receive(segment(0xffffffff, 0, ack), {}, Instant{});
    BOOST_TEST((server.state() == State::established));
    (void)server.take_segments();
    server.receive(segment(2, 0, ack), to_octets("def"), Instant{});
    server.receive(segment(0xffffffff, 0, ack), to_octets("abc"), Instant{});
    BOOST_TEST(server.take_stream() == to_octets("abcdef"));
    BOOST_TEST(server.take_segments().back().tcp.ack == 5U);
    server.send(to_octets("xy"), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "PA 0 5 xy");
}

BOOST_AUTO_TEST_CASE(retransmission_doubles_and_gives_up) {
    TcpEndpoint client(1723, 50000, {.initial_seq = 100, .retransmit_after = 200ms, .most_retransmissions = 3});
    client.connect(Instant{});
    (void)client.take_segments();
    std::vector<Instant> sent;
    while (const auto at = client.wake_at()) {
        client.wake(*at - 1ns);
        BOOST_TEST(client.take_segments().empty());
        client.wake(*at);
        for (auto const& one : client.take_segments()) {
            BOOST_TEST(shown({one}) == "S 100 0  again");
            BOOST_TEST(!one.has_new_data);
            sent.push_back(*at);
        }
    }
    BOOST_TEST((sent == std::vector<Instant>{Instant{200ms}, Instant{600ms}, Instant{1400ms}}));
    BOOST_TEST(client.gave_up());
    BOOST_TEST(!client.everything_acknowledged());
    // Later than hoped for, but an answer: a slow router is not a dead one.
    client.receive(segment(300, 101, syn | ack), {}, Instant{5s});
    BOOST_TEST((client.state() == State::established));
    BOOST_TEST(!client.gave_up());
}

BOOST_AUTO_TEST_CASE(acknowledged_text_is_not_sent_again) {
    auto server = established_server({.retransmit_after = 200ms});
    server.send(to_octets("abcdef"), {3}, Instant{});
    BOOST_TEST(server.take_segments().at(0).has_new_data);
    server.receive(segment(101, 302, ack), {}, Instant{50ms});  // somebody in between cut the first segment
    server.wake(Instant{200ms});
    BOOST_TEST(shown(server.take_segments()) == "PA 302 101 bc again | PA 304 101 def again");
    server.receive(segment(101, 307, ack), {}, Instant{250ms});
    BOOST_TEST(server.everything_acknowledged());
    BOOST_TEST(!server.wake_at().has_value());
}

BOOST_AUTO_TEST_CASE(the_peers_window_holds) {
    auto server = established_server({.mss = 4});
    auto narrow = segment(101, 301, ack);
    narrow.window = 8;
    server.receive(narrow, {}, Instant{});
    server.send(to_octets("abcdefghijkl"), {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "PA 301 101 abcd | PA 305 101 efgh");
    BOOST_TEST(!server.everything_acknowledged());
    narrow.ack = 305;
    server.receive(narrow, {}, Instant{});
    BOOST_TEST(shown(server.take_segments()) == "PA 309 101 ijkl");
}

BOOST_AUTO_TEST_SUITE_END()
